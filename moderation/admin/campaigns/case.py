"""The judgement of a campaign on its page: what it covers, its effect, accept and reject."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Window
from django.utils.translation import gettext_lazy as _

from battles.models import Exclusion
from moderation.admin.confirmation_page import Confirmation, build_fingerprint, measure_impact, preview_change
from moderation.admin.confirmations import build_confirmation
from moderation.admin.queue.judgements import Judgement
from moderation.decisions.impact import BattleChange
from moderation.decisions.kinds import DISMISS, SET_ASIDE
from moderation.decisions.signed_change import sign_change
from moderation.evidence.finding_text import list_evidence, summarize_finding
from moderation.findings.campaigns import battles_in, campaign_battles
from moderation.models import Campaign, Finding

LIST = "admin:moderation_campaign_changelist"
MAX_NOTICED = 5


class Noticed(NamedTuple):
    """An open finding in words."""

    finding: Finding
    summary: str
    evidence: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class CampaignCase:
    """What a campaign covers, and its judgements with the effect of accepting it.

    counted : votes that count now. open_findings : how many would be resolved by a rejection.
    noticed : the newest open findings, each with its words and the numbers that made it.
    """

    voters: int
    battles: int
    counted: int
    open_findings: int
    noticed: Sequence[Noticed]
    judgements: Sequence[Judgement]
    change: BattleChange | None
    signed_change: str
    impact: dict[str, int | None]


def build_acceptance(campaigns, *, actor: AbstractBaseUser) -> Confirmation:
    """Accept campaigns: one decision sets all of their battles aside."""
    title = _("Accept campaigns: set all of their battles aside")
    return build_confirmation(SET_ASIDE, battles_in(campaigns), actor=actor, title=title)


def build_rejection(campaigns, *, actor: AbstractBaseUser) -> Confirmation:
    """Reject campaigns: their open findings are dismissed, and return only if the campaign grows."""
    findings = Finding.objects.open().filter(campaign__in=campaigns.order_by().values("pk"))
    return build_confirmation(DISMISS, findings, actor=actor, title=_("Reject campaigns"))


def build_campaign_case(campaign: Campaign, *, user: AbstractBaseUser) -> CampaignCase:
    """The case of one campaign for a member of staff, with the judgements that they may take."""
    rows = Campaign.objects.filter(pk=campaign.pk)
    acceptance = build_acceptance(rows, actor=user)
    form = SET_ASIDE.form(
        auto_id="accept_%s", initial={"reason": int(Exclusion.Reason.MANIPULATION), "public_reason": ""}
    )
    change = preview_change(acceptance, form)
    open_findings = Finding.objects.open().filter(campaign=campaign).order_by("-pk")
    newest = list(open_findings.annotate(number=Window(Count("pk")))[:MAX_NOTICED])
    number = newest[0].number if newest else 0
    judgements = []
    if user.has_perm(SET_ASIDE.permission):
        fingerprint = build_fingerprint(acceptance, rows)
        judgements.append(
            Judgement("accept", "u", _("Accept"), LIST, "set_aside", [campaign.pk], form, fingerprint)
        )
    if number and user.has_perm(DISMISS.permission):
        rejection = build_rejection(rows, actor=user)
        fingerprint = build_fingerprint(rejection, rows)
        form = DISMISS.form(auto_id="reject_%s")
        judgements.append(
            Judgement("reject", "d", _("Reject"), LIST, "reject", [campaign.pk], form, fingerprint)
        )
    covered = campaign_battles(campaign).aggregate(battles=Count("pk"), voters=Count("voter", distinct=True))
    return CampaignCase(
        voters=covered["voters"],
        battles=covered["battles"],
        counted=len(change.stops) if change else 0,
        open_findings=number,
        noticed=[Noticed(each, summarize_finding(each), list_evidence(each)) for each in newest],
        judgements=judgements,
        change=change,
        signed_change=sign_change(change) if change else "",
        impact=measure_impact(acceptance, change, actor=user),
    )
