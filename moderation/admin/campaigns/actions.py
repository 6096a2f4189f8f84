"""The admin action that adds battles or voters to a campaign."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from moderation.admin.confirmation_page import Confirmation, confirm_then_run
from moderation.findings.campaigns import add_members
from moderation.forms import CampaignForm

MAX_AT_ONCE = 10_000


class CampaignActionMixin:
    """For lists of battles or voters; `members` is the keyword of campaigns.add_members."""

    members: str

    def has_fill_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.fill_campaign")

    @admin.action(description=_("Add to a campaign…"), permissions=["fill"])
    def fill(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        def decide(form, _sent):
            ids = list(queryset.order_by("pk").values_list("pk", flat=True)[:MAX_AT_ONCE])
            number = add_members(form.cleaned_data["campaign"], **{self.members: ids}, by=request.user)
            return ngettext("%(number)s new member.", "%(number)s new members.", number) % {
                "number": grouped(number)
            }

        confirmation = Confirmation(
            title=_("Add to a campaign"),
            explanation=_("This does not change which votes count. A decision can cover a whole campaign."),
            button=_("Add"),
            decide=decide,
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=CampaignForm)
