"""`manage.py recompute`: the same digits from the stored evidence alone, or a clear word on what differs."""

import io

import pytest
from django.core.management import CommandError, call_command

from battles.models import Evidence, LedgerDay, Segment
from battles.tags import Tag
from ratings.models import Rebuild, Snapshot, Standing
from ratings.published import published
from ratings.rebuild.run import rebuild
from ratings.rebuild.verification import reproduction as recomputing
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.world import NOON


@pytest.fixture
@kept
def board(arena) -> Snapshot:
    high, middle, low = world.make_pool(arena, ("high", "middle", "low"))
    voters = [world.make_voter() for _ in range(3)]
    fight(arena, high, middle, "aaabtaab" * 2, tags=Tag.ENGLISH, voters=voters)
    fight(arena, middle, low, "aaab0aba" * 2, at=NOON.replace(day=23))
    fight(arena, high, low, "aaaaab", at=None)
    rebuild(arena)
    return published(arena).snapshot("overall", "bradley_terry")


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("recompute", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments) -> tuple[str, str]:
    """What the command says before it fails, and its last word."""
    out = io.StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("recompute", *map(str, arguments), stdout=out)
    return out.getvalue(), str(failure.value)


def test_a_snapshot_has_the_same_digits_again(board):
    assert run(board.pk) == f"{board.pk} text overall bradley_terry: same\n"


def test_all_means_every_board_and_method_that_is_shown(board):
    lines = run("--all").splitlines()
    shown = published(board.board.arena).snapshots()
    assert len(lines) == shown.count() > 3
    assert all(line.endswith(": same") for line in lines)


def test_an_old_snapshot_is_made_of_its_own_votes_and_settings(board, arena):
    names = {contender.model.name: contender for contender in arena.contenders.all()}
    fight(arena, names["low"], names["high"], "aaaa")
    arena.minimum_votes = 100
    arena.save()
    rebuild(arena)
    assert run(board.pk).endswith(": same\n")


def test_every_digit_is_compared(board):
    Standing.objects.filter(snapshot=board, contender__model__name="high").update(
        ci_low=1.5, overturn_votes=77
    )
    Snapshot.objects.filter(pk=board.pk).update(votes_excluded={"spam": 1})
    told, last = refused(board.pk)
    assert "text-high: ci_low: 1.5 stored, " in told
    assert "text-high: overturn_votes: 77 stored, " in told
    assert "votes_excluded: {'spam': 1} stored, {} computed" in told
    assert "differ from the standings" in told
    assert last == "1 of 1 differ."


def test_a_missing_standing_is_a_difference(board):
    Standing.objects.filter(snapshot=board, contender__model__name="low").delete()
    assert "contenders in order: [" in refused(board.pk)[0]


def test_the_bytes_that_are_served_are_checked_too(board):
    Snapshot.objects.filter(pk=board.pk).update(body=b"{}")
    assert "the bytes that the API serves do not have their digest" in refused(board.pk)[0]


def test_a_damaged_segment_is_named(board):
    damaged = Segment.objects.last()
    Segment.objects.filter(pk=damaged.pk).update(data=bytes(damaged.data)[:-9])
    assert f"its evidence is damaged: segment {damaged.pk} of " in refused(board.pk)[1]


def test_votes_that_were_changed_and_packed_again_are_found_out(board):
    first, second = Segment.objects.filter(day__isnull=False)
    Segment.objects.filter(pk=first.pk).update(data=second.data)
    assert f"segment {first.pk} of 2024-04-22: its votes do not match its digest" in refused(board.pk)[1]


def test_days_that_are_not_those_the_evidence_was_named_after_are_found_out(board):
    evidence = Evidence.objects.get()
    evidence.segments = evidence.segments[::-1]
    evidence.save()
    assert "do not match its digest" in refused(board.pk)[1]


def test_evidence_that_was_thinned_away_is_said_to_be_gone(board):
    day = LedgerDay.objects.filter(day__isnull=False).first()
    day.delete()
    day.segment.delete()
    assert "its evidence is gone: 1 of 3 days have been deleted" in refused(board.pk)[1]


def test_a_category_whose_rule_changed_is_refused(board):
    Snapshot.objects.filter(pk=board.pk).update(parameters=board.parameters | {"category_version": 0})
    assert "had version 0 and has version 1 now" in refused(board.pk)[1]


def test_other_rules_and_another_numpy_are_named_where_digits_differ(board):
    parameters, versions = board.parameters | {"rules": 1, "rounds": 20}, board.versions | {"numpy": "0.1"}
    Snapshot.objects.filter(pk=board.pk).update(parameters=parameters, versions=versions)
    told, _last = refused(board.pk)
    assert f"rules 1 then, {recomputing.RULES} now" in told
    assert "numpy 0.1 then" in told
    assert "within their Monte-Carlo noise" in told


def test_what_cannot_be_meant_is_refused_in_words(db, board):
    assert refused(999)[1] == "There is no snapshot 999."
    assert refused()[1] == refused(board.pk, "--all")[1] == "Give one snapshot, or --all."
    assert refused("--all", "--arena=nowhere")[1] == "There is no arena nowhere."
    Rebuild.objects.update(published_at=None)
    assert refused("--all")[1] == "Nothing has been published yet."
