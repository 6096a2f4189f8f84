"""Conversations of several user turns."""

import pytest

from battles.detectors.categories import Conversation, category_tags
from battles.detectors.categories.turns import DETECTOR
from battles.tags import Tag


@pytest.mark.parametrize(
    ("turns", "tag"), [(0, Tag(0)), (1, Tag(0)), (2, Tag.MULTI_TURN), (7, Tag.MULTI_TURN)]
)
def test_two_user_turns_are_multi_turn(turns, tag):
    fact = DETECTOR.detect(Conversation(("Go on.",) * turns, ("Yes.",)))

    assert fact.value == {"user_turns": turns}
    assert category_tags([fact]) == tag
