"""Control battles: a small share of one model against itself, never counted, never replaced."""

import math

import numpy as np
import pytest

from battles import services
from battles.counting import REASONS, Reason, get_reason
from battles.database import recent_facts
from battles.database.recent_facts import forget_recent_facts
from battles.generation.replacement import may_be_replaced
from battles.models import CONTROL_SAMPLER, Battle, Contender, SamplingPolicy, Vote, WaitingVote
from battles.outcomes import Outcome
from battles.sampling import get_pair_probabilities
from battles.sampling.draw import draw
from moderation.scan.run import apply_rules
from moderation.scan.scan_input import load_scan_inputs
from tests import world
from tests.world import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def models(arena):
    return world.make_pool(arena, ("one", "two", "three"))


@pytest.fixture
def _facts_read_once(monkeypatch):
    """Thousands of draws read the arena, its policy and its pairs once, as those of one second do."""
    forget_recent_facts()
    monkeypatch.setattr(recent_facts, "FRESH_SECONDS", math.inf)
    yield
    forget_recent_facts()


def with_share(arena, share=0.05) -> SamplingPolicy:
    return SamplingPolicy.objects.create(
        arena=arena, control_share=share, public_reason="To measure.", effective_from=NOON
    )


def control(arena, *, voter=None, outcome=Outcome.A) -> Vote:
    """A voted control battle."""
    battle = world.answered_battle(arena, voter=voter, a="Same answer.", b="Same answer.")
    contender = battle.contender_a_id
    Battle.objects.filter(pk=battle.pk).update(contender_b=contender, sampler=CONTROL_SAMPLER)
    battle.refresh_from_db()
    services.cast_ballot(battle, outcome=outcome, now=NOON)
    services.reveal(battle, now=NOON)
    return Vote.objects.get(pk=battle.pk)


@pytest.mark.usefixtures("_facts_read_once")
def test_without_a_policy_no_battle_is_a_control(arena, models):
    rng = np.random.default_rng(1)
    assert all((pair := draw(arena, rng=rng)).a != pair.b for _ in range(300))


@pytest.mark.usefixtures("_facts_read_once")
def test_the_share_of_controls_is_the_policys_and_pairs_are_published_with_what_is_left(arena, models):
    with_share(arena)
    rng = np.random.default_rng(1)
    drawn = [draw(arena, rng=rng) for _ in range(3000)]
    controls = [pair for pair in drawn if pair.a == pair.b]
    assert 0.035 < len(controls) / len(drawn) < 0.065
    assert {pair.sampler for pair in controls} == {CONTROL_SAMPLER}
    assert {round(pair.probability, 6) for pair in controls} == {round(0.05 / 3, 6)}
    assert {pair.a for pair in controls} == set(models)
    pairs = get_pair_probabilities(arena, Contender.objects.drawable(arena).entrants())
    assert pairs.published.sum() == pytest.approx(0.95)
    assert next(pair for pair in drawn if pair.a != pair.b).probability == pytest.approx(0.95 / 3)


def test_a_policy_without_controls_has_the_digest_it_had_before(arena):
    with_controls = SamplingPolicy(arena=arena, control_share=0.01)
    assert "control_share" in with_controls.parameters
    assert with_controls.digest != SamplingPolicy(arena=arena).digest


def test_a_control_never_counts_and_its_voter_is_told_why(arena, models):
    vote = control(arena)
    assert get_reason(vote) == Reason.CONTROL_BATTLE
    assert "same model" in str(REASONS[get_reason(vote)].to_voter)


def test_a_control_has_no_replacement_no_odd_battle_and_no_wait(arena, models):
    voter = world.make_voter()
    votes = [control(arena, voter=voter) for _ in range(3)]
    assert not may_be_replaced(votes[0].battle, turn=1, attempt=1)
    [scanned] = load_scan_inputs([votes[0].pk])
    assert list(apply_rules(scanned)) == []
    assert not WaitingVote.objects.exists()


def test_controls_do_not_count_for_the_ordinals_of_other_votes(arena, models):
    voter = world.make_voter()
    for _ in range(3):
        control(arena, voter=voter)
    ordinary = world.voted_battle(arena, voter=voter)
    assert Vote.objects.get(pk=ordinary.pk).nth_of_voter == 1
