"""The traits of a text are those that a search of the whole text finds, whatever was read before."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors import word_traits
from battles.detectors.word_traits import Expression, WordTraits

PARTS = ("ab", "abc", "Xab", "(", "#abc", "中文", "bca", " ab", "bc ", " a ", " abc ")
TOKENS = frozenset({"abc", "b", "中文"})
PATTERNS = {"camel": re.compile(r"(?<!\w)[a-z]+[A-Z]"), "digits": re.compile(r"\d\d")}

texts = st.text("abcAX1(#中文 \n", max_size=60)


def make_traits() -> WordTraits:
    return WordTraits(
        parts=PARTS,
        list_tokens=re.compile(r"\w+").findall,
        tokens=TOKENS,
        expressions={name: Expression(pattern) for name, pattern in PATTERNS.items()},
    )


@given(st.lists(texts, min_size=1, max_size=5))
def test_the_traits_are_those_of_the_whole_text(read):
    traits = make_traits()
    for text in read:
        found = traits.read(text.split())
        bounded = f" {' '.join(text.split())} "
        assert found.parts == {part for part in PARTS if part in bounded or part in bounded.lower()}
        assert found.tokens == TOKENS & set(re.findall(r"\w+", text))
        assert found.words == {
            name: {word for word in text.split() if pattern.search(word)}
            for name, pattern in PATTERNS.items()
            if pattern.search(text)
        }


@given(st.lists(texts, min_size=1, max_size=5))
def test_forgetting_changes_nothing(read):
    kept, forgetful = make_traits(), make_traits()
    for text in read:
        forgetful._plain.clear()
        forgetful._known.clear()
        assert kept.read(text.split()) == forgetful.read(text.split())


def test_no_more_words_are_remembered_than_allowed(monkeypatch):
    monkeypatch.setattr(word_traits, "MAX_WORDS", 10)
    traits = make_traits()
    for number in range(100):
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        traits.read([letters, f"{letters}(", "x"])
        assert len(traits._plain) + len(traits._known) <= 10 + 3


def test_a_text_of_many_new_words_is_not_remembered(monkeypatch):
    monkeypatch.setattr(word_traits, "MAX_NEW", 2)
    traits = make_traits()
    assert traits.read(["one", "two", "abc"]).parts == {"ab", "abc", " ab", "bc ", " abc "}
    traits.read(["three", "four", "five"])
    assert not traits._plain
    assert not traits._known
    traits.read(["one", "abc"])
    assert traits._plain == {"one"}
    assert traits._known.keys() == {"abc"}


def test_long_words_and_those_with_digits_are_not_remembered():
    traits = make_traits()
    traits.read(["word", "w0rd", "w" * (word_traits.MAX_LENGTH + 1)])
    assert traits._plain == {"word"}
    assert not traits._known


def test_a_confirmed_expression_is_one_that_its_test_accepts():
    traits = WordTraits(
        expressions={"even": Expression(re.compile(r"\d+"), confirms=lambda word: int(word) % 2 == 0)}
    )
    assert traits.read(["1", "2", "x"]).words == {"even": {"2"}}


@pytest.mark.parametrize("part", ["", "two words", "  x", " two words", "x\n"])
def test_a_part_has_no_white_space(part):
    with pytest.raises(ValueError, match="white space"):
        WordTraits(parts=[part])


@given(st.lists(st.sampled_from(["a", "b", "cc", "dd"]), max_size=12))
def test_pairs_are_two_words_in_a_row(words):
    traits = WordTraits(expressions={"single": Expression(re.compile(r"\b\w\b"))}).read(words)
    pairs = itertools.pairwise(words)
    assert traits.has_pair("single", words) == any(len(one) == len(other) == 1 for one, other in pairs)
