"""One raw record in each published shape, and records that are none."""

import contextlib
import datetime as dt

import pytest

from battles.imports.records import fields, names, shapes
from battles.imports.records import record as records
from battles.imports.records.record import Reading, read_record
from battles.imports.records.shapes import to_usual
from battles.imports.records.values import BadRecord
from battles.outcomes import Outcome
from battles.tags import LANGUAGE_MASK, Tag
from tests.battles.imports.logs import clean_battle
from tests.battles.imports.records.test_styles import metadata

LATEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()
UUID = "911cb365-6a3c-4990-8b54-fbae7d97c87c"


def read(record: dict, **options):
    return read_record(record, Reading(LATEST, **options))


def bare(**more) -> dict:
    return {"model_a": "a", "model_b": "b", "winner": "tie"} | more


def kaggle(a=0, b=0, tie=0, **more) -> dict:
    return {
        "id": "30192",
        "model_a": "a",
        "model_b": "b",
        "prompt": '["q"]',
        "response_a": '["x"]',
        "response_b": "[null]",
        "winner_model_a": str(a),
        "winner_model_b": str(b),
        "winner_tie": str(tie),
    } | more


def test_the_original_shape_is_read_whole():
    vote = read(clean_battle())
    assert (vote.model_a, vote.model_b, vote.outcome) == ("gpt-4", "claude-1", Outcome.A)
    assert vote.cast_at == dt.datetime(2023, 4, 24, 15, 53, 11, 250_000, dt.UTC)
    assert (vote.voter, vote.anonymous, vote.language, vote.turns) == ("arena_user_0", True, "en", 1)
    assert vote.tags == Tag.ENGLISH


def test_what_a_bare_record_lacks_stays_unknown():
    vote = read({"left": "0", "right": "1", "winner": "left"})
    assert (vote.model_a, vote.model_b, vote.outcome) == ("0", "1", Outcome.A)
    assert (vote.record_id, vote.item, vote.cast_at, vote.voter) == (None, None, None, None)
    assert (vote.language, vote.turns, vote.conversation, vote.style) == (None, None, None, None)
    assert (vote.tags, vote.anonymous) == (0, True)


@pytest.mark.parametrize(
    ("label", "outcome"),
    [("model_a", Outcome.A), ("right", Outcome.B), ("Tie", Outcome.TIE)]
    + [(word, Outcome.BOTH_BAD) for word in ("tie (bothbad)", "bothbad", "both_bad")],
)
def test_every_spelling_of_an_outcome_is_known(label, outcome):
    assert read(bare(winner=label)).outcome == outcome


@pytest.mark.parametrize("label", ["tie (inconsistent)", "perhaps", "-", "", None, 1, True, ["model_a"]])
def test_an_unknown_outcome_is_refused_and_never_a_tie(label):
    with pytest.raises(BadRecord, match="winner"):
        read(bare(winner=label))


def test_the_kaggle_shape_is_read():
    vote = read(kaggle(b=1))
    assert (vote.outcome, vote.record_id) == (Outcome.B, "30192")
    assert vote.conversation.answers_b == ("",)
    assert read(kaggle(tie=1)).outcome == Outcome.TIE


@pytest.mark.parametrize("flags", [{}, {"a": 1, "b": 1}, {"a": 2}, {"a": "x"}])
def test_the_kaggle_shape_needs_exactly_one_winner(flags):
    with pytest.raises(BadRecord):
        read(kaggle(**flags))


def test_the_140k_shape_is_read():
    part = [{"type": "text", "text": "Bonjour", "image": None}]
    vote = read(
        {
            "id": UUID,
            "model_a": "a",
            "model_b": "b",
            "winner": "both_bad",
            "evaluation_session_id": "s",
            "evaluation_order": 2,
            "conversation_a": [{"role": "user", "content": part}, {"role": "assistant", "content": part}],
            "conversation_b": [{"role": "user", "content": part}, {"role": "assistant", "content": part}],
            "conv_metadata": metadata(sum_user_tokens=3, turns=1),
            "category_tag": {"math_v0.1": {"math": True}},
            "language": "fr",
            "is_code": False,
            "timestamp": "2025-04-18 07:29:37.5",
        }
    )
    assert vote.record_id == UUID
    assert vote.cast_at == dt.datetime(2025, 4, 18, 7, 29, 37, 500_000, dt.UTC)
    assert vote.tags == Tag.FRENCH | Tag.MATH | Tag.JUDGED | Tag.SHORT_QUERY
    assert vote.conversation.prompts == ("Bonjour",)
    assert vote.style[0].headers == 3


@pytest.mark.parametrize("name", ["", "  ", None, "x" * 201, "a\0b", "a\nb", "\ud800", 1.5, True, ["a"], {}])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(BadRecord, match="model_a"):
        read(bare(model_a=name))


@pytest.mark.parametrize(
    ("name", "kept"), [("  GPT 4 ", "GPT 4"), (7, "7"), ("模型", "模型"), ("x" * 200, "x" * 200)]
)
def test_a_name_is_kept_as_it_is_but_for_white_space_around_it(name, kept):
    assert read(bare(model_a=name)).model_a == kept


def test_a_missing_name_is_refused():
    with pytest.raises(BadRecord, match="no model_b"):
        read({"model_a": "a", "winner": "tie"})


def test_the_model_column_goes_before_left_and_right():
    assert read(bare(left="x", right="y")).model_a == "a"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_713_744_000, dt.datetime(2024, 4, 22, tzinfo=dt.UTC)),
        ("1713744000.5", dt.datetime(2024, 4, 22, 0, 0, 0, 500_000, dt.UTC)),
        (1_713_744_000_250, dt.datetime(2024, 4, 22, 0, 0, 0, 250_000, dt.UTC)),
        ("2024-04-22T02:00:00+02:00", dt.datetime(2024, 4, 22, tzinfo=dt.UTC)),
        ("2024-04-22T00:00:00Z", dt.datetime(2024, 4, 22, tzinfo=dt.UTC)),
        (None, None),
        ("", None),
    ],
)
def test_a_time_is_seconds_milliseconds_or_iso(value, expected):
    assert read(bare(tstamp=value)).cast_at == read(bare(timestamp=value)).cast_at == expected


@pytest.mark.parametrize(
    "value",
    [
        *[
            0,
            20240422,
            "20240422",
            float("nan"),
            float("inf"),
            "nan",
            "-inf",
            -1,
            -1e300,
            1e300,
            10**400,
            "9" * 5_000,
            4e9,
            4e12,
        ],
        *["yesterday", "2024-13-01", "0001-01-01", "9999-12-31T23:59:59-23:00", True, [], {}],
    ],
)
def test_an_absurd_time_is_refused(value):
    with pytest.raises(BadRecord, match="time"):
        read(bare(tstamp=value))


@pytest.mark.parametrize("column", ["judge", "worker", "voter"])
def test_whoever_judged_is_the_voter(column):
    assert read(bare(**{column: 58})).voter == "58"


@pytest.mark.parametrize(
    "ids", [{"question_id": UUID}, {"question_id": UUID.replace("-", "")}, {"id": UUID}, {"id": UUID.upper()}]
)
def test_a_uuid_names_one_vote(ids):
    assert read(bare(**ids)).record_id in ids.values()


@pytest.mark.parametrize("ids", [{"id": 0}, {"question_id": 81}, {"id": "q-7"}])
def test_another_id_may_be_shared_by_several_votes(ids):
    vote = read(bare(**ids))
    assert vote.record_id is None
    assert vote.item == str(next(iter(ids.values())))


def test_a_session_and_the_place_in_it_name_one_vote():
    vote = read(bare(evaluation_session_id="s1", evaluation_order="3.0"))
    assert vote.record_id == "s1 3"
    assert read(bare(evaluation_session_id="s1")).record_id is None


@pytest.mark.parametrize(
    ("tokens", "tag"), [(500, Tag.LONGER_QUERY), (499, 0), (5, 0), (4, Tag.SHORT_QUERY), (None, 0)]
)
def test_length_follows_the_user_tokens(tokens, tag):
    assert read(bare(conv_metadata={"sum_user_tokens": tokens})).tags == tag


def test_turns_come_from_the_record_its_metadata_or_its_texts():
    turn = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]
    texts = {"conversation_a": turn * 3, "conversation_b": turn * 3}
    assert read(bare(**texts)).turns == 3
    assert read(bare(**texts, conv_metadata={"turns": 2})).turns == 2
    assert read(bare(**texts, conv_metadata={"turns": 2}, turn=1)).turns == 1
    assert [read(bare(turn=turns)).tags for turns in (1, 2, 5)] == [0, Tag.MULTI_TURN, Tag.MULTI_TURN]


@pytest.mark.parametrize(
    ("language", "tags"),
    [
        ("Chinese", Tag.CHINESE),
        ("Swahili", Tag.OTHER_LANGUAGE),
        ("unknown", 0),
        ("und", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_only_a_named_language_sets_a_language_bit(language, tags):
    assert read(bare(language=language)).tags & LANGUAGE_MASK == tags


def test_a_battle_that_was_not_anonymous_says_so():
    assert read(bare(anony=False)).anonymous is False
    assert read(bare(anony="False")).anonymous is False
    assert read(bare(anony=None)).anonymous is True


@pytest.mark.parametrize(
    "bad",
    [
        {"anony": "perhaps"},
        {"judge": ["gpt-4", "pair"]},
    ],
)
def test_anything_unclear_of_the_vote_itself_is_refused(bad):
    with pytest.raises(BadRecord):
        read(bare(**bad))


@pytest.mark.parametrize(
    ("bad", "cause"),
    [
        ({"turn": -1}, "turns left out: turn is not a count"),
        ({"turn": "two"}, "turns left out"),
        ({"turn": float("nan")}, "turns left out"),
        ({"language": 7.5}, "language left out"),
        ({"conv_metadata": "none"}, "metadata left out"),
        ({"conv_metadata": {"sum_user_tokens": float("nan")}}, "length left out"),
        ({"conversation_a": 7}, "texts left out"),
        ({"conversation_a": "[{'role': 'user', 'content': 'a repr'}]"}, "texts left out"),
        ({"conversation_a": [{"role": "narrator", "content": "x"}]}, "texts left out"),
        ({"conversation_a": [{"role": "user", "content": "x"}] * 1_100}, "texts left out"),
    ],
)
def test_a_fault_in_an_optional_field_leaves_it_out_and_never_costs_the_vote(bad, cause):
    vote = read(bare(**bad))
    assert vote.outcome == Outcome.TIE
    assert len(vote.faults) == 1
    assert vote.faults[0].startswith(cause)


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        *[
            (label, Outcome.BOTH_BAD)
            for label in ("tie(all bad)", "both bad", "tie_bothbad", "Tie (both bad)")
        ],
        *[("draw", Outcome.TIE), ("Model A", Outcome.A), ("model-b", Outcome.B)],
    ],
)
def test_spellings_of_published_logs_are_read(label, outcome):
    assert read(bare(winner=label)).outcome == outcome


def test_the_winner_s_own_name_is_read():
    named = {"model_a": "gpt-4", "model_b": "1"}
    assert read(bare(**named, winner="gpt-4")).outcome == Outcome.A
    assert read(bare(**named, winner="1")).outcome == Outcome.B
    with pytest.raises(BadRecord, match="unknown winner"):
        read(bare(model_a="x", model_b="x", winner="x"))


def test_the_operator_maps_labels_and_only_those():
    outcomes = {"1": Outcome.A, "2": Outcome.B}
    assert read(bare(winner="2"), outcomes=outcomes).outcome == Outcome.B
    with pytest.raises(BadRecord, match="unknown winner '0'"):
        read(bare(winner="0"), outcomes=outcomes)


def test_texts_are_not_looked_at_when_they_are_not_wanted():
    vote = read(bare(conversation_a="broken"), texts=False)
    assert (vote.conversation, vote.replaced) == (None, 0)


def test_columns_of_no_interest_are_passed_by():
    assert read(bare(openai_moderation={"flagged": True}, toxic_chat_tag={}, prompt=8)).conversation is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("model_a", " " * 1_000 + "gpt-4"),
        ("language", "English" + " " * 1_000),
        ("winner", "gpt-4" * 1_000),
        ("model_b", "x" * 1_000),
        ("y" * 1_000, "a column"),
    ],
)
def test_no_cache_keeps_a_long_text_of_a_file(column, value):
    def sizes():
        caches = (fields._known_name, fields._known_language, names.plain_name, records._columns_of)
        caches += (shapes._shape_of,)
        return [cache.cache_info().currsize for cache in caches]

    record = bare(model_a="gpt-4", language="English")
    read(record)
    to_usual(record)
    before = sizes()
    with contextlib.suppress(BadRecord):
        changed = record | {column: value}
        assert to_usual(changed) == (changed,)
        assert read(changed)[:-1] == read(record)[:-1]
    assert sizes() == before
