"""Rebuilding boards: published together, only when something changed, one at a time, and the same again."""

import datetime as dt
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from battles.counting.exclusions import exclude_battles, lift_exclusions
from battles.counting.ledger.refresh import load_votes
from battles.models import Exclusion, LanguageModel
from battles.tags import Tag
from ratings.categories import BY_SLUG, CATEGORIES
from ratings.models import Lease, Rebuild, Snapshot
from ratings.published import published
from ratings.rebuild import run
from ratings.rebuild.lease import LeaseTaken, hold_lease
from ratings.rebuild.method_specs import Method, fit_methods
from ratings.rebuild.run import rebuild, rebuild_now
from ratings.rebuild.selection import select
from ratings.rebuild.snapshots import build_standings
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight, rows


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


@pytest.fixture
@kept
def fought(arena, trio):
    high, middle, low = trio
    fight(arena, high, middle, "aaabtaab" * 4, tags=Tag.ENGLISH)
    fight(arena, middle, low, "aaab0aba" * 4, tags=Tag.CHINESE | Tag.CODING)
    fight(arena, high, low, "aaaaab" * 4, tags=Tag.ENGLISH)
    return arena


def test_every_category_is_published_by_every_method_at_once(fought):
    run = rebuild(fought)
    assert run.published_at is not None
    kinds = set(published(fought).snapshots().values_list("board__category", "method"))
    assert kinds == {(category.slug, method) for category in CATEGORIES for method in Method.values}


def test_the_stronger_model_stands_higher_by_any_method(fought):
    rebuild(fought)
    for method in Method:
        board = rows(fought, method=method)
        assert board["high"].rating > board["middle"].rating > board["low"].rating
        assert board["high"].ci_low < board["high"].rating < board["high"].ci_high
        assert board["high"].rank == 1
        assert board["high"].votes == 56


def test_a_category_counts_only_its_own_votes(fought):
    rebuild(fought)
    now = published(fought)
    counted = {s.board.category: s.votes_counted for s in now.snapshots().filter(method="elo")}
    wanted = {"overall": 88, "english": 56, "chinese": 32, "coding": 32, "longer-query": 0}
    wanted["exclude-ties"] = 88 - 8
    assert {slug: counted[slug] for slug in wanted} == wanted
    empty = now.snapshot("longer-query", "elo")
    assert (empty.note, empty.standings.count()) == ("no_texts", 0)


def test_nothing_changed_is_not_rebuilt_and_a_new_vote_is(fought, trio):
    first = rebuild(fought)
    assert rebuild(fought) is None
    fight(fought, trio[0], trio[1], "a")
    second = rebuild(fought)
    assert second.evidence.votes == first.evidence.votes + 1


def shown(arena):
    return {(s.board.category, s.method): s.pk for s in published(arena).snapshots()}


def test_a_board_that_no_new_vote_concerns_stays_the_snapshot_it_is(fought, trio):
    rebuild(fought)
    before = shown(fought)
    fight(fought, trio[0], trio[1], "a", tags=Tag.ENGLISH)
    run = rebuild(fought)
    after = shown(fought)
    fresh = {category for category, method in after if after[category, method] != before[category, method]}
    assert "english" in fresh
    assert "overall" in fresh
    assert not fresh & {"chinese", "coding", "longer-query"}
    assert fresh == set(run.due)


def test_a_board_that_stood_has_the_digits_of_one_rated_anew(fought, trio):
    rebuild(fought)
    newcomer = world.make_contender(fought, "newcomer")
    fight(fought, newcomer, trio[0], "abba", tags=Tag.ENGLISH)
    rebuild(fought)
    columns = ("contender_id", "rating", "ci_low", "ci_high", "rank", "overturn_votes", "overturn_voters")
    before = {
        (s.board.category, s.method): (s.seed, list(s.standings.order_by("id").values_list(*columns)))
        for s in published(fought).snapshots()
    }
    rebuild(fought, force=True)
    for s in published(fought).snapshots():
        stood = before[s.board.category, s.method]
        assert stood == (s.seed, list(s.standings.order_by("id").values_list(*columns)))


def test_an_exclusion_makes_the_boards_of_its_battle_due_and_no_others(fought, trio):
    battle = fight(fought, trio[0], trio[1], "b", tags=Tag.CHINESE).battle_id
    rebuild(fought)
    exclude_battles([battle], reason=Exclusion.Reason.TEST, source_id="t:1")
    due = rebuild(fought).due
    assert {"overall", "chinese"} <= set(due)
    assert not {"english", "coding", "longer-query"} & set(due)


def test_a_new_name_is_a_reason_to_rebuild(fought, trio):
    rebuild(fought)
    LanguageModel.objects.filter(pk=trio[0].model_id).update(name="renamed")
    rebuild(fought)
    overall = Snapshot.objects.get(pk=published(fought).snapshot("overall", "elo").pk)
    assert json.loads(bytes(overall.body))["rows"][0]["name"] == "renamed"


def test_a_changed_setting_is_a_reason_to_rebuild(fought):
    rebuild(fought)
    fought.elo_k = 32.0
    fought.save()
    assert rebuild(fought) is not None


def test_an_undone_decision_restores_the_board_to_the_same_digits(fought):
    rebuild(fought)
    before = rows(fought)
    battle = fight(fought, before["low"].contender, before["high"].contender, "a").battle_id
    rebuild(fought)
    with_it = rows(fought)
    exclude_battles([battle], reason=Exclusion.Reason.TEST, source_id="t:1")
    rebuild(fought)
    assert {n: s.rating for n, s in rows(fought).items()} == {n: s.rating for n, s in before.items()}
    lift_exclusions("t:1", by="t:2")
    rebuild(fought)
    for name, standing in rows(fought).items():
        same = with_it[name]
        assert (standing.rating, standing.ci_low, standing.ci_high) == (
            same.rating,
            same.ci_low,
            same.ci_high,
        )


def test_a_snapshot_can_be_computed_again_from_its_own_evidence(fought):
    rebuild(fought)
    for snapshot in published(fought).snapshots():
        chosen = select(load_votes(snapshot.rebuild.evidence), BY_SLUG[snapshot.board.category])
        again = next(r for r in fit_methods(chosen, snapshot.parameters) if r.method == snapshot.method)
        columns = ("contender_id", "rating", "ci_low", "rank", "overturn_votes", "overturn_voters")
        fresh = [
            tuple(getattr(s, name) for name in columns) for s in build_standings(chosen.contenders, again)
        ]
        assert fresh == list(snapshot.standings.order_by("id").values_list(*columns))
        assert again.coefficients == snapshot.coefficients
        assert (again.votes, again.without_style) == (snapshot.votes_counted, 0)


def test_side_by_side_votes_move_nothing_and_are_counted_by_name(fought, trio):
    rebuild(fought)
    before = rows(fought)["low"].rating
    fight(fought, trio[2], trio[0], "aaaa", mode="side_by_side")
    rebuild(fought)
    assert rows(fought)["low"].rating == pytest.approx(before)
    assert published(fought).snapshot("overall", "elo").votes_excluded == {"side_by_side": 4}


def test_a_model_under_the_minimum_is_marked_and_not_ranked(fought, trio):
    fought.minimum_votes = 5
    fought.save()
    newcomer = world.make_contender(fought, "newcomer")
    fight(fought, newcomer, trio[0], "ab")
    rebuild(fought)
    standing = rows(fought)["newcomer"]
    assert (standing.status, standing.reason) == ("unranked", "too_few_votes")
    assert (standing.rating, standing.rank, standing.votes) == (None, None, 2)


def test_an_unbeaten_model_gets_no_number(fought, trio):
    hero = world.make_contender(fought, "hero")
    fight(fought, hero, trio[0], "aaaa")
    rebuild(fought)
    standing = rows(fought)["hero"]
    assert (standing.status, standing.reason, standing.rating) == ("unranked", "won_every_vote", None)


def test_votes_without_times_have_no_elo_and_the_board_says_why(arena, trio):
    high, middle, low = trio
    fight(arena, high, middle, "aab", at=None)
    fight(arena, middle, low, "aab", at=None)
    rebuild(arena)
    assert published(arena).snapshot("overall", "elo").note == "no_order"
    assert rows(arena)["high"].rating > rows(arena)["low"].rating


def test_the_anchor_keeps_its_rating(fought, trio):
    fought.anchor, fought.anchor_rating = trio[1].model, 1114.0
    fought.save()
    rebuild(fought)
    assert rows(fought)["middle"].rating == pytest.approx(1114.0)


def test_without_an_anchor_the_mean_is_fixed(fought):
    rebuild(fought)
    assert np.mean([s.rating for s in rows(fought).values()]) == pytest.approx(1000.0)


def test_a_second_rebuild_at_the_same_time_steps_back(fought):
    with hold_lease(fought):
        assert rebuild(fought) is None
    assert rebuild(fought) is not None


def test_a_dead_holders_lease_runs_out(fought):
    Lease.objects.create(arena=fought, holder="dead", expires_at=timezone.now() + dt.timedelta(minutes=1))
    with pytest.raises(LeaseTaken), hold_lease(fought):
        pass
    Lease.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert rebuild(fought) is not None
    assert Lease.objects.get().holder == ""


def test_a_rebuild_that_dies_leaves_the_old_board_published(fought, trio, monkeypatch):
    old = rebuild(fought)
    fight(fought, trio[0], trio[1], "b")

    def die(*args, **options):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(run, "publish", die)
        with pytest.raises(RuntimeError):
            rebuild(fought)
    assert published(fought).rebuild == old
    assert rebuild(fought) is None  # not at once again
    assert rebuild_now(fought).evidence.votes == old.evidence.votes + 1


def test_the_stored_bytes_say_what_the_standings_say(fought):
    rebuild(fought)
    snapshot = Snapshot.objects.get(board__category="overall", method="bradley_terry")
    sent = json.loads(bytes(snapshot.body))
    assert sent["snapshot"] == snapshot.pk
    assert [row["name"] for row in sent["rows"]] == ["high", "middle", "low"]
    assert sent["rows"][0]["rating"] == pytest.approx(rows(fought)["high"].rating, abs=1e-4)


def test_the_command_rebuilds_and_names_unknown_arenas(fought, capsys):
    call_command("rebuild_boards", arena="text")
    assert "88 votes" in capsys.readouterr().out
    call_command("rebuild_boards")
    assert "nothing changed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Known: text"):
        call_command("rebuild_boards", arena="nowhere")
    assert Rebuild.objects.count() == 1
