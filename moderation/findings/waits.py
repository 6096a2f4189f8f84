"""The end of waits: a waiting vote counts after its time unless an open finding holds it.

A finding holds the waiting votes of its voter, and those of its campaign's voters and battles. Findings about
a single battle, such as a visitor's report or a contest of the wait, hold nothing. The decision that resolves
the finding also ends the hold.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from battles.counting import due_waits, end_waits
from moderation.models import CampaignMember, Finding

MAX_ENDED = 20_000
"""Waits that one run ends; the next run continues."""


def _is_held() -> Q:
    """Whether an open finding is about the voter of a wait, or about a campaign with the voter or battle."""
    open_findings = Finding.objects.open()
    about_voter = open_findings.filter(voter=OuterRef("vote__battle__voter_id"))
    asked = open_findings.filter(campaign__isnull=False).order_by().values("campaign")
    members = CampaignMember.objects.standing().filter(campaign__in=asked)
    member_voter = members.filter(voter=OuterRef("vote__battle__voter_id"))
    member_battle = members.filter(battle=OuterRef("vote__battle_id"))
    return Q(Exists(about_voter)) | Q(Exists(member_voter)) | Q(Exists(member_battle))


def end_due_waits(*, now: dt.datetime) -> int:
    """Count the votes that have waited long enough and that nothing holds. Returns how many."""
    free = due_waits(now).exclude(_is_held()).order_by("since")
    return end_waits(list(free.values_list("pk", flat=True)[:MAX_ENDED]), now=now)
