"""One's own leaderboard and agreement: honest about few votes, never counting the voter's own votes twice."""

import pytest
from django.core.cache import cache

from battles.history.pair_counts import PairChoices
from battles.history.standings import (
    FEWEST_BATTLES,
    Verdict,
    build_own_standings,
    compute_agreement,
    load_own_votes,
    wilson,
)
from battles.models import Vote
from battles.outcomes import Outcome
from ratings.rebuild.run import rebuild
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def prefer(arena, contender, voter, times):
    """Votes of a voter for one contender, on whichever side it is shown."""
    for _ in range(times):
        battle = world.answered_battle(arena, voter=voter)
        outcome = Outcome.A if battle.contender_a_id == contender.pk else Outcome.B
        world.services.cast_ballot(battle, outcome=outcome, now=world.NOON)
        world.services.reveal(battle, now=world.NOON)


def test_wilson_contains_the_share_and_knows_nothing_without_trials():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_few_votes_are_too_few_to_say_and_many_are_a_preference(arena, pool):
    voter = world.make_voter()
    prefer(arena, pool[0], voter, FEWEST_BATTLES - 1)
    rows = build_own_standings(load_own_votes(voter, arena))
    assert {row.verdict for row in rows} == {Verdict.TOO_FEW}
    prefer(arena, pool[0], voter, 1)
    above, below = build_own_standings(load_own_votes(voter, arena))
    assert (above.card.name, above.verdict, above.wins) == ("left", Verdict.ABOVE, FEWEST_BATTLES)
    assert (below.card.name, below.verdict, below.losses) == ("right", Verdict.BELOW, FEWEST_BATTLES)


def test_agreement_compares_with_the_others_only(arena, pool):
    voter = world.make_voter()
    prefer(arena, pool[0], voter, 10)
    rebuild(arena)
    votes = load_own_votes(voter, arena)
    assert compute_agreement(votes, arena).compared == 0  # nobody else has judged the pair
    prefer(arena, pool[1], world.make_voter(), 6)
    rebuild(arena)
    cache.clear()
    agreement = compute_agreement(votes, arena)
    assert (agreement.agreed, agreement.compared, agreement.is_enough) == (0, 10, True)


def test_without_a_board_there_is_no_agreement(arena, pool):
    voter = world.make_voter()
    prefer(arena, pool[0], voter, 1)
    agreement = compute_agreement(load_own_votes(voter, arena), arena)
    assert (agreement.compared, agreement.is_enough) == (0, False)


def test_votes_that_do_not_count_are_not_among_ones_own(arena, pool):
    voter = world.make_voter()
    battle = world.voted_battle(arena, voter=voter, choice=(pool[0].pk, pool[1].pk))
    assert Vote.objects.filter(pk=battle.pk).exists()
    assert load_own_votes(voter, arena) == []
    assert isinstance(PairChoices({}, world.NOON).choices, dict)
