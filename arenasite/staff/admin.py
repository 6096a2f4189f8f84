"""Accounts of staff, with an action that resets a lost second factor."""

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from arenasite.staff import second_factor
from arenasite.staff.models import Authenticator
from battles.grouped_numbers import grouped

User = get_user_model()
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Permissions in a plain list: Django's two-list control has faults for screen readers."""

    filter_horizontal = ()


@admin.register(User)
class StaffUserAdmin(UserAdmin):
    """Django's own list of accounts, and whether each has a second factor."""

    list_display = [*UserAdmin.list_display, "second_factor"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    actions = ["reset_second_factor"]

    def get_queryset(self, request):
        enrolled = Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(is_enrolled=Exists(enrolled))

    def has_delete_permission(self, request, obj=None):
        """An account with a history cannot be deleted, only deactivated: its log entries would be lost."""
        has_history = obj is not None and LogEntry.objects.filter(user=obj).exists()
        return not has_history and super().has_delete_permission(request, obj)

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user):
        return user.is_enrolled

    def has_reset_permission(self, request):
        return request.user.has_perm("arenasite.reset_second_factor")

    @admin.action(description=_("Reset the second factor"), permissions=["reset"])
    def reset_second_factor(self, request, queryset):
        """Reset the selected accounts, and name those that the user may not reset."""
        count = 0
        for user in queryset:
            try:
                count += second_factor.reset(user, by=request.user)
            except second_factor.ResetForbidden:
                words = _("%(name)s: you cannot reset your own, and only a superuser resets a superuser's.")
                self.message_user(request, words % {"name": user}, messages.ERROR)
        words = ngettext(
            "%(number)s second factor was reset.", "%(number)s second factors were reset.", count
        )
        self.message_user(
            request, words % {"number": grouped(count)}, messages.SUCCESS if count else messages.WARNING
        )
