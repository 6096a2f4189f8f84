"""The action of battles and voters that puts them into a campaign."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from moderation.admin.confirmation_page import Confirmation, confirm_then_run
from moderation.findings.campaigns import add_members
from moderation.forms import CampaignForm

MAX_AT_ONCE = 10_000


class CampaignActionMixin:
    """For a list whose rows may be members; `members` names them as campaigns.add_members does."""

    members: str

    def has_fill_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.fill_campaign")

    @admin.action(description=_("Put into a campaign…"), permissions=["fill"])
    def fill(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        def decide(form):
            ids = list(queryset.order_by("pk").values_list("pk", flat=True)[:MAX_AT_ONCE])
            number = add_members(form.cleaned_data["campaign"], **{self.members: ids}, by=request.user)
            return ngettext("%(number)d new member.", "%(number)d new members.", number) % {"number": number}

        confirmation = Confirmation(
            title=_("Put into a campaign"),
            explanation=_("Nothing counts otherwise for it. Decisions can then cover all of it at once."),
            button=_("Put in"),
            decide=decide,
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=CampaignForm)
