"""The board on any day, by what was known then and by what is known now."""

import datetime as dt
import json
import threading

import pytest
from django.core.cache import cache
from django.db import connection

from battles.counting.exclusions import exclude_battles
from battles.leases import hold, job_lease
from battles.models import Exclusion, Vote
from ratings.history import compute_once as once
from ratings.history import rate_day as day_rating
from ratings.history.board_on_day import BadDay, Known, NoSuchDay, board_on, daily_snapshots, parse_day_query
from ratings.history.compute_once import Busy, compute_once
from ratings.models import Rebuild
from ratings.published import published
from ratings.rebuild.method_specs import Method
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.patience import PATIENCE_SECONDS
from tests.ratings.fights import fight, rows
from tests.world import NOON

URL = "/api/v1/leaderboards/text/overall/"
FIRST, SECOND, LATER = (dt.date(2024, 4, day) for day in (22, 23, 30))
TODAY = dt.date(2024, 5, 2)


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


def published_on(run: Rebuild, day: dt.date, hour=23) -> Rebuild:
    run.published_at = dt.datetime.combine(day, dt.time(hour, 59), dt.UTC)
    run.save(update_fields=["published_at"])
    return run


@pytest.fixture
@kept
def two_days(arena, trio):
    """Fought and published on two days."""
    high, middle, low = trio
    fight(arena, high, middle, "aaab" * 3)
    fight(arena, middle, low, "aaab" * 3)
    published_on(rebuild(arena), FIRST)
    fight(arena, low, high, "aaab" * 9, at=NOON.replace(day=23))
    published_on(rebuild(arena), SECOND)
    return arena


def on(arena, day, known=Known.NOW, *, method=Method.BRADLEY_TERRY, category="overall"):
    return board_on(arena, category=category, method=method, day=day, known=known, today=TODAY)


def ratings(board) -> dict[str, tuple]:
    return {
        s.contender.model.name: (s.rating, s.ci_low, s.ci_high, s.rank, s.rank_low, s.rank_high, s.votes)
        for s in board.standings
    }


@pytest.mark.parametrize("method", Method.values)
def test_the_last_day_as_known_now_is_the_published_board(two_days, method):
    found = on(two_days, SECOND, method=method)
    stored = published(two_days).snapshot("overall", method)
    assert [s.contender_id for s in found.standings] == [
        s.contender_id for s in stored.standings.order_by("id")
    ]
    assert ratings(found) == {
        name: (s.rating, s.ci_low, s.ci_high, s.rank, s.rank_low, s.rank_high, s.votes)
        for name, s in rows(two_days, method=method).items()
    }
    for name in ("seed", "votes_counted", "votes_excluded", "votes_simulated", "coefficients", "note"):
        assert getattr(found.snapshot, name) == getattr(stored, name)
    assert found.snapshot.pk is None


@pytest.mark.parametrize("method", [Method.BRADLEY_TERRY, Method.ELO])
def test_a_past_day_holds_only_the_votes_until_then(two_days, method):
    found = on(two_days, FIRST, method=method)
    assert found.snapshot.votes_counted == 24
    assert ratings(found)["high"][0] > ratings(found)["low"][0]
    assert ratings(on(two_days, SECOND, method=method))["high"][0] < ratings(found)["high"][0]


def test_a_day_without_votes_shows_what_stood(two_days):
    assert ratings(on(two_days, LATER)) == ratings(on(two_days, SECOND))


def test_what_is_set_aside_today_never_counted_by_todays_knowledge_and_did_then(two_days):
    then = ratings(on(two_days, FIRST, Known.THEN))
    battle = Vote.objects.filter(day=FIRST).first().battle_id
    exclude_battles([battle], reason=Exclusion.Reason.TEST, source_id="t:1")
    published_on(rebuild(two_days), LATER)
    assert ratings(on(two_days, FIRST, Known.THEN)) == then
    assert on(two_days, FIRST).snapshot.votes_excluded == {"set_aside_test": 1}


def test_then_is_the_newest_that_was_published_by_the_end_of_the_day(two_days, trio):
    fight(two_days, trio[0], trio[1], "b", at=NOON.replace(day=23))
    late = published_on(rebuild(two_days), SECOND + dt.timedelta(days=1), hour=0)
    assert on(two_days, SECOND, Known.THEN).snapshot.votes_counted == 60
    assert on(two_days, LATER, Known.THEN).snapshot.rebuild == late


def test_before_anything_was_published_then_says_so(two_days):
    Rebuild.objects.filter(published_at__date=FIRST).update(published_at=None)
    board = on(two_days, FIRST, Known.THEN)
    assert board.snapshot is None
    assert board.words == (
        "By the end of 2024-04-22 nothing of this board had been published. The first was on 2024-04-23."
    )


@pytest.mark.parametrize("known", Known)
def test_days_before_the_first_vote_and_days_to_come_have_no_board(two_days, known):
    with pytest.raises(NoSuchDay, match="first vote was cast on 2024-04-22"):
        on(two_days, FIRST - dt.timedelta(days=1), known)
    with pytest.raises(NoSuchDay, match="2024-05-03 has not come yet"):
        on(two_days, TODAY + dt.timedelta(days=1), known)


def test_votes_without_a_time_belong_to_no_day(two_days, trio):
    fight(two_days, *trio[:2], "bbb", at=None)
    rebuild(two_days)
    board = on(two_days, SECOND)
    assert (board.snapshot.votes_counted, board.votes_without_time) == (60, 3)


def test_an_arena_with_only_such_votes_has_one_board_and_no_days(arena, trio):
    fight(arena, *trio[:2], "ab", at=None)
    published_on(rebuild(arena), SECOND)
    with pytest.raises(NoSuchDay, match="belong to no day"):
        on(arena, SECOND)
    assert on(arena, SECOND, Known.THEN).snapshot.votes_counted == 2
    assert on(arena, FIRST, Known.THEN).snapshot is None


def test_before_the_first_rebuild_there_is_no_board(arena):
    assert on(arena, FIRST).words == "This board has not been computed yet."


def test_an_empty_category_says_why_as_the_published_one_does(two_days):
    board = on(two_days, FIRST, category="chinese")
    assert board.snapshot.note == published(two_days).snapshot("chinese", "elo").note != ""
    assert board.standings == []


def test_a_board_is_computed_once_and_kept(two_days, monkeypatch):
    first = on(two_days, FIRST)
    monkeypatch.setattr(day_rating, "_rate", None)
    assert ratings(on(two_days, FIRST)) == ratings(first)
    monkeypatch.undo()
    two_days.minimum_votes = 1000
    two_days.save()
    assert on(two_days, FIRST).standings[0].rating is None


@pytest.mark.django_db(transaction=True)
def test_who_asks_while_it_is_computed_waits_and_gets_the_same(monkeypatch):
    monkeypatch.setattr(once, "POLL_SECONDS", 0.001)
    begun, go, found = threading.Event(), threading.Event(), []

    def compute():
        begun.set()
        go.wait(PATIENCE_SECONDS)
        return object

    def ask(compute):
        found.append(compute_once("k", compute))
        connection.close()

    first = threading.Thread(target=ask, args=[compute])
    first.start()
    begun.wait(PATIENCE_SECONDS)
    second = threading.Thread(target=ask, args=[lambda: found.append("twice")])
    second.start()
    go.set()
    first.join(PATIENCE_SECONDS)
    second.join(PATIENCE_SECONDS)
    assert found == [object, object]


@pytest.mark.django_db
def test_who_waits_too_long_is_told_that_it_is_busy(monkeypatch):
    monkeypatch.setattr(once, "MAX_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(once, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(once, "LEASES", 1)
    with hold(job_lease("compute 0")), pytest.raises(Busy):
        compute_once("k", dict)
    with once._one_at_a_time(), pytest.raises(Busy):
        compute_once("other", dict)
    assert compute_once("other", lambda: 5) == 5


@pytest.mark.django_db
def test_a_failed_computation_leaves_no_lock():
    with pytest.raises(ZeroDivisionError):
        compute_once("k", lambda: 1 / 0)
    assert compute_once("k", lambda: 5) == 5


def test_without_a_cache_it_is_computed_all_the_same(monkeypatch, caplog):
    monkeypatch.setattr(cache, "get", lambda key: 1 / 0)
    assert compute_once("k", lambda: 5) == 5
    assert "not available" in caplog.text


def test_a_query_names_a_day_and_a_knowledge():
    assert parse_day_query({}) is None
    assert parse_day_query({"date": "2024-04-22"}) == (FIRST, Known.NOW)
    assert parse_day_query({"date": "2024-04-22", "known": "then"}) == (FIRST, Known.THEN)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"date": "yesterday"}, "date"),
        ({"date": "2024-13-01"}, "date"),
        ({"date": "2024-W17-1"}, "date"),
        ({"date": ""}, "date"),
        ({"known": "then"}, "date"),
        ({"date": "2024-04-22", "known": "tomorrow"}, "known"),
    ],
)
def test_what_is_no_day_is_refused_in_words(client, two_days, query, field):
    with pytest.raises(BadDay) as refused:
        parse_day_query(query)
    assert refused.value.field == field
    response = client.get(URL, query)
    assert response.status_code == 400
    assert response.json()["errors"] == [{"field": field, "detail": str(refused.value)}]


def test_the_api_serves_a_day_as_known_now(client, two_days):
    response = client.get(URL, {"date": "2024-04-22"})
    sent = response.json()
    assert (sent["date"], sent["known"], sent["snapshot"]) == ("2024-04-22", "now", None)
    assert (sent["votes_counted"], sent["votes_without_time"]) == (24, 0)
    assert [row["name"] for row in sent["rows"]] == ["high", "middle", "low"]
    assert set(sent) - set(client.get(URL).json()) == {"date", "known", "votes_without_time"}
    assert sent["citation"].endswith(f"{URL}?date=2024-04-22&known=now&method=bradley_terry")
    again = client.get(URL, {"date": "2024-04-22"}, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_api_serves_a_day_as_published_then(client, two_days):
    sent = client.get(URL, {"date": "2024-04-22", "known": "then", "method": "elo"}).json()
    stored = on(two_days, FIRST, Known.THEN, method="elo").snapshot
    extra = {name: sent.pop(name) for name in ("date", "known")}
    assert extra == {"date": "2024-04-22", "known": "then"}
    body = json.loads(bytes(stored.body))
    rows = [{name: row[name] for name in body["rows"][0]} for row in sent["rows"]]
    assert {name: sent[name] for name in body} | {"rows": rows} == body
    assert sent["citation"].endswith(f"/api/v1/snapshots/{stored.pk}/")


def test_the_api_says_why_a_day_has_no_board(client, two_days):
    Rebuild.objects.filter(published_at__date=FIRST).update(published_at=None)
    for query in ({"date": "2020-01-01"}, {"date": "2024-04-22", "known": "then"}, {"date": "9999-12-31"}):
        refused = client.get(URL, query)
        assert refused.status_code == 404
        assert refused.json()["detail"].endswith(".")


def test_the_api_asks_to_come_back_when_it_is_busy(client, two_days, monkeypatch):
    monkeypatch.setattr(once, "MAX_WAIT_SECONDS", 0.0)
    with once._one_at_a_time():
        response = client.get(URL, {"date": "2024-04-22"})
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_the_days_of_a_board_are_listed_with_what_they_showed(
    client, two_days, trio, django_assert_num_queries
):
    fight(two_days, trio[0], trio[1], "b", at=NOON.replace(day=23))
    published_on(rebuild(two_days), SECOND)
    with django_assert_num_queries(4):
        days = daily_snapshots(two_days, category="overall", method="elo")
    assert list(days) == [FIRST, SECOND]
    for day, snapshot in days.items():
        assert snapshot == on(two_days, day, Known.THEN, method="elo").snapshot
    sent = client.get("/api/v1/history/text/overall/", {"method": "elo"}).json()
    assert [(each["date"], each["votes_counted"]) for each in sent["days"]] == [
        ("2024-04-22", 24),
        ("2024-04-23", 61),
    ]
    assert client.get(sent["days"][0]["url"]).json()["snapshot"] == days[FIRST].pk


def test_a_board_without_a_day_lists_none(client, arena):
    assert client.get("/api/v1/history/text/overall/").json()["days"] == []
    assert client.get("/api/v1/history/text/nothing/").status_code == 404
