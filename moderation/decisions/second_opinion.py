"""Asking another member of staff: a decision of its own, and a finding that waits in the queue.

Whoever asks does not answer: their own decisions leave the question open (see decisions.resolve). An undo of
the decision takes the question back.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from battles.models import Battle, Voter
from moderation.decisions.execution import NothingToDecide, TooMany
from moderation.findings.record import record_finding
from moderation.models import Campaign, Decision, Finding
from moderation.policies import Policy

MAX_ASKED = 50


@transaction.atomic
def ask_second_opinion(
    *,
    battles: Iterable[Battle] = (),
    voters: Iterable[Voter] = (),
    campaigns: Iterable[Campaign] = (),
    findings: Iterable[Finding] = (),
    actor: AbstractBaseUser,
    question: str,
) -> Decision:
    """Ask about battles, voters, campaigns or what findings are about.

    - Nothing is resolved by asking: what was open stays open, and no vote counts otherwise.
    - One question about each thing; several findings about one battle are one question.
    - Nothing to ask about is NothingToDecide, more than MOST_ASKED things are TooMany.
    """
    subjects = _subjects(battles, voters, campaigns, findings)
    if not subjects:
        raise NothingToDecide
    if len(subjects) > MAX_ASKED:
        raise TooMany
    decision = Decision.objects.create(
        kind=Decision.Kind.SECOND_OPINION,
        policy=Policy.SECOND_OPINION,
        actor=actor,
        private_note=question,
    )
    decision.battles.add(*(pk for name, pk in subjects if name == "battle"))
    for name, pk in subjects:
        record_finding(
            Finding.Kind.SECOND_OPINION,
            noticed_by=actor,
            evidence={"note": question, "decision": decision.pk},
            **{name: subjects[name, pk]},
        )
    return decision


def _subjects(battles, voters, campaigns, findings) -> dict[tuple[str, int], object]:
    """What is asked about, by its kind and id."""
    found = {("battle", battle.pk): battle for battle in battles}
    found |= {("voter", voter.pk): voter for voter in voters}
    found |= {("campaign", campaign.pk): campaign for campaign in campaigns}
    for finding in findings:
        for name in ("battle", "voter", "campaign"):
            if subject := getattr(finding, name):
                found[name, subject.pk] = subject
                break
    return found
