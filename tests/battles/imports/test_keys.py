"""What makes two records the same vote."""

import json
import time
import uuid

import pytest

from battles.imports.keys import Place, Placer, arena_namespace, battle_keys, older_key, other_outcome_keys
from battles.imports.records.record import Reading, read_record
from tests.battles.imports.logs import clean_battle

HERE = arena_namespace(1)
UUID = "911cb365-6a3c-4990-8b54-fbae7d97c87c"


def read(record):
    return read_record(record, Reading(time.time()))


def key(record, *, number=1, source="", namespace=HERE, occurrence=0):
    return battle_key(namespace, read(record), place=Place(number, occurrence), source=source)


def battle_key(namespace, vote, *, place, source):
    return battle_keys(namespace, [(place, vote)], source=source)[0]


def occurrences(*records) -> list[int]:
    """The occurrence that each record of a log has."""
    return [
        place.occurrence
        for place, _vote in Placer().place(range(1, len(records) + 1), list(map(read, records)))
    ]


def bare(**more):
    return {"model_a": "a", "model_b": "b", "winner": "tie"} | more


def test_a_vote_with_an_id_of_its_own_is_that_id_wherever_it_stands():
    assert key(bare(id=UUID), number=1) == key(bare(id=UUID, winner="model_a"), number=9, source="x")
    assert key(bare(id=UUID)) != key(bare(id=UUID.replace("9", "8")))


def test_a_vote_with_a_time_is_what_it_says_wherever_it_stands():
    assert key(clean_battle(), number=1) == key(clean_battle(), number=9, source="x")


@pytest.mark.parametrize(
    "change",
    [
        {"model_a": "x"},
        {"model_b": "x"},
        {"winner": "tie"},
        {"tstamp": 1_682_351_591.250001},
        {"judge": "x"},
        {"judge": None},
        {"anony": False},
        {"question_id": 81},
    ],
)
def test_a_vote_that_differs_in_anything_it_says_is_another(change):
    assert key(clean_battle(**change)) != key(clean_battle())


@pytest.mark.parametrize("record", [bare(), bare(id=7), bare(tstamp="2024-04-22")])
def test_a_vote_without_time_and_id_is_known_by_how_often_it_came_before(record):
    assert occurrences(record, bare(winner="model_a"), record) == [1, 1, 2]
    first, second = (key(record, number=n, occurrence=n) for n in (1, 2))
    assert first == key(record, number=7, occurrence=1)
    assert len({first, second, key(record, occurrence=1, source="other")}) == 3


def test_times_of_whole_minutes_do_not_tell_votes_without_a_voter_apart():
    minute = bare(tstamp="2024-04-22T12:01:00Z")
    assert occurrences(minute, minute, bare(tstamp="2024-04-22T12:02:00Z")) == [1, 2, 1]
    assert occurrences(minute, minute, bare(tstamp="2024-04-22T12:02:07Z")) == [0, 0, 0]
    assert occurrences(minute | {"judge": "x"}, minute | {"judge": "x"}) == [0, 0]


def test_a_line_more_at_the_top_of_a_log_changes_no_other_key():
    log = [bare(winner=winner) for winner in ("model_a", "tie", "model_a", "model_b")]
    keys = {key(each, occurrence=n) for each, n in zip(log, occurrences(*log), strict=True)}
    longer = [bare(winner="tie"), *log]
    more = {key(each, occurrence=n) for each, n in zip(longer, occurrences(*longer), strict=True)}
    assert keys < more
    assert len(more) == 5


def test_the_key_of_version_0_1_is_known_where_it_differs():
    vote = read(bare())
    assert older_key(HERE, vote, place=Place(9, 2), source="") != battle_key(
        HERE, vote, place=Place(9, 2), source=""
    )
    assert older_key(HERE, read(clean_battle()), place=Place(9), source="") is None
    minute = read(bare(tstamp="2024-04-22T12:01:00Z"))
    assert older_key(HERE, minute, place=Place(3, 1), source="") == battle_key(
        HERE, minute, place=Place(3), source=""
    )
    assert older_key(HERE, minute, place=Place(4, 2), source="") is None


def test_a_voter_and_a_time_name_a_vote_whatever_its_outcome():
    vote = read(clean_battle())
    others = other_outcome_keys(HERE, vote)
    labels = ["model_a", "model_b", "tie", "tie (bothbad)"]
    stored = {key(clean_battle(winner=label)) for label in labels}
    assert set(others) == stored - {battle_key(HERE, vote, place=Place(1), source="")}
    assert other_outcome_keys(HERE, read(bare(tstamp="2024-04-22T12:01:07Z"))) == []


def test_the_same_log_in_two_arenas_is_two_histories():
    assert key(clean_battle()) != key(clean_battle(), namespace=arena_namespace(2))


def test_ids_and_names_of_any_characters_have_a_key():
    assert key(bare(id="\ud800", judge="\udcff")) != key(bare(id="\ud800", judge="\udcfe"))


def test_fields_do_not_run_into_each_other():
    assert key(bare(model_a='a", "b', model_b="c")) != key(bare(model_a="a", model_b='b", "c'))


@pytest.mark.parametrize("name", ["plain", 'a "quoted" \\ name', "名字 🙂", "tab\t\u2028"])
def test_a_key_is_that_of_uuid_and_json_whatever_the_characters(name):
    vote = read(clean_battle(judge=name))
    content = [vote.model_a, vote.model_b, 1, True, None, vote.voter, vote.cast_at.isoformat()]
    namespace = uuid.UUID(bytes=HERE)
    assert key(clean_battle(judge=name)) == uuid.uuid5(namespace, json.dumps(content)).hex
    assert key(bare(id=UUID)) == uuid.uuid5(namespace, json.dumps(["id", UUID])).hex
