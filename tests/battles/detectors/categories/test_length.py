"""Longer and short queries, by the tokens of all user turns together."""

import pytest

from battles.detectors.categories import Conversation, category_tags
from battles.detectors.categories.length import DETECTOR, length_class
from battles.tags import Tag


@pytest.mark.parametrize(
    ("user_tokens", "name"),
    [(0, "short"), (4, "short"), (5, "ordinary"), (499, "ordinary"), (500, "longer"), (10_000, "longer")],
)
def test_the_class_changes_at_five_and_at_five_hundred_tokens(user_tokens, name):
    assert length_class(user_tokens) == name


@pytest.mark.parametrize(
    ("prompts", "tag"),
    [
        (("Hi",), Tag.SHORT_QUERY),
        (("Tell me about the history of the Roman empire.",), Tag(0)),
        (("Summarise this text. " * 150,), Tag.LONGER_QUERY),
        (("Summarise this text. " * 75, "And this one. " * 75), Tag.LONGER_QUERY),
        ((), Tag(0)),
        (("", " "), Tag(0)),
    ],
)
def test_the_class_implies_its_tag(prompts, tag):
    assert category_tags([DETECTOR.detect(Conversation(prompts))]) == tag


def test_answers_do_not_count():
    fact = DETECTOR.detect(Conversation(("Hi",), ("word " * 1000,), ("word " * 1000,)))

    assert fact.value["class"] == "short"
