"""Sentences in hands that came after the rules: one batch was learnt from, the other must stay unlearnt."""

from battles.detectors.identity import NameIndex, find_leaks
from tests.battles.detectors.identity.sentences import read_sentences


def flagged_share(file: str, names: NameIndex) -> float:
    texts = [text for each in read_sentences(file).values() for text in each]
    assert len(texts) > 30
    return sum(bool(find_leaks(text, names)) for text in texts) / len(texts)


def test_the_second_hand_is_understood(names: NameIndex) -> None:
    assert flagged_share("told_second_hand.txt", names) >= 0.99
    assert flagged_share("mentioned_second_hand.txt", names) <= 0.02


def test_sentences_that_no_rule_was_written_for_are_mostly_understood(names: NameIndex) -> None:
    assert flagged_share("told_held_out.txt", names) >= 0.8
    assert flagged_share("mentioned_held_out.txt", names) <= 0.05
