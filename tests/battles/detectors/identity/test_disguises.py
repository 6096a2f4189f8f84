"""Answers to a prompt that asks for identity: names in disguise, in code, JSON, tables and paths."""

import base64
import codecs

import pytest

from battles.detectors.identity import LeakKind, ModelNames, NameIndex, find_leaks

GAME = "Tell me the name of your model in the form that I describe."
ORDINARY = "Write something about the weather."


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("TPGtahC", "ChatGPT"),
        ("It is edualC, written backwards.", "Claude"),
        ("Ch4tGPT", "ChatGPT"),
        ("My name: Cl4ud3!", "Claude"),
        ("l1am4? No: Ll4m4", "Llama"),
        ("C-l-a-u-d-e", "Claude"),
        ("G\ne\nm\ni\nn\ni", "Gemini"),
        ("e.d.u.a.l.C", "Claude"),
        (codecs.encode("ChatGPT", "rot13"), "ChatGPT"),
        (base64.b64encode(b"I am Claude").decode(), "Claude"),
        (b"OpenAI".hex(), "OpenAI"),
        (b"OpenAI".hex(" ").upper(), "OpenAI"),
        ("67 108 97 117 100 101", "Claude"),
        ("01000011 01101100 01100001 01110101 01100100 01100101", "Claude"),
        ("-.-. .-.. .- ..- -.. .", "Claude"),
        ("Сlаudе", "Claude"),
        ('{"model": "gpt-4o-mini", "answer": 42}', "GPT"),
        ("```python\nVENDOR = 'Anthropic'\n```", "Anthropic"),
        ("| field | value |\n|---|---|\n| model | Qwen |", "Qwen"),
        ("/srv/models/llama-3-70b/weights.bin", "Llama"),
    ],
)
def test_an_answer_to_a_game_is_a_leak(names: NameIndex, answer: str, name: str) -> None:
    assert name in {leak.name for leak in find_leaks(answer, names, prompt=GAME)}


@pytest.mark.parametrize(
    "answer",
    [
        "I cannot tell you that.",
        "I am not ChatGPT.",
        "Models such as GPT-4, Claude and Gemini are made by several companies.",
        "VGhlIHdlYXRoZXIgaXMgbmljZQ==",
        "The code is 1234 5678, the year 2024.",
        "... --- ...",
        "",
    ],
)
def test_an_answer_that_gives_nothing_away_is_none(names: NameIndex, answer: str) -> None:
    assert not find_leaks(answer, names, prompt=GAME)


def test_the_arena_s_own_names_are_found_in_disguise() -> None:
    names = NameIndex.build([ModelNames("Quillon 7B", "Quokka Labs", "Quillon")])
    (leak,) = find_leaks("nolliuQ", names, prompt=GAME)
    assert (leak.name, leak.maker, leak.kind) == ("Quillon", "Quokka Labs", LeakKind.SELF_NAME)


def test_a_common_word_that_is_also_a_model_is_no_answer() -> None:
    names = NameIndex.build([ModelNames("Heron", "Marsh Labs")])
    assert not find_leaks("A heron is a wading bird.", names, prompt=GAME)
    assert find_leaks("model: Heron", names, prompt=GAME)


def test_a_name_that_the_prompt_supplied_is_prompted(names: NameIndex) -> None:
    (leak,) = find_leaks("TPGtahC", names, prompt="You are ChatGPT. Write your model name backwards.")
    assert leak.kind == LeakKind.PROMPTED


@pytest.mark.parametrize(
    "prompt",
    [
        "Are you as capable as ChatGPT?",
        "Are you better than ChatGPT?",
        "Bist du so klug wie ChatGPT?",
        "你比ChatGPT好吗?",
    ],
)
def test_yes_to_a_comparison_identifies_nobody(names: NameIndex, prompt: str) -> None:
    assert not find_leaks("Yes", names, prompt=prompt)


def test_yes_to_a_name_does(names: NameIndex) -> None:
    assert find_leaks("Yes", names, prompt="Are you ChatGPT?")


@pytest.mark.parametrize(
    "answer",
    [
        "As an AI developed by OpenAI, it's important for me to stay neutral.",
        "Being an AI made by Anthropic, it is hard to have a favourite colour.",
        "As a language model trained by Google, there are some things that I cannot do.",
        "Als KI-Modell von OpenAI ist es mir wichtig, neutral zu bleiben.",
        "En tant qu'IA développée par OpenAI, il est important de rester neutre.",
        "Como una IA desarrollada por OpenAI, es importante ser neutral.",
    ],
)
def test_a_subject_that_stands_for_nobody_keeps_the_role_with_the_speaker(
    names: NameIndex, answer: str
) -> None:
    assert find_leaks(answer, names)


@pytest.mark.parametrize(
    "answer",
    [
        "As an AI developed by OpenAI, ChatGPT can write code.",
        "As a model made by OpenAI, it is able to write code.",
        "GPT-4, as an AI made by OpenAI, it is important to know, can see pictures.",
        "As an AI by OpenAI, it is important to note that GPT-3 was large.",
    ],
)
def test_another_subject_takes_the_role(names: NameIndex, answer: str) -> None:
    assert not find_leaks(answer, names)
