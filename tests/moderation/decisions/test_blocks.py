import datetime as dt

import pytest
from django.utils import timezone

from battles.counting.eligibility import Reason, get_reason
from battles.models import Battle, Voter
from moderation.decisions import blocks, refusals
from moderation.decisions import execution as decisions
from moderation.models import Decision, Finding
from tests.moderation.builders import make_battles

DAY = dt.timedelta(days=1)


def counts(battle: Battle) -> bool:
    return get_reason(battle.vote) is Reason.COUNTED


def undo(decision: Decision) -> Decision:
    return decisions.undo(decision, actor=None, public_reason="A mistake.")


@pytest.fixture
def voter(db):
    return Voter.objects.create()


def everyone(voter):
    return Voter.objects.filter(pk=voter.pk)


def block(voter, *, starts_at=None, ends_at=None) -> Decision:
    [decision] = blocks.block_voters(
        everyone(voter), starts_at=starts_at, ends_at=ends_at, actor=None, public_reason="Scripted votes."
    )
    return decision


def test_a_block_from_the_first_vote_on_covers_past_votes(arena, voter):
    [battle] = make_battles(arena, 1, voter=voter)
    block(voter)
    assert get_reason(battle.vote) is Reason.VOTER_BLOCKED


def test_a_block_from_now_on_leaves_past_votes_counted(arena, voter):
    [past] = make_battles(arena, 1, voter=voter)
    block(voter, starts_at=timezone.now())
    [later] = make_battles(arena, 1, voter=voter)
    assert counts(past)
    assert not counts(later)


def test_a_block_ends_by_itself(arena, voter):
    now = timezone.now()
    block(voter, starts_at=now - 2 * DAY, ends_at=now - DAY)
    [battle] = make_battles(arena, 1, voter=voter)
    assert counts(battle)


def test_unblocking_undoes_each_block_in_force(arena, voter):
    [battle] = make_battles(arena, 1, voter=voter)
    both = [block(voter), block(voter)]
    undone = decisions.undo_all(
        blocks.get_active_blocks(everyone(voter), now=timezone.now()), actor=None, public_reason="A mistake."
    )
    assert [decision.undoes for decision in undone] == both
    assert counts(battle)


def test_unblocking_leaves_a_block_whose_time_is_over(voter):
    now = timezone.now()
    block(voter, starts_at=now - 2 * DAY, ends_at=now - DAY)
    with pytest.raises(refusals.NothingToDecide):
        decisions.undo_all(
            blocks.get_active_blocks(everyone(voter), now=now), actor=None, public_reason="A mistake."
        )


def test_undoing_one_block_leaves_the_other(arena, voter):
    [battle] = make_battles(arena, 1, voter=voter)
    first, second = block(voter), block(voter)
    undo(first)
    assert not counts(battle)
    undo(second)
    assert counts(battle)


def test_a_block_resolves_the_findings_about_its_voter(voter):
    finding = Finding.objects.create(kind=Finding.Kind.REPORT, voter=voter)
    decision = block(voter)
    assert list(decision.findings.all()) == [finding]
    assert not Finding.objects.open().exists()


def test_a_block_without_length_is_refused(voter):
    now = timezone.now()
    with pytest.raises(refusals.EmptyBlock):
        block(voter, starts_at=now, ends_at=now)
    assert not Decision.objects.exists()


def test_blocking_nobody_is_refused(db):
    with pytest.raises(refusals.NothingToDecide):
        blocks.block_voters(Voter.objects.none(), starts_at=None, actor=None, public_reason="x")


def test_more_voters_than_one_act_may_block_are_refused(voter, monkeypatch):
    Voter.objects.create()
    monkeypatch.setattr(blocks, "MAX_VOTERS", 1)
    with pytest.raises(refusals.TooMany):
        blocks.block_voters(Voter.objects.all(), starts_at=None, actor=None, public_reason="x")
