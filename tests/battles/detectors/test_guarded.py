"""Expressions behind a cheap test find what they find without it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors import guarded as guarded_patterns
from battles.detectors.categories.coding import requests, syntax, topics
from battles.detectors.guarded import ByParts, GuardedPattern, find_needed_texts, find_starts, get_part
from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.grammar.languages import CODES
from battles.detectors.identity.prompts.self_questions import read_expressions
from tests.battles.detectors.fresh_sets import CODING, REQUESTS, read_cases

TEXTS = [
    case.prompt.lower()
    for name, uses in ((CODING, "ab"), (REQUESTS, "ab"))
    for use in uses
    for case in read_cases(name, use)
]


@pytest.mark.parametrize(
    ("expression", "needed"),
    [
        (r"\bwho made (?:you|this)\b", [{"who made "}, {"you", "this"}]),
        (r"(?:write|code)\w* [ab]{0,4}function", [{"write", "code"}, {"function"}]),
        (r"(?:hello)?(?!maybe)world(?=soon)", [{"world"}, {"soon"}]),
        (r"x|long", []),
        (r"\w+", []),
        ("[\ue000-\ue003]", [{"\ue000", "\ue001", "\ue002", "\ue003"}]),
    ],
)
def test_every_match_contains_the_needed_texts(expression, needed):
    assert find_needed_texts(expression) == needed


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("word", "word"),
        ("who made ", " made "),
        (" to", " to"),
        ("one\nlonger", " longer"),
        (" ", ""),
        ("", ""),
    ],
)
def test_a_part_of_a_text_has_a_blank_where_its_word_ends(text, part):
    assert get_part(text) == part


@pytest.mark.parametrize(
    ("expression", "starts"),
    [
        (r"\b(?:write|cod)\w* x", {"write", "cod"}),
        (r"(?<!not )(?:say|(?:tell|ask) me)", {"say", "tell", "ask"}),
        (r"(?:write|\w+) x", set()),
        (r"w?rite", set()),
        (r"a[bc]", set()),
    ],
)
def test_every_match_begins_with_a_start(expression, starts):
    assert find_starts(expression) == starts


@pytest.mark.parametrize("count", [guarded_patterns.MAX_STARTS - 1, 10 * guarded_patterns.MAX_STARTS])
def test_a_match_behind_many_starts_is_found(count):
    pattern = GuardedPattern(r"\b(?:write|code) it\b")
    assert pattern.matches("write them " * count + "code it")
    assert not pattern.matches("write them " * count + "code its")


@given(st.lists(st.sampled_from(["write", "code", "it", "xcode", "\n"]), max_size=60).map(" ".join))
def test_a_match_is_found_wherever_it_begins(text):
    plain = re.compile(r"\b(?:write|code) (?:it|code)\b")
    assert GuardedPattern(plain.pattern).matches(text) == bool(plain.search(text))


def test_without_pythons_parser_expressions_are_searched_without_tests(monkeypatch):
    monkeypatch.setattr(guarded_patterns, "parser", None)
    guarded_patterns._parse.cache_clear()
    pattern = GuardedPattern(r"\bwhoever made (?:you|this)\b")
    assert pattern.matches("so, whoever made you?")
    assert not pattern.matches("who made them?")
    assert not pattern.parts


def test_an_expression_that_ignores_case_is_refused():
    with pytest.raises(ValueError, match="case"):
        find_needed_texts("(?i)word")


@pytest.mark.parametrize("code", CODES)
def test_expressions_of_prompts_find_the_same_with_and_without_the_test(code):
    for expression in read_expressions(code)["whole"]:
        folded = fold_pattern(expression).replace("{NAME}", "[\ue000-\ue003]")
        plain, guarded = re.compile(folded), GuardedPattern(folded)
        found = [bool(plain.search(text)) for text in TEXTS]
        assert found == [guarded.matches(text) for text in TEXTS]
        assert all(has_parts(guarded, text) for text, is_found in zip(TEXTS, found, strict=True) if is_found)


def has_parts(pattern: GuardedPattern, text: str) -> bool:
    return not pattern.parts or any(part in f" {word} " for word in text.split() for part in pattern.parts)


def test_expressions_of_code_find_the_same_with_and_without_the_test():
    guarded = [pattern for _parts, patterns in topics._TOPICS for pattern in patterns]
    guarded += [pattern for _parts, pattern in (*requests._REQUESTS, *syntax._SYNTAX)]
    assert len(guarded) > 100
    for pattern in guarded:
        found = [pattern._search(text) is not None for text in TEXTS]
        assert found == [pattern.matches(text) for text in TEXTS]
        assert all(has_parts(pattern, text) for text, is_found in zip(TEXTS, found, strict=True) if is_found)


@given(st.lists(st.text("ab é中q", min_size=1, max_size=4)), st.text("ab é中q"))
def test_phrases_are_possible_wherever_they_are(phrases, text):
    by_parts = ByParts((phrase, frozenset(filter(None, {get_part(phrase)}))) for phrase in phrases)
    parts = {part for part in by_parts.parts if any(part in f" {word} " for word in text.split())}
    assert {phrase for phrase in phrases if phrase in text} <= set(by_parts.list_possible(parts))
