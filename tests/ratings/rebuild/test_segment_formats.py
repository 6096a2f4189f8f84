"""The format of a segment changes no number: old segments are rated, verified and audited as they were."""

import json
import zlib

import numpy as np
import pytest

from battles.counting import get_days, load_verified_votes, load_votes, unpack, votes_digest
from battles.counting.ledger.arrays import STYLE_COLUMNS
from battles.counting.ledger.packing import FIRST_COLUMNS, CorruptSegment, days_digest
from battles.models import DirtyDay, Evidence, Segment
from battles.outcomes import Outcome
from battles.tags import Tag
from ratings.models import Snapshot, Standing
from ratings.rebuild import audit_arena, rebuild
from ratings.rebuild.verification.reproduction import reproduce
from tests import world
from tests.world import NOON

NUMBERS = ("contender_id", "rating", "ci_low", "ci_high", "rank", "rank_low", "rank_high", "votes")


@pytest.fixture
def arena(db):
    arena = world.make_arena()
    pool = world.make_pool(arena, ("a", "b", "c"))
    rng = np.random.default_rng(5)
    for number in range(60):
        first, second = rng.choice(3, size=2, replace=False)
        outcome = Outcome.A if first < second else Outcome(int(rng.integers(1, 5)))
        tags = int(Tag.FRENCH if number % 2 else Tag.ENGLISH | Tag.CODING)
        world.stored_vote(arena, pool[first], pool[second], outcome, at=NOON, tags=tags)
    DirtyDay.objects.create(arena=arena, day=NOON.date())
    return arena


def write_as_format_2() -> None:
    """Rewrite all segments as the program before format 3 wrote them, with the digests of that time."""
    for segment in Segment.objects.all():
        votes = unpack(segment.data)
        parts = []
        for name in FIRST_COLUMNS:
            column = np.ascontiguousarray(getattr(votes, name))
            width = column.itemsize * (len(STYLE_COLUMNS) if name == "style" else 1)
            planes = column.view(np.uint8).reshape(len(votes), width).T
            parts.append(zlib.compress(np.ascontiguousarray(planes).tobytes(), 1))
        head = {"format": 2, "votes": len(votes), "sizes": [len(part) for part in parts]}
        segment.data = json.dumps(head).encode() + b"\n" + b"".join(parts)
        segment.digest = votes_digest(votes, day=str(segment.day), digest_format=1)
        segment.digest_format = 1
        segment.save()
    for version in Evidence.objects.all():
        digests = dict(Segment.objects.values_list("pk", "digest"))
        version.digest = days_digest(digests[pk] for pk in version.segments)
        version.save()


def board_numbers(rebuilt) -> list[tuple]:
    rows = Standing.objects.filter(snapshot__rebuild=rebuilt).order_by(
        "snapshot__board__category", "snapshot__method", "contender_id"
    )
    return list(rows.values_list("snapshot__board__category", "snapshot__method", *NUMBERS))


def test_boards_from_old_and_new_segments_have_the_same_numbers(arena):
    new = rebuild(arena)
    write_as_format_2()
    old = rebuild(arena, force=True)
    assert board_numbers(old) == board_numbers(new) != []


def test_old_segments_are_not_read_again_and_pass_the_audit(arena, django_assert_max_num_queries):
    rebuild(arena)
    write_as_format_2()
    before = dict(Segment.objects.values_list("pk", "digest"))
    audit = audit_arena(arena)
    assert (audit.is_right, audit.wrong_days, audit.wrong_boards) == (True, [], [])
    rebuild(arena, force=True)
    assert dict(Segment.objects.values_list("pk", "digest")) == before


def test_snapshots_of_old_segments_are_reproduced_digit_for_digit(arena):
    rebuild(arena)
    write_as_format_2()
    reproductions = list(reproduce(Snapshot.objects.order_by("rebuild_id", "board_id", "method")))
    assert reproductions
    assert not any(each.differences for each in reproductions)


def test_a_day_that_is_read_again_keeps_its_numbers_under_a_new_digest(arena):
    first = rebuild(arena)
    write_as_format_2()
    DirtyDay.objects.create(arena=arena, day=NOON.date())
    again = rebuild(arena, force=True)
    assert board_numbers(again) == board_numbers(first)
    assert again.evidence.digest != Evidence.objects.get(pk=first.evidence_id).digest
    assert get_days(again.evidence).first == NOON.date()
    assert np.array_equal(load_votes(again.evidence).language, load_votes(first.evidence).language)


def test_a_damaged_old_segment_is_written_again_and_keeps_its_digest(arena):
    rebuild(arena)
    write_as_format_2()
    before = Segment.objects.get()
    Segment.objects.update(data=bytes(before.data)[:-3])
    audit = audit_arena(arena)
    assert (audit.wrong_days, audit.wrong_boards) == ([], [])
    after = Segment.objects.get()
    assert (after.digest, after.digest_format) == (before.digest, 1)
    assert np.array_equal(unpack(after.data).battle, unpack(before.data).battle)


def test_an_old_segment_that_was_changed_is_refused(arena):
    version = rebuild(arena).evidence
    write_as_format_2()
    Segment.objects.update(digest_format=2)
    version.refresh_from_db()
    with pytest.raises(CorruptSegment, match="do not match its digest"):
        load_verified_votes(version)
