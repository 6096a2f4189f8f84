"""From rows to findings: every battle once, the late ones too."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from battles import services
from battles.annotations.live import record_annotations
from battles.erasure import BY_VISITOR, erase_battles
from battles.models import Annotation, Answer, Battle
from battles.outcomes import Outcome
from moderation.models import Finding
from moderation.scan import run as scanning
from moderation.scan import watermark
from moderation.scan.run import TEXTS, reset, scan
from moderation.scan.scan_input import load_scan_inputs
from moderation.scan.watermark import PATIENCE, Position
from moderation.tasks import scan_battles
from tests import world
from tests.moderation.builders import add_turn, make_battles

pytestmark = pytest.mark.django_db

SAME = "A heron waits in shallow water until a fish comes by, and then it strikes."


@pytest.fixture
def languages(arena):
    """Makes a battle whose sides say the same, with its facts noted: the scan finds it odd."""

    def speak(number: int = 1) -> list[Battle]:
        made = make_battles(arena, number)
        for battle in made:
            add_turn(battle, "What does a heron do?", SAME, SAME)
            record_annotations(battle)
        return made

    return speak


def test_one_scan_reads_so_much_and_the_next_goes_on(languages, monkeypatch):
    monkeypatch.setattr(scanning, "BATCH", 2)
    monkeypatch.setattr(scanning, "MAX_BATCHES", 2)
    start_before(languages(5)[0])
    assert scan(now=timezone.now()) == 4
    assert scan(now=timezone.now()) == 1


def start_before(battle: Battle) -> None:
    """Begin where a new site begins; ids of rolled back tests are no gap to wait at."""
    TEXTS.advance_to(Position(Annotation.objects.filter(battle=battle).earliest("pk").pk - 1))


def found() -> set[tuple[str, int]]:
    return set(Finding.objects.values_list("detector", "battle"))


def test_a_battle_is_looked_at_once(languages):
    (battle,) = languages()
    assert scan(now=timezone.now()) == 1
    assert found() == {("identical-answers", battle.pk)}
    assert scan(now=timezone.now()) == 0
    assert Finding.objects.count() == 1


def test_what_comes_later_is_found_by_the_next_scan(languages):
    languages()
    scan(now=timezone.now())
    (later,) = languages()
    assert scan(now=timezone.now()) == 1
    assert ("identical-answers", later.pk) in found()


def test_an_unremarkable_battle_gives_no_finding(arena):
    (battle,) = make_battles(arena, 1)
    add_turn(battle, "What does a heron do?", "It waits in shallow water.", "It stands still and strikes.")
    record_annotations(battle)
    assert scan(now=timezone.now()) == 0


def test_many_battles_are_read_in_pieces(languages, monkeypatch):
    monkeypatch.setattr(scanning, "BATCH", 2)
    battles = languages(5)
    assert scan(now=timezone.now()) == 5
    assert {battle for _, battle in found()} == {battle.pk for battle in battles}


def test_a_row_that_commits_late_is_not_lost(languages):
    first, second = languages(2)
    facts = list(Annotation.objects.filter(battle=first))
    Annotation.objects.filter(battle=first).delete()  # not committed yet: a gap
    assert scan(now=timezone.now()) == 1
    Annotation.objects.bulk_create(facts)
    assert scan(now=timezone.now()) == 1
    assert {battle for _, battle in found()} == {first.pk, second.pk}


def test_a_gap_of_ids_stops_nothing(languages, monkeypatch):
    """One rollback, and more rows after it than one scan reads: they were read only six hours later."""
    monkeypatch.setattr(scanning, "BATCH", 1)
    monkeypatch.setattr(scanning, "MAX_BATCHES", 2)
    first, second, *others = languages(6)
    start_before(first)
    Annotation.objects.filter(battle=second).earliest("pk").delete()  # never commits
    assert [scan(now=timezone.now()) for _ in range(3)] == [2, 2, 2]
    assert TEXTS.position().passed >= Annotation.objects.filter(detector="identity").latest("pk").pk
    assert {battle for _, battle in found()} == {battle.pk for battle in (first, second, *others)}


def test_a_row_that_commits_after_many_scans_is_read(languages):
    first, second = languages(2)
    start_before(first)
    facts = list(Annotation.objects.filter(battle=first))
    Annotation.objects.filter(battle=first).delete()
    for _ in range(3):
        scan(now=timezone.now())
    assert [gap.first for gap in TEXTS.position().gaps] == [facts[0].pk]
    Annotation.objects.bulk_create(facts)
    assert scan(now=timezone.now()) == 1
    assert TEXTS.position().gaps == ()
    assert {battle for _, battle in found()} == {first.pk, second.pk}


def test_an_old_gap_is_forgotten(languages):
    first, second = languages(2)
    start_before(first)
    Annotation.objects.filter(battle=second).earliest("pk").delete()
    scan(now=timezone.now())
    assert len(TEXTS.position().gaps) == 1
    languages()
    scan(now=timezone.now() + PATIENCE + dt.timedelta(minutes=1))
    assert TEXTS.position().gaps == ()


def test_a_slower_scan_does_not_move_the_position_back(languages):
    (battle,) = languages()
    start_before(battle)
    part = TEXTS.next_part(timezone.now(), size=10)
    scan(now=timezone.now())
    position = TEXTS.position()
    assert not TEXTS.advance_to(part.position)
    assert TEXTS.position() == position


def test_many_gaps_are_merged_and_lose_no_id(monkeypatch):
    monkeypatch.setattr(watermark, "MAX_GAPS", 4)
    gaps = [watermark.Gap(10 * number, 10 * number + 5, float(number)) for number in range(13)]
    merged = watermark._merge(gaps)
    assert len(merged) <= 4
    for gap in gaps:
        assert any(each.first <= gap.first and gap.last <= each.last for each in merged)
        assert all(each.seen_at >= gap.seen_at for each in merged if each.first <= gap.first <= each.last)


def test_everything_can_be_looked_at_again_and_is_noticed_once(languages):
    languages(2)
    scan(now=timezone.now())
    Finding.objects.all().delete()
    reset()
    assert scan(now=timezone.now()) == 2
    reset()
    assert scan(now=timezone.now()) == 0


def test_a_ballot_brings_its_battle_before_the_rules(arena):
    long = " ".join(f"Heron {number} waits." for number in range(200))
    battle = world.answered_battle(arena, a=long, b=long.replace("Heron", "Otter"))
    start = timezone.now()
    Answer.objects.filter(prompt__battle=battle).update(created_at=start, duration_ms=2_000)
    scan(now=start)
    services.cast_ballot(battle, outcome=Outcome.A, now=start + dt.timedelta(seconds=2.3))
    assert scan(now=start) == 1
    assert found() == {("quick-vote", battle.pk)}


def test_the_task_scans(languages):
    languages()
    assert scan_battles() == 1
    assert scan_battles() == 0


def test_the_command_scans_and_begins_again(languages, capsys):
    languages(2)
    for options, told in (({}, 2), ({}, 0), ({"again": True}, 0)):
        call_command("scan_battles", **options)
        assert capsys.readouterr().out == f"New findings: {told}\n"
    Finding.objects.all().delete()
    call_command("scan_battles", again=True)
    assert capsys.readouterr().out == "New findings: 2\n"


def test_a_piece_takes_a_fixed_number_of_queries(languages):
    numbers = []
    for more in (2, 20):
        languages(more)
        with CaptureQueriesContext(connection) as queries:
            scan(now=timezone.now())
        numbers.append(len(queries))
    assert numbers[0] >= numbers[1]


def test_an_erased_battle_is_not_read_as_one_with_empty_answers(arena, pool):
    battle = world.voted_battle(arena)
    erase_battles([battle.pk], request=BY_VISITOR, now=world.NOON)
    assert load_scan_inputs([battle.pk]) == []
