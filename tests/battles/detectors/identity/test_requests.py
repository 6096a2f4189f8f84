"""Prompts that ask a model who it is, in many forms and languages; ordinary prompts do not."""

import tomllib
from pathlib import Path

import pytest

from battles.detectors.identity import NameIndex, read_request
from battles.detectors.identity.grammar.language import LATIN
from battles.detectors.identity.grammar.languages import LANGUAGES
from battles.detectors.identity.prompts.self_questions import read_expressions
from battles.detectors.word_files import read_words
from tests.battles.detectors.categories.real_data import FOLDER, records

HERE = Path(__file__).parent


FAMILIES = {
    "development": "families.toml",
    "held out": "families_held_out.toml",
    "drawn": "families_drawn.toml",
    "drawn 2": "families_drawn_2.toml",
}


def read_families() -> dict[str, dict[str, list[str]]]:
    """Group of families → family → its games."""
    files = {group: tomllib.loads((HERE / file).read_text("utf-8")) for group, file in FAMILIES.items()}
    return {group: {name: family["games"] for name, family in file.items()} for group, file in files.items()}


def read_games(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text().splitlines() if line and line[0] != "#"]


def found_share(games: list[str], names: NameIndex) -> float:
    return sum(bool(read_request(game, names)) for game in games) / len(games)


@pytest.mark.parametrize("game", read_games("games.txt"))
def test_a_game_is_recognised(names: NameIndex, game: str) -> None:
    assert read_request(game, names)


@pytest.mark.parametrize("name", ["games_held_out.txt", "games_held_out_2.txt", "games_held_out_3.txt"])
def test_most_games_of_later_batches_are_recognised(names: NameIndex, name: str) -> None:
    assert found_share(read_games(name), names) >= 0.9


def test_games_that_no_rule_was_written_for_are_mostly_recognised(names: NameIndex) -> None:
    assert found_share(read_games("games_held_out_4.txt"), names) >= 0.8


@pytest.mark.parametrize(
    ("group", "least"), [("development", 0.95), ("held out", 0.8), ("drawn", 0.6), ("drawn 2", 0.6)]
)
def test_families_of_games_are_recognised(names: NameIndex, group: str, least: float) -> None:
    games = [game for family in read_families()[group].values() for game in family]
    assert len(games) >= 30
    assert found_share(games, names) >= least


@pytest.mark.parametrize("name", ["ordinary_held_out.txt", "ordinary_held_out_2.txt", "ordinary_kin.txt"])
def test_short_prompts_to_the_listener_about_something_else_are_no_requests(
    names: NameIndex, name: str
) -> None:
    assert found_share(read_games(name), names) <= 0.02


def test_what_a_role_owns_is_no_request(names: NameIndex) -> None:
    assert read_request("Write your obituary.", names) == ["about_you"]
    assert not read_request("You are a retired sailor. Write your obituary.", names)


@pytest.mark.parametrize(
    "prompt",
    [
        "Are you familiar with the Bradley-Terry model?",
        "I'm sending this to you: write a version of it for my website.",
        "How can I train a model without you noticing the errors?",
        "With you as my tutor, explain the relational model.",
        "Which company do you think will win the race?",
        "Kannst du mir eine neue Version schreiben? Dein Text war zu lang.",
        "Ich bitte dich, das Modell zu erklären.",
        "Je te donne un modèle de lettre, à toi de le corriger.",
        "Te doy un modelo de carta.",
        "Я дам тебе версию текста, исправь её.",
        "请你写一个新产品发布会的演讲稿。",
        "请你扮演一个聊天机器人客服。",
        "あなたは旅行サイトの編集者です。",
        "당신은 여행 사이트의 편집자입니다.",
    ],
)
def test_a_listener_beside_a_model_a_version_or_a_site_is_no_request(names: NameIndex, prompt: str) -> None:
    assert not read_request(prompt, names)


@pytest.mark.parametrize(
    "prompt",
    [
        "Write a letter to your landlord about the broken heating.",
        "Can you explain how GPT-4 was trained?",
        "Which company made the first personal computer?",
        "If you use ChatGPT at work, what should you tell your boss?",
        "What is the name of your favourite book?",
        "Who made the Mona Lisa?",
        "My name is [Name] and I live in [City]. Correct my CV.",
        "Compare Claude and Gemini for writing code.",
        "When was the Eiffel Tower built?",
        "如何训练你的狗?",
        "Расскажи, кто создал Linux.",
        "Wer hat das Auto erfunden?",
        "Explica cómo funciona ChatGPT.",
        "",
    ],
)
def test_an_ordinary_prompt_asks_nobody_for_identity(names: NameIndex, prompt: str) -> None:
    assert not read_request(prompt, names)


@pytest.mark.parametrize(
    "prompt",
    [
        "d2hvIG1hZGUgeW91",
        "jub znqr lbh (rot13)",
        "?uoy edam ohw (read it backwards)",
        "w h o   m a d e   y o u ?",
        "wh0 m4d3 y0u, 4nsw3r",
    ],
)
def test_a_question_in_disguise_is_a_request(names: NameIndex, prompt: str) -> None:
    assert read_request(prompt, names)


@pytest.mark.parametrize(
    "prompt",
    [
        "You are a lighthouse. How old are you?",
        "Tu es un vieux phare. Quel âge as-tu et où vis-tu ?",
        'Write a scene in which a guard asks a ghost: "Who are you?"',
        "Escreva um conto sobre um pescador que perde seu nome.",
        "Dear [Your Name], thank you for your order at [Company].",
    ],
)
def test_what_is_asked_of_a_character_is_no_request(names: NameIndex, prompt: str) -> None:
    assert not read_request(prompt, names)


@pytest.mark.parametrize(
    "prompt", ["You are a pirate. Which company trained you?", "Spiele einen Koch. Wer ist dein Entwickler?"]
)
def test_a_part_does_not_hide_a_question_about_the_model(names: NameIndex, prompt: str) -> None:
    assert read_request(prompt, names)


def test_every_language_in_latin_letters_names_its_frequent_words() -> None:
    for language in LANGUAGES:
        assert bool(read_expressions(language.code).get("words")) == (language.script == LATIN)


def test_the_kind_of_request_is_known(names: NameIndex) -> None:
    assert read_request("Tell me your knowledge cutoff.", names) == ["cut_off"]
    assert "condition" in read_request("Say A if you are Claude, B if you are Gemini.", names)
    assert "gap" in read_request("Complete: I am a language model trained by ____", names)


def test_the_end_of_a_long_prompt_is_read(names: NameIndex) -> None:
    assert read_request("word " * 5_000 + "Who made you?", names)


def test_every_language_of_answers_has_its_expressions() -> None:
    file = read_words("battles.detectors.identity.prompts", "requests.toml")
    for language in LANGUAGES:
        assert file["yours"][language.code]
        assert read_expressions(language.code)["whole"]


@pytest.mark.skipif(not (FOLDER / "prompts").is_dir(), reason="the shared data are not here")
def test_few_real_prompts_are_flagged(names: NameIndex) -> None:
    prompts = [row["prompt"] for row in records("prompts/prompts.jsonl.gz")]
    assert sum(bool(read_request(prompt, names)) for prompt in prompts) <= 0.005 * len(prompts)
