"""Second opinions: a decision that records a question as a finding in the queue.

Another member of staff must answer: decisions of the one who asked leave the question open (see
execution.resolve). Undoing the decision withdraws the question.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser

from battles.database import joined_transaction
from battles.models import Battle, Voter
from moderation.decisions.refusals import NothingToDecide, TooMany
from moderation.findings.record import record_finding
from moderation.models import Campaign, Decision, Finding
from moderation.policies import Policy

MAX_ASKED = 50


@joined_transaction()
def ask_second_opinion(
    *,
    battles: Iterable[Battle] = (),
    voters: Iterable[Voter] = (),
    campaigns: Iterable[Campaign] = (),
    findings: Iterable[Finding] = (),
    actor: AbstractBaseUser,
    question: str,
) -> Decision:
    """Ask about battles, voters, campaigns or the subjects of findings.

    - It resolves no finding and does not change which votes count.
    - One question per subject: several findings about one battle are one question.
    - Raises NothingToDecide without a subject, TooMany for more than MAX_ASKED.
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
    """The subjects of the question by kind and id."""
    subjects = {("battle", battle.pk): battle for battle in battles}
    subjects |= {("voter", voter.pk): voter for voter in voters}
    subjects |= {("campaign", campaign.pk): campaign for campaign in campaigns}
    for finding in findings:
        for name in ("battle", "voter", "campaign"):
            if subject := getattr(finding, name):
                subjects[name, subject.pk] = subject
                break
    return subjects
