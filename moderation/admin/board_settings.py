"""The admin of arenas and contenders where published boards show them: their settings change by decisions.

Before the first board is published everything is saved directly, as battles.admin has it.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from battles.admin import ArenaAdmin, ContenderAdmin
from battles.models import Arena, Contender
from moderation.admin.confirmation_page import confirm_then_run
from moderation.admin.confirmations import build_confirmation
from moderation.decisions.board_settings import ARENA_SETTINGS, is_guarded
from moderation.decisions.kinds import CHANGE_SETTINGS
from moderation.decisions.settings_forms import ArenaSettingsForm, StateForm, WeightForm

admin.site.unregister([Arena, Contender])


def require_permission(request):
    """Raises PermissionDenied without the permission to decide about settings."""
    if not request.user.has_perm(CHANGE_SETTINGS.permission):
        raise PermissionDenied


@admin.register(Arena)
class GuardedArenaAdmin(ArenaAdmin):
    """The settings of an arena with published boards are read-only here and have a page of their own."""

    change_form_template = "moderation/admin/arena.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.settings_view)
        return [path("<int:pk>/settings/", view, name="battles_arena_settings"), *super().get_urls()]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *ARENA_SETTINGS] if obj and is_guarded(obj) else fields

    def change_view(self, request, object_id, form_url="", extra_context=None):
        arena = self.get_object(request, object_id)
        context = {"is_guarded": arena is not None and is_guarded(arena), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def settings_view(self, request, pk):
        """Ask for the new settings and a reason, show what they would do, and decide or propose it."""
        require_permission(request)
        arena = get_object_or_404(Arena, pk=pk)
        rows = Arena.objects.filter(pk=pk)
        return confirm_then_run(
            self,
            request,
            rows,
            confirmation=build_confirmation(
                CHANGE_SETTINGS, rows, actor=request.user, title=_("Change settings that move boards")
            ),
            form_class=ArenaSettingsForm,
            form_options={"instance": arena},
        )


@admin.register(Contender)
class GuardedContenderAdmin(ContenderAdmin):
    """State and weight of contenders that published boards rate change by decisions."""

    def weight_view(self, request, pk):
        contender = get_object_or_404(Contender.objects.select_related("arena"), pk=pk)
        if not is_guarded(contender):
            return super().weight_view(request, pk)
        require_permission(request)
        rows = Contender.objects.filter(pk=pk)
        return confirm_then_run(
            self,
            request,
            rows,
            confirmation=build_confirmation(
                CHANGE_SETTINGS, rows, actor=request.user, title=_("Change weight")
            ),
            form_class=WeightForm,
            form_options={"initial": {"weight": contender.weight}},
        )

    def state_view(self, request):
        contenders = self.selected_contenders(request)
        if not any(map(is_guarded, contenders)):
            return super().state_view(request)
        require_permission(request)
        rows = Contender.objects.filter(pk__in=[contender.pk for contender in contenders])
        if len({contender.arena_id for contender in contenders}) > 1:
            words = _("One decision is about one arena. Choose contenders of the same arena.")
            self.message_user(request, words, messages.ERROR)
            return redirect("admin:battles_contender_changelist")
        return confirm_then_run(
            self,
            request,
            rows,
            confirmation=build_confirmation(
                CHANGE_SETTINGS, rows, actor=request.user, title=_("Change state")
            ),
            form_class=StateForm,
            form_options={"contenders": contenders},
        )
