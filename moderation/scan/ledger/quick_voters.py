"""Voters who often vote faster than anybody reads: the scan of battles finds each vote, this counts them."""

from collections.abc import Iterator

from django.db.models import Count

from moderation.models import Finding
from moderation.scan.ledger.suspicions import VoterSuspicion
from moderation.scan.ledger.votes import LedgerVotes

QUICK_VOTERS = "votes-faster-than-reading"
QUICK_VOTE = "quick-vote"
"""The rule about single battles, see moderation.scan.odd_battles."""
MIN_QUICK = 5
MIN_SHARE = 0.2
BATCH = 1_000


def quick_voters(ledger: LedgerVotes) -> Iterator[VoterSuspicion]:
    """Voters with new votes of whose votes at least MIN_QUICK, and a fifth, were quick."""
    voters = sorted(set(ledger.log.voter[ledger.is_of_active_voter].tolist()))
    for start in range(0, len(voters), BATCH):
        batch = voters[start : start + BATCH]
        quick = Finding.objects.filter(detector=QUICK_VOTE, battle__voter__in=batch).order_by()
        numbers = quick.values_list("battle__voter").annotate(number=Count("battle", distinct=True))
        for voter, number in numbers.filter(number__gte=MIN_QUICK):
            votes = int((ledger.log.voter == voter).sum())
            if number >= MIN_SHARE * votes:
                evidence = {"quick": number, "votes": votes}
                yield VoterSuspicion(QUICK_VOTERS, voter=voter, strength=0.5, votes=number, evidence=evidence)
