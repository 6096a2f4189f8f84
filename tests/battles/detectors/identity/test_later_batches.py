"""Sentences that were written after the rules, and measured before they became rules themselves."""

import pytest

from battles.detectors.identity import NameIndex, find_leaks
from tests.battles.detectors.identity.sentences import read_sentences


def flagged_share(file: str, names: NameIndex) -> float:
    texts = [text for each in read_sentences(file).values() for text in each]
    assert len(texts) > 30
    return sum(bool(find_leaks(text, names)) for text in texts) / len(texts)


def test_the_second_hand_is_understood(names: NameIndex) -> None:
    assert flagged_share("told_second_hand.txt", names) >= 0.99
    assert flagged_share("mentioned_second_hand.txt", names) <= 0.02


@pytest.mark.parametrize(("batch", "least"), [("held_out", 0.95), ("held_out_2", 0.92)])
def test_later_batches_are_mostly_understood(names: NameIndex, batch: str, least: float) -> None:
    assert flagged_share(f"told_{batch}.txt", names) >= least
    assert flagged_share(f"mentioned_{batch}.txt", names) <= 0.05


def test_a_question_of_the_speaker_about_itself_is_answered_by_the_next_name(names: NameIndex) -> None:
    assert find_leaks("My name? Gemini. Now to your question.", names)
    assert not find_leaks("Whose book is this? I asked Gemini once.", names)
    assert not find_leaks("Who built this? Google did, in 2004.", names)
