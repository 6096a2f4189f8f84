"""Votes counted and excluded by month and category: they add up, and they are the boards' own."""

import datetime as dt

import pytest

from battles.counting.eligibility import Reason
from battles.counting.exclusions import exclude_battles, lift_exclusions
from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.counting.ledger.refresh import refresh
from battles.models import Exclusion, Vote
from battles.outcomes import Outcome
from battles.tags import Tag
from ratings.categories import CATEGORIES
from ratings.models import SegmentFigures
from ratings.published import STANDARD, published
from ratings.rebuild import vote_counts
from ratings.rebuild.run import rebuild
from ratings.rebuild.vote_counts import MonthCounts, count_by_month, store_segment_counts
from tests import world
from tests.ratings.fights import fight

MARCH = dt.datetime(2024, 3, 31, 12, tzinfo=dt.UTC)
LEAK, ENGLISH = Tag.IDENTITY_LEAK, Tag.ENGLISH


@pytest.fixture
def votes(arena, pool):
    """March: five, one leaked; April: four, one side by side; two without a time, not simulated."""
    fight(arena, *pool, "aabt", at=MARCH, tags=ENGLISH)
    fight(arena, *pool, "a", at=MARCH, tags=ENGLISH | LEAK)
    fight(arena, *pool, "bbt", tags=ENGLISH)
    fight(arena, *pool, "a", mode="side_by_side")
    fight(arena, *pool, "ab", at=None)


def by_month(arena, category="overall") -> dict[str | None, MonthCounts]:
    return {each.month: each for each in count_by_month(refresh(arena))[category]}


def test_each_month_has_its_counted_and_excluded_votes(arena, votes):
    found = by_month(arena)
    assert list(found) == ["2024-03", "2024-04", None]
    assert found["2024-03"] == MonthCounts("2024-03", 4, {"identity_leak": 1}, 4)
    assert found["2024-04"] == MonthCounts("2024-04", 3, {"side_by_side": 1}, 3)
    assert found[None] == MonthCounts(None, 2, {}, 0)


def test_a_category_has_its_own_and_zero_is_said(arena, votes):
    found = by_month(arena, "english")
    assert (found["2024-03"].votes, found["2024-04"].votes, found[None].votes) == (5, 3, 0)
    assert [each.votes for each in count_by_month(refresh(arena))["coding"]] == [0, 0, 0]


def test_counted_and_excluded_make_all_votes(arena, votes):
    assert sum(each.votes for each in by_month(arena).values()) == Vote.objects.count()


def test_they_are_the_boards_own_figures(arena, votes):
    rebuild(arena)
    now = published(arena)
    found = count_by_month(now.rebuild.evidence)
    for category in CATEGORIES:
        snapshot = now.snapshot(category.slug, STANDARD)
        excluded = {slug: n for month in found[category.slug] for slug, n in month.excluded.items()}
        assert sum(month.counted for month in found[category.slug]) == snapshot.votes_counted
        assert sum(month.simulated for month in found[category.slug]) == snapshot.votes_simulated
        assert excluded == snapshot.votes_excluded


def test_a_decision_and_its_undo_move_them_and_move_them_back(arena, votes):
    before = by_month(arena)
    battle = Vote.objects.filter(outcome=Outcome.B, day=world.NOON.date()).first().battle_id
    exclude_battles([battle], reason=Exclusion.Reason.SPAM, source_id="decision:1")
    april = by_month(arena)["2024-04"]
    assert (april.counted, april.excluded[Reason.SET_ASIDE_SPAM.slug]) == (2, 1)
    lift_exclusions("decision:1", by="decision:2")
    assert by_month(arena) == before


def test_a_segment_is_counted_once(arena, votes, monkeypatch):
    rebuild(arena)
    assert SegmentFigures.objects.count() == 3
    monkeypatch.setattr(vote_counts, "count_votes", None)
    assert sum(each.votes for each in by_month(arena).values()) == 11


def test_only_a_changed_day_is_counted_again(arena, pool, votes, monkeypatch):
    rebuild(arena)
    fight(arena, *pool, "a")
    counted = []
    real = vote_counts.count_votes
    monkeypatch.setattr(vote_counts, "count_votes", lambda votes: counted.append(len(votes)) or real(votes))
    rebuild(arena)
    assert counted == [5]
    assert SegmentFigures.objects.count() == 3


def test_figures_of_another_arena_stay(arena, pool, votes):
    other = world.make_arena("other")
    fight(other, *world.make_pool(other), "ab")
    store_segment_counts(refresh(other))
    store_segment_counts(refresh(arena))
    assert SegmentFigures.objects.filter(segment__arena=other).count() == 1


def test_other_rules_count_anew(arena, votes, monkeypatch):
    rebuild(arena)
    monkeypatch.setattr(vote_counts, "FORMAT", vote_counts.FORMAT + 1)
    monkeypatch.setattr(vote_counts, "CATEGORIES", CATEGORIES[:1])
    assert set(count_by_month(refresh(arena))) == {"overall"}
    assert set(SegmentFigures.objects.values_list("rules", flat=True)) == {vote_counts.rules_digest()}


def test_an_arena_without_votes_has_no_months(arena):
    mark_days_dirty([(arena.pk, world.NOON.date())])
    assert count_by_month(refresh(arena))["overall"] == []
