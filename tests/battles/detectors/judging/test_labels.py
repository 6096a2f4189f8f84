"""The judge's answer is a verdict or none."""

import json

import pytest

from battles.detectors.judging import LABELS, BadLabels, parse_labels, to_tags
from battles.detectors.judging.question import CRITERIA, SCORE
from battles.tags import JUDGED_MASK, Tag
from tests.battles.detectors.judging.judge_answers import PLAIN, hard, said, verdict


def test_a_verdict_is_read_in_the_order_it_was_asked_for():
    answer = json.dumps(dict(reversed(verdict("math", score=4).items())))
    assert parse_labels(answer) == verdict("math", score=4)
    assert tuple(parse_labels(answer)) == LABELS


@pytest.mark.parametrize("dress", ["{}", "  \n{}\n", "```json\n{}\n```", "```\n{}\n```\n"])
def test_white_space_and_a_fence_around_it_are_put_up_with(dress):
    assert parse_labels(dress.replace("{}", said("creativity"))) == verdict("creativity")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", "not one JSON object"),
        ("Math: yes", "not one JSON object"),
        ("[]", "not one JSON object"),
        ("null", "not one JSON object"),
        ("[" * 3000, "not one JSON object"),
        (f"Here it is: {said()}", "not one JSON object"),
        (f"{said()} I hope this helps!", "not one JSON object"),
        (said() + said(), "not one JSON object"),
        (f"<think>hm</think>{said()}", "not one JSON object"),
        (said().replace("}", ', "math": true}'), "a key comes twice"),
        (json.dumps(PLAIN | {"poetry": True}), "0 keys are missing, 1 are unknown"),
        (json.dumps({name: value for name, value in PLAIN.items() if name != "math"}), "1 keys are missing"),
        (json.dumps(PLAIN | {"math": 1}), "math is neither true nor false"),
        (json.dumps(PLAIN | {"math": "true"}), "math is neither true nor false"),
        (json.dumps(PLAIN | {"complexity": None}), "complexity is neither true nor false"),
        (json.dumps(PLAIN | {SCORE: 6}), "no whole number from 0 to 5"),
        (json.dumps(PLAIN | {SCORE: -1}), "no whole number from 0 to 5"),
        (json.dumps(PLAIN | {SCORE: 4.0}), "no whole number from 0 to 5"),
        (json.dumps(PLAIN | {SCORE: True}), "no whole number from 0 to 5"),
        (json.dumps(PLAIN | {SCORE: "5"}), "no whole number from 0 to 5"),
        (json.dumps(PLAIN | {SCORE: float("nan")}), "NaN is no JSON"),
        (said() + " " * 5000, "longer than"),
    ],
)
def test_anything_else_is_refused_and_says_why(answer, problem):
    with pytest.raises(BadLabels, match=problem):
        parse_labels(answer)


def test_a_verdict_that_finds_nothing_still_says_that_there_is_one():
    assert to_tags(PLAIN) == Tag.JUDGED


@pytest.mark.parametrize("name", [name for name in LABELS if name != SCORE])
def test_each_label_has_its_bit(name):
    assert to_tags(verdict(name)) == Tag.JUDGED | Tag[name.upper()]


def test_six_criteria_of_seven_make_a_prompt_hard_and_five_do_not():
    assert len(CRITERIA) == 7
    assert not to_tags(hard(5)) & Tag.HARD_PROMPT
    assert to_tags(hard(6)) & Tag.HARD_PROMPT
    assert to_tags(hard(7)) & Tag.HARD_PROMPT


@pytest.mark.parametrize(("score", "follows"), [(0, False), (3, False), (4, True), (5, True)])
def test_instruction_following_begins_at_four(score, follows):
    assert bool(to_tags(verdict(score=score)) & Tag.INSTRUCTION_FOLLOWING) == follows


def test_every_bit_of_a_verdict_is_a_judged_one():
    everything = verdict(*(name for name in LABELS if name != SCORE), score=5)
    assert to_tags(everything) == JUDGED_MASK
