"""Persons, kin and letters that give a maker away, and claims that another speaks."""

import pytest

from battles.detectors.identity import NameIndex, find_leaks


@pytest.mark.parametrize(
    ("answer", "maker"),
    [
        ("My founder is Sam Altman.", "OpenAI"),
        ("The lab that built me is in Hangzhou.", "DeepSeek"),
        ("My bigger sibling, Opus, knows more.", "Anthropic"),
        ("Моя компания? Мой босс — Илон Маск.", "xAI"),
        ("My name has four letters: first G, then R, O and K.", "xAI"),
    ],
)
def test_a_person_a_town_kin_and_letters_name_the_maker(names: NameIndex, answer: str, maker: str) -> None:
    assert {leak.maker for leak in find_leaks(answer, names)} == {maker}


@pytest.mark.parametrize(
    "answer",
    [
        "My founder is not Sam Altman.",
        "My boss is angry about what Sundar Pichai announced.",
        "The hotel in Hangzhou made me happy.",
        "My sister reads a haiku every day.",
        "My name starts with one letter: G.",
    ],
)
def test_persons_towns_kin_and_letters_of_others_are_none(names: NameIndex, answer: str) -> None:
    assert not find_leaks(answer, names)


def test_fiction_may_have_bosses(names: NameIndex) -> None:
    answer = "My boss is Elon Musk, and he is late again."
    assert find_leaks(answer, names, prompt="Who pays for you?")
    assert not find_leaks(answer, names, prompt="Write a story about an engineer.")


def test_an_answer_opens_with_what_its_model_can_do(names: NameIndex) -> None:
    answer = "Here, Copilot can help by drafting the letter."
    assert find_leaks(answer, names, prompt="Write to my landlord.")
    assert not find_leaks(answer, names, prompt="What can Copilot do in Word?")
    assert not find_leaks("In Word, Copilot can help by drafting.", names)


def test_a_dialogue_line_is_its_speaker_s(names: NameIndex) -> None:
    answer = "**Gemini:** I was made by Google.\n**Ana:** Good for you."
    assert not find_leaks(answer, names, prompt="What would Gemini and Ana talk about?")
    assert find_leaks(answer.replace("**Gemini:**", "**Bot:**"), names, prompt="What would Gemini say?")


def test_a_quotation_is_the_speaker_s_behind_it(names: NameIndex) -> None:
    assert not find_leaks('"I am Gemini," she said.', names)
    assert not find_leaks("— Eu sou o Gemini! — gritou ele.", names)
    assert find_leaks("— Eu sou o Gemini, um modelo do Google.\n— Posso ajudar.", names)
    assert find_leaks('"I am Gemini," I said.', names, prompt="Who are you?")


def test_an_address_is_read_with_its_sentence(names: NameIndex) -> None:
    assert find_leaks("My billing is at console.anthropic.com, see there.", names)
    assert not find_leaks("The docs are at docs.anthropic.com, see there.", names)
    assert not find_leaks("I read it at console.anthropic.com, see there.", names)
