"""Tags a log carries, as bits."""

import pytest

from battles.imports.records.tags import read_tags
from battles.imports.records.values import BadRecord
from battles.tags import Tag

CRITERIA = [
    "specificity",
    "domain_knowledge",
    "complexity",
    "problem_solving",
    "creativity",
    "technical_accuracy",
    "real_world",
]


def criteria(met: int) -> dict:
    return {"category_tag": {"criteria_v0.1": {name: n < met for n, name in enumerate(CRITERIA)}}}


def test_code_and_refusal_are_bits():
    assert read_tags({"is_code": True, "is_refusal": "True"}) == Tag.CODING | Tag.REFUSAL
    assert read_tags({"is_code": False, "is_refusal": None}) == 0


def test_six_criteria_of_seven_make_a_prompt_hard_and_five_do_not():
    assert Tag(read_tags(criteria(6))) & Tag.HARD_PROMPT
    assert Tag(read_tags(criteria(7))) & Tag.HARD_PROMPT
    assert not Tag(read_tags(criteria(5))) & Tag.HARD_PROMPT


def test_each_criterion_has_its_bit():
    five = Tag.SPECIFICITY | Tag.DOMAIN_KNOWLEDGE | Tag.COMPLEXITY | Tag.PROBLEM_SOLVING | Tag.CREATIVITY
    five |= Tag.JUDGED
    assert read_tags(criteria(5)) == five
    assert read_tags(criteria(7)) == five | Tag.TECHNICAL_ACCURACY | Tag.REAL_WORLD | Tag.HARD_PROMPT


def test_judged_categories_are_bits_and_their_scores_are_not_read():
    tags = {
        "if_v0.1": {"if": "True", "score": ""},
        "math_v0.1": {"math": True},
        "creative_writing_v0.1": {"creative_writing": True, "score": "nononoyesyes"},
    }
    expected = Tag.INSTRUCTION_FOLLOWING | Tag.MATH | Tag.CREATIVE_WRITING | Tag.JUDGED
    assert read_tags({"category_tag": tags}) == expected


@pytest.mark.parametrize(
    ("high", "sampled", "expected"),
    [(True, False, Tag.HIGH_FREQUENCY), (True, True, 0), (False, False, 0), (True, None, Tag.HIGH_FREQUENCY)],
)
def test_a_frequent_prompt_is_marked_unless_it_is_in_the_sample(high, sampled, expected):
    tags = read_tags({"dedup_tag": {"high_freq": high, "sampled": sampled}})
    assert tags == expected | Tag.FREQUENCY_DECLARED


def test_that_a_log_has_judged_a_prompt_is_a_bit_even_where_it_found_nothing():
    assert read_tags({"category_tag": {"math_v0.1": {"math": False}}}) == Tag.JUDGED
    assert read_tags({"category_tag": {"criteria_v0.1": {"creativity": None}}}) == 0
    assert read_tags({"dedup_tag": {"sampled": True}}) == 0


@pytest.mark.parametrize("empty", [{}, {"category_tag": None}, {"category_tag": {}}, {"dedup_tag": ""}])
def test_without_tags_there_are_no_bits(empty):
    assert read_tags(empty) == 0


def test_exported_names_of_bits_read_back():
    names = [tag.name.lower() for tag in Tag]
    assert read_tags({"arena_tags": names}) == sum(Tag)


@pytest.mark.parametrize(
    "bad",
    [
        {"is_code": "perhaps"},
        {"category_tag": 7},
        {"category_tag": {"criteria_v0.1": [True]}},
        {"category_tag": {"math_v0.1": {"math": "3.7"}}},
        {"dedup_tag": {"high_freq": "often"}},
        {"arena_tags": "math"},
        {"arena_tags": ["astrology"]},
        {"arena_tags": [["math"]]},
    ],
)
def test_an_unclear_tag_is_refused(bad):
    with pytest.raises(BadRecord):
        read_tags(bad)
