"""Detectors on imported conversations: what they add, what they leave alone, in which process."""

import pytest

from battles.annotations.rescan import Rescan
from battles.counting.eligibility import Reason, annotate_reason
from battles.detectors import workers
from battles.detectors.run import IMPORTED, VERSIONS
from battles.detectors.workers import Detectors
from battles.imports import importer
from battles.imports.importer import Importer, ImportOptions
from battles.models import Annotation, Answer, Battle, BattleStyle, Vote
from battles.tags import Tag
from tests import world
from tests.battles.imports.logs import clean_battle, write_array
from tests.battles.imports.records.test_styles import metadata

pytestmark = pytest.mark.django_db

LEAK = "I am ChatGPT, a model trained by OpenAI."


def talk(
    number=0, *, prompt="What is a heron, and where does it live?", a="A wading bird.", b="A bird.", **more
):
    """A record with a conversation of one turn."""
    sides = {
        f"conversation_{side}": [
            {"role": "user", "content": prompt},
            {"role": "assistant", "content": text},
        ]
        for side, text in (("a", a), ("b", b))
    }
    return clean_battle(number, language=None, **sides) | more


def run(tmp_path, records, **options):
    return Importer(write_array(tmp_path / "log.json", records), ImportOptions(**options)).run()


def facts():
    return list(Annotation.objects.order_by("pk").values_list("battle_id", "detector", "version", "value"))


def test_an_imported_conversation_has_a_fact_of_every_detector(tmp_path):
    report = run(tmp_path, [talk()])
    noted = dict(Annotation.objects.values_list("detector", "version"))
    assert noted.pop(IMPORTED)
    assert noted == VERSIONS
    assert report.scanned == 1
    assert Battle.objects.get().tags & Tag.ENGLISH
    assert BattleStyle.objects.get().tokens_a > 0


def test_bare_votes_run_no_detector(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "detect_facts", None)
    report = run(tmp_path, [clean_battle()])
    assert (report.imported, report.scanned) == (1, 0)
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("options", [{"texts": False}, {"detectors": False}])
def test_the_detectors_can_be_left_out(tmp_path, options):
    run(tmp_path, [talk(a=LEAK)], **options)
    assert not Annotation.objects.exists()
    assert Battle.objects.get().tags == 0


def test_a_leak_found_on_import_makes_the_vote_not_count(tmp_path):
    report = run(tmp_path, [talk(0), talk(1, b=LEAK), talk(2, b=LEAK, anony=False)])
    reasons = annotate_reason(Vote.objects.order_by("battle_id")).values_list("reason", flat=True)
    assert list(reasons) == [Reason.COUNTED, Reason.IDENTITY_LEAK, Reason.SIDE_BY_SIDE]
    assert (report.leaks, report.side_by_side) == (1, 1)


def test_a_leak_names_its_answer_by_id(tmp_path):
    run(tmp_path, [talk(0), talk(1, b=LEAK)])
    leaks = Annotation.objects.filter(detector="identity").order_by("pk").last().value["leaks"]
    assert {leak["answer"] for leak in leaks} == {Answer.objects.get(text=LEAK).pk}


def test_names_of_the_log_are_not_looked_for_and_registered_ones_are(tmp_path):
    answer = "My name is Zorblax 7B."
    run(tmp_path, [talk(a=answer, model_a="Zorblax 7B")], arena="unknown")
    world.make_contender(world.make_arena("known", accepts_battles=False), "Zorblax 7B", slug="zorblax")
    run(tmp_path, [talk(a=answer, model_a="other")], arena="known")
    leaking = Battle.objects.filter(annotations__detector="identity").order_by("pk")
    assert [bool(battle.tags & Tag.IDENTITY_LEAK) for battle in leaking] == [False, True]


def test_what_the_log_declared_stays_beside_what_was_found(tmp_path):
    tags = {"category_tag": {"math_v0.1": {"math": True}}, "language": "French"}
    run(tmp_path, [talk(b=LEAK, **tags)])
    bits = Battle.objects.get().tags
    assert bits & Tag.MATH
    assert bits & Tag.FRENCH
    assert bits & Tag.IDENTITY_LEAK
    assert not bits & Tag.ENGLISH
    declared = Annotation.objects.get(detector=IMPORTED).value
    assert set(declared["tags"]) == {"math", "judged", "french"}


def test_the_log_s_own_style_counts_win(tmp_path):
    run(tmp_path, [talk(conv_metadata=metadata())])
    declared = Annotation.objects.get(detector=IMPORTED).value["style"]
    assert BattleStyle.objects.filter(**declared).exists()


def test_an_import_run_again_detects_and_adds_nothing(tmp_path, monkeypatch):
    records = [talk(n) for n in range(3)]
    run(tmp_path, records)
    before = facts()
    jobs = []
    submit = Detectors.submit
    monkeypatch.setattr(Detectors, "submit", lambda self, more: jobs.extend(more) or submit(self, more))
    report = run(tmp_path, records)
    assert (report.imported, report.known, report.scanned) == (0, 3, 0)
    assert jobs == []
    assert facts() == before


def test_a_rescan_after_an_import_finds_everything_seen(tmp_path):
    run(tmp_path, [talk(b=LEAK)])
    with Detectors(workers=0) as detectors:
        assert [change for some in Rescan(sorted(VERSIONS), detectors).changes() for change in some] == []


def test_worker_processes_find_the_same_in_the_same_order(tmp_path, monkeypatch):
    monkeypatch.setattr(importer, "BATCH_VOTES", 4)
    monkeypatch.setattr(workers, "MAX_CHUNK_JOBS", 2)
    records = [talk(n, a=LEAK if n % 3 == 0 else "A wading bird.") for n in range(14)]
    run(tmp_path, records, arena="here")
    alone = [(detector, value) for _, detector, _, value in facts() if detector != "identity"]
    leaking = [bool(bits & Tag.IDENTITY_LEAK) for bits in Battle.objects.values_list("tags", flat=True)]
    Annotation.objects.all().delete()
    report = run(tmp_path, records, arena="there", workers=2)
    assert report.scanned == 14
    assert [(detector, value) for _, detector, _, value in facts() if detector != "identity"] == alone
    there = Battle.objects.filter(arena__slug="there").order_by("pk").values_list("tags", flat=True)
    assert [bool(bits & Tag.IDENTITY_LEAK) for bits in there] == leaking
    assert leaking.count(True) == 5


def test_an_error_ends_the_worker_processes(monkeypatch):
    jobs = [workers.Job(None, ())]
    monkeypatch.setattr(workers, "_chunks", lambda jobs: [jobs])
    with pytest.raises(AttributeError), Detectors(workers=1) as detectors:
        detectors.submit(jobs).facts()
    assert detectors._pool is None
