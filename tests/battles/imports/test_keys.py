"""What makes two records the same vote."""

import time

import pytest

from battles.imports.keys import arena_namespace, battle_key
from battles.imports.records import Reading, read_record
from tests.battles.imports.logs import clean_battle

HERE = arena_namespace(1)
UUID = "911cb365-6a3c-4990-8b54-fbae7d97c87c"


def key(record, *, number=1, source="", namespace=HERE):
    return battle_key(namespace, read_record(record, Reading(time.time())), number=number, source=source)


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
def test_a_vote_without_time_and_id_is_known_by_its_place_and_log(record):
    assert key(record, number=1) == key(record, number=1)
    assert len({key(record, number=1), key(record, number=2), key(record, number=1, source="other")}) == 3


def test_the_same_log_in_two_arenas_is_two_histories():
    assert key(clean_battle()) != key(clean_battle(), namespace=arena_namespace(2))


def test_ids_and_names_of_any_characters_have_a_key():
    assert key(bare(id="\ud800", judge="\udcff")) != key(bare(id="\ud800", judge="\udcfe"))


def test_fields_do_not_run_into_each_other():
    assert key(bare(model_a='a", "b', model_b="c")) != key(bare(model_a="a", model_b='b", "c'))
