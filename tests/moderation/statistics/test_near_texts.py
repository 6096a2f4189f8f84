"""Near-duplicate texts: what is alike, what is not, and how seldom real prompts are called alike."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from moderation.statistics.near_texts import (
    HASHES,
    MAX_CHARACTERS,
    estimate_similarity,
    group_similar,
    normalise,
    sketch,
)

PROMPTS = Path(__file__).resolve().parents[4] / "shared/data/prompts/prompts.jsonl.gz"
LETTER = "Write a letter to my landlord about the broken heating in the flat since last Monday"


def similarity(first: str, second: str) -> float:
    return float(estimate_similarity(sketch(first)[None], sketch(second)[None])[0])


@pytest.mark.parametrize(
    "other",
    [
        LETTER.upper() + "!!",
        LETTER.replace(" ", "  ") + " 42",
        LETTER + ", please.",
        LETTER.replace("Monday", "Sunday"),
        "Hey, " + LETTER,
    ],
)
def test_small_changes_stay_alike(other):
    assert similarity(LETTER, other) > 0.7


@pytest.mark.parametrize(
    "other",
    [
        "Write a letter to my grandmother about her cat",
        "What is a heron?",
        "",
        "寫一封信給房東談談壞掉的暖氣",
    ],
)
def test_other_prompts_are_not_alike(other):
    assert similarity(LETTER, other) < 0.5


def test_numbers_and_marks_are_no_difference():
    assert normalise("Question 17?") == normalise("question  4711 !") == "question 0"
    assert similarity("Question 17?", "Question 18") == 1.0


@pytest.mark.parametrize("shared", [0.2, 0.5, 0.8])
def test_the_estimate_is_near_the_similarity_of_the_sets(shared):
    kept = int(shared * 1_000)
    text = "".join(chr(0x4E00 + k) for k in range(1_000))
    other = text[:kept] + "".join(chr(0x7000 + k) for k in range(1_000 - kept))
    expected = (kept - 4) / (2 * 996 - (kept - 4))
    assert abs(similarity(text, other) - expected) < 4 * 0.5 / HASHES**0.5


def test_groups_are_named_by_their_first_text_and_single_texts_have_none():
    texts = ["What is a heron?", LETTER, "Sort a list in Rust", LETTER + "!", LETTER.replace("my", "our")]
    assert group_similar(np.stack([sketch(each) for each in texts])).tolist() == [-1, 1, -1, 1, 1]
    assert group_similar(np.stack([sketch(LETTER)])).tolist() == [-1]


def test_of_a_long_text_only_the_start_is_read():
    assert np.array_equal(sketch("ab " * MAX_CHARACTERS), sketch("ab " * 50 * MAX_CHARACTERS))


@pytest.mark.skipif(not PROMPTS.exists(), reason="the shared data is not here")
def test_real_prompts_are_alike_only_where_a_reader_says_so():
    """Of 1,913 prompts one pair is equal, and one shares a paragraph to correct."""
    with gzip.open(PROMPTS, "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["prompt"] for line in file]
    group = group_similar(np.stack([sketch(each) for each in texts]))
    assert len(texts) == 1_913
    assert np.count_nonzero(group >= 0) == 4
