"""Expressions behind a cheap test find what they find without it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors.categories.coding import requests, syntax, topics
from battles.detectors.guarded import GuardedPattern, GuardedPhrases, find_needed_texts
from battles.detectors.identity.folding import fold_pattern
from battles.detectors.identity.languages import CODES
from battles.detectors.identity.self_questions import read_expressions
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


def test_an_expression_that_ignores_case_is_refused():
    with pytest.raises(ValueError, match="case"):
        find_needed_texts("(?i)word")


@pytest.mark.parametrize("code", CODES)
def test_expressions_of_prompts_find_the_same_with_and_without_the_test(code):
    for expression in read_expressions(code)["whole"]:
        folded = fold_pattern(expression).replace("{NAME}", "[\ue000-\ue003]")
        plain, guarded = re.compile(folded), GuardedPattern(folded)
        assert [bool(plain.search(text)) for text in TEXTS] == [guarded.matches(text) for text in TEXTS]


def test_expressions_of_code_find_the_same_with_and_without_the_test():
    guarded = [pattern for _parts, patterns in topics._TOPICS for pattern in patterns]
    guarded += [pattern for _parts, pattern in (*requests._REQUESTS, *syntax._SYNTAX)]
    assert len(guarded) > 100
    for pattern in guarded:
        assert [pattern._search(text) is not None for text in TEXTS] == [
            pattern.matches(text) for text in TEXTS
        ]


@given(st.lists(st.text("ab é中q", min_size=1, max_size=4)), st.text("ab é中q"))
def test_phrases_are_found_wherever_they_are(phrases, text):
    assert GuardedPhrases(phrases).find_in(text) == {phrase for phrase in phrases if phrase in text}
