"""The other votes of a battle's voter, as context for a review."""

from dataclasses import dataclass

from battles.counting import Reason, annotate_reason
from battles.models import Battle, Vote
from battles.outcomes import Outcome

LATEST = 12
COUNTED_OVER = 500


@dataclass(frozen=True)
class VotingHabits:
    """A voter's newest other votes, each with its `reason`, and statistics about them.

    `sides`: the share of each outcome in per cent, over the newest COUNTED_OVER votes at most. A voter that
    always chooses one side is visible here.
    """

    votes: list[Vote]
    number: int
    sides: list[tuple[str, int]]
    not_counted: int

    @property
    def more(self) -> int:
        """How many of these votes are not listed."""
        return self.number - len(self.votes)


def get_voting_habits(battle: Battle) -> VotingHabits | None:
    """The other votes of the battle's voter, in two queries; None if the voter is unknown."""
    if battle.voter_id is None:
        return None
    others = Vote.objects.filter(battle__voter=battle.voter_id).exclude(pk=battle.pk)
    votes = annotate_reason(others).order_by("-pk")
    read = list(votes.values_list("outcome", "reason")[:COUNTED_OVER])
    pairs = votes.select_related("battle__contender_a__model", "battle__contender_b__model")
    outcomes = [outcome for outcome, _ in read]
    return VotingHabits(
        votes=list(pairs[:LATEST]),
        number=len(read),
        sides=[
            (
                Vote(outcome=outcome.value).get_outcome_display(),
                round(100 * outcomes.count(outcome) / len(read)) if read else 0,
            )
            for outcome in Outcome
        ],
        not_counted=sum(reason != Reason.COUNTED for _, reason in read),
    )
