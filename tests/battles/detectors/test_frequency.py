"""When two prompts are the same, which come too often, and whose votes are kept."""

import random

import pytest

from battles.detectors.frequency import (
    KEPT_VOTES,
    excess_battles,
    find_too_frequent,
    frequency_fact,
    normalise,
    prompt_digest,
    to_tags,
)
from battles.tags import Tag


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello", "hello!"),
        ("  What is\n\n a heron? ", "what is a heron"),
        ("Wer bist du?", "WER BIST DU"),
        ("STRASSE", "straße"),
        ("你好", "你好！"),
        ("ｈｅｌｌｏ", "hello"),
        ("hel\u200blo there", "hel lo there"),
        ("hi\x00", "hi"),
    ],
)
def test_case_spaces_and_punctuation_make_no_difference(one, other):
    assert prompt_digest(one) == prompt_digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1+1", "1-1"),
        ("hello", "hallo"),
        ("ab", "a b"),
        ("?", "!"),
        ("5 €", "5 $"),
        ("😀", "😢"),
        ("né", "ne"),
    ],
)
def test_words_digits_and_symbols_do(one, other):
    assert prompt_digest(one) != prompt_digest(other)


def test_a_prompt_without_any_text_is_like_no_other():
    assert prompt_digest("") is None
    assert prompt_digest(" \n\t") is None
    assert normalise("...") == "..."


def test_a_lone_half_of_a_character_has_a_digest():
    assert prompt_digest("a\ud800b") is not None


@pytest.mark.parametrize("text", ["hello", "你好", "?", "a" * 100_000])
def test_a_digest_fits_a_database_s_integer_and_stays(text):
    assert -(2**63) <= prompt_digest(text) < 2**63
    assert prompt_digest(text) == prompt_digest(text)


def test_digests_are_the_same_for_ever():
    """Stored digests are compared with new ones: a change of these needs a new NORMALISATION."""
    assert prompt_digest("Hello, world!") == prompt_digest("hello world")
    assert prompt_digest("Hello, world!") == -8681194425623006896


def test_a_prompt_needs_more_than_25_votes_however_small_the_arena():
    assert find_too_frequent({1: KEPT_VOTES, 2: 3}, distinct=2) == set()
    assert find_too_frequent({1: KEPT_VOTES + 1, 2: 3}, distinct=2) == {1}
    assert find_too_frequent({}, distinct=0) == set()


def test_only_the_most_frequent_thousandth_is_too_frequent():
    votes = {digest: 1000 - digest for digest in range(10)}
    assert find_too_frequent(votes, distinct=1000) == {0}
    assert find_too_frequent(votes, distinct=1001) == {0, 1}
    assert find_too_frequent(votes, distinct=3000) == {0, 1, 2}


def test_those_that_share_the_last_place_are_all_too_frequent():
    assert find_too_frequent({1: 40, 2: 30, 3: 30, 4: 29}, distinct=1500) == {1, 2, 3}


def test_25_battles_are_kept_whatever_the_order_of_looking():
    battles = list(range(1, 101))
    gone = excess_battles(battles)
    assert len(gone) == 100 - KEPT_VOTES
    random.Random(7).shuffle(battles)
    assert excess_battles(battles) == gone
    assert excess_battles(battles[:KEPT_VOTES]) == set()


def test_a_new_vote_takes_at_most_one_kept_place():
    before = set(range(1, 101)) - excess_battles(range(1, 101))
    after = set(range(1, 102)) - excess_battles(range(1, 102))
    assert len(before - after) <= 1


def test_a_fact_has_its_bit_or_none():
    assert to_tags(frequency_fact(is_dropped=True).value) == Tag.HIGH_FREQUENCY
    assert to_tags(frequency_fact(is_dropped=False).value) == Tag(0)
