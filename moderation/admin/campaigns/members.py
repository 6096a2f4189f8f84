"""Admin of campaigns' members: what removes them, and what moves them to a campaign of their own."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from battles.grouped_numbers import grouped
from moderation.admin.confirmation_page import Confirmation, confirm_then_run
from moderation.admin.evidence import EvidenceAdmin
from moderation.findings.campaigns import remove_members, split_members
from moderation.models import CampaignMember


@admin.register(CampaignMember)
class CampaignMemberAdmin(EvidenceAdmin):
    """The members of campaigns, with an action that removes them."""

    list_display = ["number", "campaign", "battle", "voter", "added_by", "added_at"]
    list_filter = [("campaign", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["campaign", "battle", "voter", "added_by"]
    search_fields = ["=battle__pk", "=voter__pk"]
    search_help_text = _("The number of a battle or a voter.")
    actions = ["take_out", "split"]

    def get_queryset(self, request):
        return super().get_queryset(request).standing()

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("moderation.view_campaign")

    def has_fill_permission(self, request):
        return request.user.has_perm("moderation.fill_campaign")

    @admin.action(description=_("Remove from its campaign…"), permissions=["fill"])
    def take_out(self, request, queryset):
        def decide(_form, _sent):
            number = remove_members(queryset, by=request.user)
            words = ngettext("%(number)s member removed.", "%(number)s members removed.", number)
            return words % {"number": grouped(number)}

        confirmation = Confirmation(
            title=_("Remove from its campaign"),
            explanation=_(
                "This does not change which votes count. A decision about the campaign no longer covers "
                "them; decisions that were made stay."
            ),
            button=_("Remove"),
            decide=decide,
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=forms.Form)

    @admin.action(description=_("Move to a new campaign…"), permissions=["fill"])
    def split(self, request, queryset):
        def decide(_form, _sent):
            part = split_members(queryset, by=request.user)
            return _("The members are in campaign %(part)s now.") % {"part": part} if part else ""

        confirmation = Confirmation(
            title=_("Move to a new campaign"),
            explanation=_(
                "This does not change which votes count. The new campaign has an open finding if the old one "
                "has one, so that each is judged by itself."
            ),
            button=pgettext_lazy("verb", "Move"),
            decide=decide,
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=forms.Form)

    @admin.display(description=_("number"))
    def number(self, member):
        return member.pk
