"""A whole log into an arena: every good vote once, every bad one told, nothing half done."""

import datetime as dt
import json

import pytest
from django.db import connection

from battles.counting.eligibility import Reason, annotate_reason
from battles.imports import importer
from battles.imports.arenas import ArenaRefused
from battles.imports.importer import Importer, ImportOptions, ImportRefused
from battles.imports.readers.entries import UnreadableFile
from battles.imports.readers.formats import Format
from battles.models import (
    Answer,
    Arena,
    Battle,
    BattleStyle,
    Contender,
    DirtyDay,
    LanguageModel,
    Prompt,
    Vote,
    Voter,
)
from battles.outcomes import Outcome
from battles.tags import Tag
from tests.battles.imports.logs import clean_battle, packed, write_array, write_csv, write_lines
from tests.battles.imports.records.test_styles import metadata

pytestmark = pytest.mark.django_db

RECORDS = [clean_battle(n) for n in range(10)]
TURN = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a\0"}]


def run(path, **options):
    return Importer(path, ImportOptions(**options)).run()


def counts(report):
    return report.imported, report.known, report.refused


@pytest.fixture
def log(tmp_path):
    return write_array(tmp_path / "log.json", RECORDS)


def test_a_vote_is_stored_as_the_log_tells_it(tmp_path):
    run(write_array(tmp_path / "log.json", [clean_battle(1, turn=2)]))
    vote = Vote.objects.select_related("battle__contender_a__model", "battle__contender_b", "arena").get()
    battle = vote.battle
    assert (vote.arena.slug, battle.arena) == ("log", vote.arena)
    assert (battle.origin, battle.state, battle.mode) == ("imported", "voted", "anonymous")
    assert (battle.contender_a.imported_name, battle.contender_b.imported_name) == ("gpt-4", "claude-1")
    assert vote.outcome == Outcome.B
    assert vote.cast_at == dt.datetime(2023, 4, 24, 15, 53, 12, 250_000, dt.UTC)
    assert vote.day == dt.date(2023, 4, 24)
    assert battle.tags == Tag.ENGLISH | Tag.MULTI_TURN
    assert battle.voter.origin == Voter.Origin.IMPORTED
    assert (battle.opened_at, battle.pair_probability) == (None, None)
    assert annotate_reason(Vote.objects.all()).get().reason == Reason.COUNTED


def test_what_the_log_lacks_stays_null(tmp_path):
    run(write_csv(tmp_path / "log.csv", "left,right,winner", "0,1,tie"))
    vote = Vote.objects.select_related("battle").get()
    assert (vote.cast_at, vote.day, vote.battle.voter, vote.battle.tags) == (None, None, None, 0)
    assert not Voter.objects.exists()
    assert not Prompt.objects.exists()
    assert not BattleStyle.objects.exists()


def test_votes_keep_the_order_of_their_log(log):
    run(log)
    outcomes = list(Vote.objects.order_by("battle_id").values_list("outcome", flat=True))
    assert outcomes == [Outcome.A, Outcome.B, Outcome.TIE, Outcome.BOTH_BAD] * 2 + [Outcome.A, Outcome.B]


def test_an_import_run_again_adds_nothing(log):
    first = run(log)
    before = [model.objects.count() for model in (Battle, Vote, Voter, Contender, LanguageModel, Arena)]
    again = run(log)
    assert counts(first) == (10, 0, 0)
    assert counts(again) == (0, 10, 0)
    assert [
        model.objects.count() for model in (Battle, Vote, Voter, Contender, LanguageModel, Arena)
    ] == before


@pytest.mark.parametrize("bare", [False, True])
def test_the_same_log_packed_renamed_or_in_another_format_adds_nothing(tmp_path, bare):
    records = [{"model_a": "a", "model_b": "b", "winner": "tie"}] * 4 if bare else RECORDS
    run(write_array(tmp_path / "log.json", records), arena="history")
    lines = write_lines(tmp_path / "other.jsonl", records)
    assert counts(run(packed(lines), arena="history")) == (0, len(records), 0)
    header = list(records[0])
    table = write_csv(
        tmp_path / "log.csv",
        ",".join(header),
        *(",".join(str(record[name]) for name in header) for record in records),
    )
    assert counts(run(table, arena="history")) == (0, len(records), 0)


def test_a_log_that_has_grown_adds_only_what_is_new(tmp_path):
    bare = ["a,b,tie", "a,b,tie", "a,b,model_a"]
    run(write_csv(tmp_path / "log.csv", "model_a,model_b,winner", *bare))
    grown = run(write_csv(tmp_path / "log.csv", "model_a,model_b,winner", *bare, "a,b,tie"))
    assert counts(grown) == (1, 3, 0)
    assert grown.known_by_position == 3


def test_another_log_without_times_is_told_apart_by_its_source(tmp_path):
    path = write_csv(tmp_path / "log.csv", "model_a,model_b,winner", "a,b,tie")
    run(path)
    assert counts(run(path, source="week 2")) == (1, 0, 0)
    assert counts(run(path, source="week 2")) == (0, 1, 0)


def test_a_record_told_twice_with_its_time_is_one_vote(tmp_path):
    report = run(write_array(tmp_path / "log.json", [RECORDS[0], RECORDS[1], RECORDS[0]]))
    assert counts(report) == (2, 0, 0)
    assert report.repeated == 1


def test_the_same_words_without_a_time_are_two_votes(tmp_path):
    report = run(write_csv(tmp_path / "log.csv", "model_a,model_b,winner", "a,b,tie", "a,b,tie"))
    assert counts(report) == (2, 0, 0)


def test_bad_records_are_told_by_their_line_and_cost_no_good_one(tmp_path):
    path = write_lines(
        tmp_path / "log.jsonl",
        [RECORDS[0], "{oops", "7", clean_battle(winner="perhaps"), clean_battle(tstamp=-1), RECORDS[1]],
    )
    report = run(path)
    assert counts(report) == (2, 0, 4)
    assert [refusal.split(",")[0] for refusal in report.refusals] == ["line 2", "line 3", "line 4", "line 5"]
    assert "unknown winner 'perhaps'" in report.refusals[2]


def test_only_the_first_refusals_are_kept_and_all_are_counted(tmp_path):
    report = run(write_lines(tmp_path / "log.jsonl", [*["x"] * 100, RECORDS[0]]))
    assert report.refused == 100
    assert len(report.refusals) == importer.REFUSALS_KEPT


def test_a_strict_import_refuses_the_whole_file_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(importer, "BATCH_VOTES", 2)
    path = write_lines(tmp_path / "log.jsonl", [*RECORDS, clean_battle(winner="perhaps")])
    with pytest.raises(ImportRefused, match="line 11"):
        run(path, strict=True)
    for model in (Arena, LanguageModel, Contender, Voter, Battle, Vote, DirtyDay):
        assert not model.objects.exists(), model


@pytest.mark.parametrize("field", [{"winner": "tie"}, {"question_id": "0" * 32, "winner": "tie"}])
def test_a_strict_import_finds_a_conflict_far_away_before_it_stores(tmp_path, monkeypatch, field):
    monkeypatch.setattr(importer, "BATCH_VOTES", 2)
    records = [record | {"question_id": f"{number:032}"} for number, record in enumerate(RECORDS)]
    if "question_id" not in field:
        records = RECORDS
    path = write_lines(tmp_path / "log.jsonl", [*records, records[0] | field])
    with pytest.raises(ImportRefused, match="record 11"):
        run(path, strict=True)
    assert not Arena.objects.exists()
    run(write_lines(path, records[:1]))
    with pytest.raises(ImportRefused, match="record 1:"):
        run(write_lines(path, [records[0] | field]), strict=True)


def test_a_strict_import_of_a_good_file_stores_it(log):
    assert counts(run(log, strict=True)) == (10, 0, 0)
    assert Vote.objects.count() == 10


def test_a_strict_import_refuses_a_file_that_breaks_off(tmp_path):
    path = packed(write_lines(tmp_path / "log.jsonl", [clean_battle(n) for n in range(3_000)]))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ImportRefused):
        run(path, strict=True)
    assert not Vote.objects.exists()
    report = run(path)
    assert report.broken
    assert report.imported > 1_000


def test_an_interrupted_import_goes_on_when_run_again(log, monkeypatch):
    monkeypatch.setattr(importer, "BATCH_VOTES", 3)
    whole = importer.VoteWriter.write

    def interrupted(self, votes):
        if Vote.objects.exists():
            whole(self, votes)
            raise KeyboardInterrupt
        return whole(self, votes)

    monkeypatch.setattr(importer.VoteWriter, "write", interrupted)
    started = Importer(log, ImportOptions())
    with pytest.raises(KeyboardInterrupt):
        started.run()
    assert started.report.imported == Vote.objects.count() == 3
    monkeypatch.setattr(importer.VoteWriter, "write", whole)
    assert counts(run(log)) == (7, 3, 0)


@pytest.mark.parametrize("size", [1, 3, 10, 100])
def test_the_size_of_batches_changes_nothing(log, monkeypatch, size):
    monkeypatch.setattr(importer, "BATCH_VOTES", size)
    assert counts(run(log)) == (10, 0, 0)
    assert Voter.objects.count() == 3
    assert Contender.objects.count() == 2


def test_days_are_marked_with_the_votes_they_hold(tmp_path):
    records = [clean_battle(0), clean_battle(1), clean_battle(86_400), clean_battle(2, tstamp=None)]
    run(write_array(tmp_path / "log.json", records))
    days = {dt.date(2023, 4, 24), dt.date(2023, 4, 25), None}
    assert set(DirtyDay.objects.values_list("day", flat=True)) == days
    assert set(DirtyDay.objects.values_list("arena_id", flat=True)) == {Arena.objects.get().pk}
    DirtyDay.objects.all().delete()
    run(tmp_path / "log.json")
    assert not DirtyDay.objects.exists()


def test_self_battles_and_open_ones_are_kept_and_not_counted(tmp_path):
    records = [clean_battle(0, model_b="gpt-4"), clean_battle(1, anony=False), clean_battle(2)]
    report = run(write_array(tmp_path / "log.json", records))
    assert (report.imported, report.self_battles, report.side_by_side) == (3, 1, 1)
    reasons = list(annotate_reason(Vote.objects.order_by("battle_id")).values_list("reason", flat=True))
    assert reasons == [Reason.SELF_BATTLE, Reason.SIDE_BY_SIDE, Reason.COUNTED]


def test_two_names_of_one_model_make_a_self_battle(tmp_path):
    LanguageModel.objects.create(slug="gpt-4", name="GPT", aliases=["gpt4"])
    report = run(write_array(tmp_path / "log.json", [clean_battle(model_b="gpt4")]), match=True)
    assert report.self_battles == 1
    assert report.matched == ["gpt-4", "gpt4"]


@pytest.mark.parametrize("texts", [True, False])
def test_texts_are_stored_by_turn_and_side_unless_left_out(tmp_path, texts):
    record = clean_battle(conversation_a=TURN * 2, conversation_b=TURN, conv_metadata=metadata())
    report = run(write_array(tmp_path / "log.json", [record, RECORDS[1]]), texts=texts)
    prompts = list(Prompt.objects.values_list("turn", "text"))
    answers = list(
        Answer.objects.order_by("side", "prompt__turn").values_list(
            "prompt__turn", "side", "contender__imported_name", "state", "text"
        )
    )
    if texts:
        assert prompts == [(1, "q"), (2, "q")]
        done = ("done", "a\ufffd")
        assert answers == [(1, "a", "gpt-4", *done), (2, "a", "gpt-4", *done), (1, "b", "claude-1", *done)]
    else:
        assert (prompts, answers) == ([], [])
    assert report.replaced == (3 if texts else 0)


def test_texts_of_several_battles_are_stored_as_they_are_and_other_fields_have_their_defaults(tmp_path):
    texts = ['a\tb\n"c"\\N\r\v\f\b', "\\.\n", "it's 100 % 名 🙂", "\\\\n", ""]
    records = [
        clean_battle(number, prompt=[text, ""], response_a=[text], response_b=[text, "more"])
        for number, text in enumerate(texts)
    ]
    run(write_array(tmp_path / "log.json", records), detectors=False)
    battles = list(Battle.objects.order_by("vote__cast_at"))
    for battle, text in zip(battles, texts, strict=True):
        assert list(battle.prompts.values_list("turn", "text")) == [(1, text), (2, "")]
        answers = Answer.objects.filter(prompt__battle=battle).order_by("pk")
        found = list(answers.values_list("prompt__turn", "side", "text", "contender"))
        a, b = battle.contender_a_id, battle.contender_b_id
        assert found == [(1, "a", text, a), (1, "b", text, b), (2, "b", "more", b)]
    given = {"id", "prompt", "side", "contender", "state", "text", "created_at"}
    others = [field.name for field in Answer._meta.fields if field.name not in given]
    stored = Answer.objects.defer(None).values_list(*others).distinct().get()
    assert dict(zip(others, stored, strict=True)) == {name: getattr(Answer(), name) for name in others}


def test_style_counts_are_stored_once_a_battle(tmp_path):
    run(write_array(tmp_path / "log.json", [clean_battle(conv_metadata=metadata()), RECORDS[1]]))
    style = BattleStyle.objects.get()
    assert (style.tokens_a, style.headers_a, style.lists_b, style.bold_b) == (120, 3, 7, 6)


def test_batches_are_bounded_by_text_too(tmp_path, monkeypatch):
    monkeypatch.setattr(importer, "BATCH_CHARACTERS", 10)
    sizes = []
    whole = importer.VoteWriter.write
    monkeypatch.setattr(
        importer.VoteWriter, "write", lambda self, votes: sizes.append(len(votes)) or whole(self, votes)
    )
    records = [clean_battle(n, conversation_a=TURN, conversation_b=TURN) for n in range(5)]
    run(write_array(tmp_path / "log.json", records))
    assert sizes == [2, 2, 1]


def test_a_file_without_any_vote_makes_no_arena(tmp_path):
    with pytest.raises(UnreadableFile, match="No record of the file is a vote"):
        run(write_lines(tmp_path / "log.jsonl", ["{}", '{"a": 1}']))
    assert not Arena.objects.exists()


@pytest.mark.parametrize("text", ["[]", "model_a,model_b,winner\n"])
def test_a_log_of_no_votes_is_no_error(tmp_path, text):
    path = tmp_path / "log.txt"
    path.write_text(text)
    assert counts(run(path)) == (0, 0, 0)
    assert not Arena.objects.exists()


def test_a_live_arena_is_refused_before_anything_is_read(log, arena):
    with pytest.raises(ArenaRefused):
        run(log, arena=arena.slug)
    assert not Vote.objects.exists()
    assert run(log, arena=arena.slug, force=True).imported == 10


def test_a_format_that_is_wrong_stores_nothing(log):
    for wrong in (Format.CSV, Format.JSON_LINES):
        with pytest.raises(UnreadableFile):
            run(log, format=wrong)
    assert not Arena.objects.exists()


def test_progress_is_told_up_to_the_end(log, monkeypatch):
    monkeypatch.setattr(importer, "PROGRESS_EVERY", 2)
    told = []
    Importer(log, ImportOptions()).run(lambda position, size: told.append((position, size)))
    assert told == sorted(told)
    assert told[-1] == (log.stat().st_size, log.stat().st_size)


def test_a_batch_takes_few_queries_whatever_its_size(tmp_path, django_assert_max_num_queries):
    run(write_array(tmp_path / "log.json", RECORDS))
    many = write_array(tmp_path / "many.json", [clean_battle(n) for n in range(2_000)])
    with django_assert_max_num_queries(24, connection=connection):
        assert run(many, arena="log").imported == 1_990


def test_hostile_records_are_refused_one_by_one(tmp_path):
    hostile = [
        '{"model_a": ' + "[" * 10_000,
        json.dumps(clean_battle(turn=10**30)),
        '{"tstamp": 1e999, "model_a": "a", "model_b": "b", "winner": "tie"}',
        json.dumps(clean_battle(tstamp=float("nan"))),
        json.dumps(clean_battle(model_a="x" * 100_000)),
        json.dumps(clean_battle(model_a="\ud800")),
        json.dumps(clean_battle(winner={"a": 1})),
        "null",
        '"text"',
        "\x00\x01\x02",
    ]
    report = run(write_lines(tmp_path / "log.jsonl", [RECORDS[0], *hostile, RECORDS[1]]))
    assert counts(report) == (2, 0, len(hostile) - 1)
    assert report.repeated == 1  # the one with a wrong turn is RECORDS[0]
    assert [cause.split(":")[0] for cause in report.faults] == ["turns left out"]
    assert all(len(refusal) < 300 and refusal.isprintable() for refusal in report.refusals)
