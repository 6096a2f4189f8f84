"""A finished day gets its files once, and they stay the same whatever happens later."""

import datetime as dt
import hashlib

import pytest

from battles.models import LanguageModel
from ratings.files.release import read_body, thin_releases
from ratings.models import DataRelease, Rebuild, ReleaseFile, Snapshot, ThinnedSnapshot
from tests.ratings.files.days import TODAY, publish_days, release, release_days
from tests.world import NOON

pytestmark = pytest.mark.django_db


def bodies() -> dict[tuple[str, str], bytes]:
    files = ReleaseFile.objects.select_related("release")
    return {(str(file.release.day), file.name): read_body(file) for file in files}


def test_each_finished_day_gets_its_files_once(arena):
    publish_days(arena)
    assert release(arena) == 2
    before = bodies()
    assert {day for day, _name in before} == {"2024-04-22", "2024-04-23"}
    assert {"overall.json", "overall.csv", "overall.style.json", "overall.elo.csv", "arena-catalog.json"} <= {
        name for _day, name in before
    }
    assert release(arena) == 0
    assert bodies() == before


def test_the_day_that_is_not_over_has_no_files(arena):
    publish_days(arena)
    assert release(arena, now=NOON + dt.timedelta(days=1)) == 1
    assert list(DataRelease.objects.values_list("day", flat=True)) == [NOON.date()]


def test_a_release_does_not_change_with_the_models_or_the_licence(arena, settings):
    release_days(arena)
    before = bodies()
    LanguageModel.objects.update(organization="Other Labs", ids={"openrouter": "other/name"})
    settings.DATA_LICENSE = "CC0-1.0"
    release(arena)
    assert bodies() == before
    assert set(DataRelease.objects.values_list("license", flat=True)) == {"CC-BY-4.0"}


def test_digests_and_sizes_are_of_the_bytes(arena):
    release_days(arena, days=1)
    for file in ReleaseFile.objects.all():
        body = read_body(file)
        assert (file.size, file.sha256) == (len(body), hashlib.sha256(body).hexdigest())


def test_of_old_months_the_last_day_stays(arena, settings):
    release_days(arena, days=3)
    settings.DATA_DAYS = 30
    assert thin_releases(arena, today=TODAY.date()) == 0
    assert thin_releases(arena, today=dt.date(2024, 8, 1)) == 2
    states = dict(DataRelease.objects.values_list("day", "gone"))
    assert states == {
        NOON.date() + dt.timedelta(days=n): gone for n, gone in enumerate(("thinned",) * 2 + ("",))
    }
    assert {day for day, _name in bodies()} == {"2024-04-24"}
    settings.DATA_DAYS = 0
    assert thin_releases(arena, today=dt.date(2034, 8, 1)) == 0


def test_a_day_whose_boards_were_thinned_says_so(arena):
    publish_days(arena, days=1)
    for snapshot in Snapshot.objects.all():
        ThinnedSnapshot.objects.create(
            pk=snapshot.pk, board=snapshot.board, method=snapshot.method, day=NOON.date()
        )
    Snapshot.objects.all().delete()
    assert Rebuild.objects.get().shown
    release(arena)
    assert DataRelease.objects.get().gone == "no_snapshots"
    assert not ReleaseFile.objects.exists()
