"""History is thinned and no day is lost: what every day showed at its end stays, to the same bytes."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from battles.models import Evidence, LedgerDay, Segment
from battles.tags import Tag
from ratings.categories import BY_SLUG
from ratings.history import thinning
from ratings.history.board_on_day import published_on
from ratings.history.thinning import thin
from ratings.models import Rebuild, Snapshot, Standing, ThinnedSnapshot
from ratings.published import published
from ratings.rebuild import run as rebuilds
from ratings.rebuild import stale_boards as staleness
from ratings.rebuild.lease import hold_lease
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.world import NOON

NOW = NOON + dt.timedelta(days=6)
DAYS = [(NOON + dt.timedelta(days=day)).date() for day in (0, 1, 3, 6)]
BOARDS = [("overall", "bradley_terry"), ("english", "bradley_terry"), ("chinese", "elo")]


@pytest.fixture
def history(arena, monkeypatch):
    """Two rebuilds of three categories on each of two days, then one now; no Chinese vote after the first,
    no English one after the first day."""
    few_categories = [BY_SLUG[slug] for slug in ("overall", "english", "chinese")]
    for module in (rebuilds, staleness):
        monkeypatch.setattr(module, "CATEGORIES", few_categories)
    return publish_days(arena)


@kept
def publish_days(arena):
    high, low = world.make_pool(arena, ("high", "low"))
    fight(arena, high, low, "ab", tags=Tag.CHINESE)
    for day in (0, 1):
        for hour in (8, 20):
            moment = NOON.replace(hour=hour) + dt.timedelta(days=day)
            fight(arena, high, low, "aab", tags=0 if day else Tag.ENGLISH, at=moment)
            publish(arena, moment)
    fight(arena, high, low, "b", at=NOW)
    publish(arena, NOW)
    return arena


def publish(arena, moment: dt.datetime) -> Rebuild:
    run = rebuild(arena)
    Rebuild.objects.filter(pk=run.pk).update(published_at=moment, started_at=moment)
    return run


def shown(arena, day: dt.date) -> list[tuple[int, bytes, list[float]]]:
    """What each board shows at the end of a day."""
    snapshots = [published_on(arena, day).snapshot(*board) for board in BOARDS]
    return [
        (each.pk, bytes(each.body), list(each.standings.order_by("id").values_list("rating", flat=True)))
        for each in snapshots
    ]


def test_no_day_is_lost_and_every_day_shows_the_same(history):
    before = {day: shown(history, day) for day in DAYS}
    gone = thin(history, now=NOW)
    assert (gone.rebuilds, gone.snapshots) == (1, 9)
    assert {day: shown(history, day) for day in DAYS} == before
    out = io.StringIO()
    for day in DAYS:
        for pk, _body, _ratings in before[day]:
            call_command("recompute", str(pk), stdout=out)
    assert "differ" not in out.getvalue()


def test_of_an_old_day_the_last_stays_and_of_the_last_hours_all(history, settings):
    moments = list(Rebuild.objects.order_by("pk").values_list("published_at", flat=True))
    settings.HISTORY_HOURS = 5 * 24 + 4  # to the second day's morning
    thin(history, now=NOW)
    kept = [run.published_at for run in Rebuild.objects.order_by("pk") if not _is_remainder(run)]
    assert kept == moments[1:]


def _is_remainder(run: Rebuild) -> bool:
    """Whether it stays only for snapshots that others still show."""
    return set(run.shown) - set(Snapshot.objects.values_list("pk", flat=True)) != set()


def test_a_snapshot_that_is_still_shown_stays_with_its_rebuild(history):
    chinese = published(history).snapshot("chinese", "elo")
    first = Rebuild.objects.order_by("pk").first()
    assert chinese.rebuild == first
    thin(history, now=NOW)
    assert published(history).snapshot("chinese", "elo") == chinese
    assert set(first.snapshots.values_list("board__category", flat=True)) == {"chinese"}


def test_a_second_run_has_nothing_to_do(history):
    thin(history, now=NOW)
    again = thin(history, now=NOW)
    assert (again.rebuilds, again.snapshots, again.evidence, again.segments, again.is_whole) == (
        0,
        0,
        0,
        0,
        True,
    )


def test_evidence_and_segments_that_nothing_names_go(history):
    thin(history, now=NOW)
    named = set(Rebuild.objects.values_list("evidence_id", flat=True))
    assert set(Evidence.objects.values_list("pk", flat=True)) == named
    needed = set(LedgerDay.objects.values_list("segment_id", flat=True))
    for evidence in Evidence.objects.all():
        needed.update(evidence.segments)
    assert set(Segment.objects.values_list("pk", flat=True)) == needed
    assert not Standing.objects.exclude(snapshot__in=Snapshot.objects.all()).exists()


def test_what_a_killed_rebuild_left_goes_and_a_running_one_stays(history):
    evidence = Evidence.objects.last()
    old, new = (
        Rebuild.objects.create(arena=history, evidence=evidence, settings_digest="", started_at=moment)
        for moment in (NOON, NOW)
    )
    thin(history, now=NOW)
    assert list(Rebuild.objects.filter(pk__in=[old.pk, new.pk])) == [new]


def test_other_arenas_keep_theirs(history):
    other = world.make_arena("other")
    pool = world.make_pool(other)
    fight(other, *pool, "ab")
    publish(other, NOON)
    Rebuild.objects.create(
        arena=other, evidence=Evidence.objects.last(), settings_digest="", started_at=NOON, published_at=NOON
    )
    thin(history, now=NOW)
    assert Rebuild.objects.filter(arena=other).count() == 2


def test_killed_at_any_point_it_goes_on_and_no_day_is_lost(history, monkeypatch):
    before = {day: shown(history, day) for day in DAYS}
    forget = thinning._delete_rebuild
    calls = []

    def dies(pk, *args):
        calls.append(pk)
        if len(calls) % 2 == 0:
            raise KeyboardInterrupt
        return forget(pk, *args)

    monkeypatch.setattr(thinning, "_delete_rebuild", dies)
    with pytest.raises(KeyboardInterrupt):
        thin(history, now=NOW)
    assert {day: shown(history, day) for day in DAYS} == before
    monkeypatch.setattr(thinning, "_delete_rebuild", forget)
    assert thin(history, now=NOW).is_whole
    assert {day: shown(history, day) for day in DAYS} == before


def test_while_a_rebuild_runs_it_waits_and_then_leaves_the_rest_for_later(history, monkeypatch):
    slept = []
    monkeypatch.setattr(thinning.time, "sleep", slept.append)
    with hold_lease(history):
        assert not thin(history, now=NOW).is_whole
    assert len(slept) == thinning.ATTEMPTS - 1
    assert thin(history, now=NOW).is_whole


def gone_and_kept(arena) -> tuple[Snapshot, Snapshot]:
    """A snapshot that thinning takes away, and the one it keeps for that day."""
    gone = Rebuild.objects.order_by("pk")[0].snapshots.get(board__category="overall", method="bradley_terry")
    kept = published_on(arena, DAYS[0]).snapshot("overall", "bradley_terry")
    thin(arena, now=NOW)
    return gone, kept


def test_the_address_of_a_thinned_snapshot_is_gone_and_names_the_one_that_was_kept(client, history):
    gone, kept = gone_and_kept(history)
    response = client.get(f"/api/v1/snapshots/{gone.pk}/")
    assert response.status_code == 410
    sent = response.json()
    assert (sent["date"], sent["kept"]) == ("2024-04-22", kept.pk)
    assert client.get(sent["url"]).json()["snapshot"] == kept.pk
    differences = client.get("/api/v1/differences/", {"from": gone.pk, "to": kept.pk})
    assert (differences.status_code, differences.json()["kept"]) == (410, kept.pk)
    changes = client.get("/api/v1/changes/text/overall/", {"from": gone.pk})
    assert (changes.status_code, changes.json()) == (410, differences.json())
    of_another_board = client.get("/api/v1/changes/text/coding/", {"from": gone.pk})
    assert of_another_board.status_code == 404
    history.visibility = "hidden"
    history.save()
    assert client.get(f"/api/v1/snapshots/{gone.pk}/").status_code == 404


def test_page_and_command_name_what_was_kept_too(client, history):
    gone, kept = gone_and_kept(history)
    words = f"Snapshot {gone.pk} was thinned away. Of its day, "
    page = client.get("/leaderboard/text/overall/changes/", {"from": gone.pk})
    assert (page.status_code, words + f"snapshot {kept.pk} was kept" in page.content.decode()) == (404, True)
    with pytest.raises(CommandError, match=f"{words}2024-04-22, snapshot {kept.pk} was kept."):
        call_command("recompute", str(gone.pk))


def test_only_published_snapshots_leave_a_trace(history):
    thin(history, now=NOW)
    assert ThinnedSnapshot.objects.count() > 0
    assert not ThinnedSnapshot.objects.filter(pk__in=Snapshot.objects.values("pk")).exists()


def test_the_command_tells_what_went_and_names_unknown_arenas(history):
    out = io.StringIO()
    call_command("thin_history", "--arena=text", stdout=out)
    assert "segments deleted\n" in out.getvalue()
    with pytest.raises(CommandError, match="There is no arena nowhere"):
        call_command("thin_history", "--arena=nowhere")
