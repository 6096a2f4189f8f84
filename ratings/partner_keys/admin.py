"""Partner keys for staff: made, replaced and revoked; each key is shown once."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from battles.admin import DeclaredLookups
from battles.grouped_numbers import grouped
from ratings.partner_keys.chart import DAYS, build_chart
from ratings.partner_keys.issuing import NotReplaceable, replace_key, revoke_keys, write_key
from ratings.partner_keys.models import PartnerKey, Scope


class PartnerKeyForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=Scope.values
    )

    class Meta:
        model = PartnerKey
        fields = ["name", "contact", "scopes", "arena", "reads_per_minute", "expires_at"]


@admin.register(PartnerKey)
class PartnerKeyAdmin(DeclaredLookups, admin.ModelAdmin):
    """Rows are never deleted: they say who could read what, and when."""

    form = PartnerKeyForm
    list_display = [
        *("prefix", "name", "is_accepted", "reads_per_minute", "arena"),
        *("expires_at", "revoked_at", "last_used_on"),
    ]
    list_display_links = ["prefix", "name"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["arena"]
    search_fields = ["name", "prefix"]
    ordering = ["-pk"]
    sortable_by = ()
    show_full_result_count = False
    actions = ["rotate", "revoke"]
    readonly_fields = [
        *("prefix", "created_at", "created_by", "revoked_at", "successor", "last_used_on", "use"),
    ]

    def get_fields(self, request, obj=None):
        return [*PartnerKeyForm.Meta.fields, *(self.readonly_fields if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False

    def has_rotate_permission(self, request):
        return request.user.has_perm("ratings.rotate_partnerkey")

    def has_revoke_permission(self, request):
        return request.user.has_perm("ratings.revoke_partnerkey")

    def save_model(self, request, obj, form, change):
        if change:
            obj.save()
            return
        obj.created_by = request.user
        request.new_key = write_key(obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._show_once(request, obj, request.new_key)

    def _show_once(self, request, key: PartnerKey, text: str) -> TemplateResponse:
        """The page with the key. It is in no message, cookie, cache or log."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("New partner key"),
            "key": key,
            "text": text,
            "opts": self.opts,
        }
        response = TemplateResponse(request, "ratings/admin/partnerkey_shown_once.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @admin.action(description=_("Replace by a new key (the old one ends in a week)"), permissions=["rotate"])
    def rotate(self, request, queryset):
        keys = list(queryset[:2])
        if len(keys) != 1:
            self.message_user(request, _("Choose one key: the new one is shown once."), messages.ERROR)
            return None
        try:
            new, text = replace_key(keys[0], actor=request.user, now=timezone.now())
        except NotReplaceable:
            words = _("This key has ended or was replaced before.")
            self.message_user(request, words, messages.ERROR)
            return None
        LogEntry.objects.log_actions(request.user.pk, keys, CHANGE, gettext_noop("Replaced by a new key."))
        LogEntry.objects.log_actions(
            request.user.pk, [new], ADDITION, gettext_noop("Made to replace another key.")
        )
        return self._show_once(request, new, text)

    @admin.action(description=_("Revoke at once"), permissions=["revoke"])
    def revoke(self, request, queryset):
        keys = revoke_keys(queryset, now=timezone.now())
        LogEntry.objects.log_actions(request.user.pk, keys, CHANGE, gettext_noop("Revoked."))
        words = ngettext("%(number)s key revoked.", "%(number)s keys revoked.", len(keys))
        self.message_user(request, words % {"number": grouped(len(keys))}, messages.SUCCESS)

    @admin.display(description=_("accepted"), boolean=True)
    def is_accepted(self, key):
        return key.is_valid(timezone.now())

    @admin.display(description=_("use per day"))
    def use(self, key):
        today = timezone.now().date()
        uses = list(key.uses.filter(day__gt=today - dt.timedelta(days=DAYS)).order_by("day"))
        context = {"chart": build_chart(uses, today=today), "uses": uses[::-1]}
        return render_to_string("ratings/admin/_partnerkey_use.html", context)
