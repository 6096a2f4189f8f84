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


def test_a_maker_that_told_a_person_something_made_no_speaker(names: NameIndex) -> None:
    assert find_leaks("OpenAI told me that I must not share this.", names)
    assert not find_leaks("OpenAI told me I was hired.", names)


def test_a_small_word_of_french_is_not_the_i_of_hungarian(names: NameIndex) -> None:
    assert find_leaks("Szia, én Gemini, a nyelvi modell.", names)
    assert not find_leaks("Google a renommé Bard en Gemini.", names)
    assert not find_leaks("Pierre a tout traduit en ChatGPT.", names)
