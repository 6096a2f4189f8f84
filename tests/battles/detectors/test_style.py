"""The markdown features of an answer."""

import pytest

from battles.detectors.style import Style, style_features


def test_counts_headers_lists_and_bold_outside_fenced_code():
    prose = "# One\n## Two\n\n1. first\n2. second\n- third\n**bold** and __strong__\n"
    answer = prose + "```python\n# no\n- no\n**no**\n```\n"

    style = style_features(answer)

    assert style.header_levels == (1, 1, 0, 0, 0, 0)
    assert (style.ordered, style.unordered) == (2, 1)
    assert (style.bold_asterisks, style.bold_underscores) == (1, 1)
    assert (style.headers, style.lists, style.bold) == (2, 3, 2)


@pytest.mark.parametrize(
    ("answer", "levels"),
    [
        ("# a", (1, 0, 0, 0, 0, 0)),
        ("###### f\n## b\n## c", (0, 2, 0, 0, 0, 1)),
        ("####### seven", (0, 0, 0, 0, 0, 0)),
        ("#hashtag", (0, 0, 0, 0, 0, 0)),
        (" # indented", (0, 0, 0, 0, 0, 0)),
        ("#\ttab", (1, 0, 0, 0, 0, 0)),
    ],
)
def test_a_header_is_up_to_six_signs_at_the_start_of_a_line_and_a_space(answer, levels):
    assert style_features(answer).header_levels == levels


@pytest.mark.parametrize(
    ("answer", "ordered", "unordered"),
    [
        ("1. a\n22. b\n3.c\n4) d", 2, 0),
        ("- a\n* b\n+ c\n-d\n**bold**", 0, 3),
        ("  - nested\n\t1. nested", 1, 1),
        ("\n\n\n- after empty lines\n\n\n- again", 0, 2),
        ("text - dash\nyear 1999. End", 0, 0),
        ("-\nx", 0, 1),
    ],
)
def test_a_list_item_is_a_line_that_begins_with_a_number_or_a_sign(answer, ordered, unordered):
    style = style_features(answer)

    assert (style.ordered, style.unordered) == (ordered, unordered)


@pytest.mark.parametrize(
    ("answer", "asterisks", "underscores"),
    [
        ("**a** and **b c**", 2, 0),
        ("__a__ and __b__", 0, 2),
        ("**not\nclosed**", 0, 0),
        ("****", 0, 0),
        ("*em* _em_", 0, 0),
        ("***both***", 1, 0),
    ],
)
def test_bold_stands_between_double_signs_on_one_line(answer, asterisks, underscores):
    style = style_features(answer)

    assert (style.bold_asterisks, style.bold_underscores) == (asterisks, underscores)


def test_code_counts_for_length_and_for_nothing_else():
    code = "```python\n# comment\n- x\n**y**\n```"

    style = style_features(code)

    assert style.tokens > 5
    assert (style.headers, style.lists, style.bold) == (0, 0, 0)


def test_an_empty_answer_has_no_style():
    assert style_features("") == Style(tokens=0)
