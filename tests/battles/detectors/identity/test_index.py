"""Which names are seen, and where."""

import pytest

from battles.detectors.identity import ModelNames, NameIndex
from battles.detectors.identity.folding import fold
from battles.detectors.identity.names.known_names import NameClass
from battles.detectors.identity.names.lexicon import ENTRIES
from battles.detectors.identity.names.spellings import spelling_key


def seen(text: str, names: NameIndex) -> list[str]:
    folded = fold(text).text
    return [folded[mention.start : mention.end] for mention in names.find_mentions(folded)]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_spelling_of_the_lexicon_is_seen_as_its_name(names: NameIndex, entry) -> None:  # type: ignore[no-untyped-def]
    for spelling in entry.spellings:
        text = f"we {spelling}, y"
        found = names.find_mentions(fold(text).text)
        assert [(mention.known.name, mention.known.maker) for mention in found] == [(entry.name, entry.maker)]


@pytest.mark.parametrize(
    "text",
    [
        "The city was bombarded and he was coherent.",
        "Puedes llamar mañana.",
        "napalm, palmistry and palmtop",
        "metadata, metaphor and philosophy",
        "A grokking paper on alpacas and llamas of falconry",
        "pineapple and applesauce",
        "バードウォッチングとオクラホマ",
        "Яндексоид? Нет: бардак и сберегательная книжка.",
        "mygpt4x and agpt",
    ],
)
def test_names_inside_other_words_are_not_seen(names: NameIndex, text: str) -> None:
    assert seen(text, names) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gpt-4-turbo-2024-04-09 is", "gpt-4-turbo-2024-04-09"),
        ("Claude 3.5 Sonnet, yes", "claude 3.5 sonnet"),
        ("mixtral-8x7b-instruct-v0.1!", "mixtral-8x7b-instruct-v0.1"),
        ("Qwen2.5-72B-Instruct here", "qwen2.5-72b-instruct"),
        ("Llama 3 70B Instruct", "llama 3 70b instruct"),
        ("от Сбера и для Сбербанка", "сбера"),
        ("我是ChatGPT的朋友", "chatgpt"),
        ("私はチャットGPTです", "チャットgpt"),
        ("저는 챗GPT입니다", "챗gpt"),
        ("أنا من وجوجل", "جوجل"),
        ("heron-2-chat", "heron-2-chat"),
    ],
)
def test_a_name_is_seen_with_its_version_and_within_its_script(
    names: NameIndex, text: str, name: str
) -> None:
    assert seen(text, names)[0] == name


def test_a_word_with_a_version_is_a_models_name(names: NameIndex) -> None:
    (plain,) = names.find_mentions("claude")
    (versioned,) = names.find_mentions("claude 3")
    assert (plain.known.kind, versioned.known.kind) == (NameClass.WORD, NameClass.MODEL)


def test_the_arenas_name_is_reported_with_the_lexicons_judgement() -> None:
    names = NameIndex.build([ModelNames("GPT-4 (May)", "Azure OpenAI", "GPT-4", ("Claude",))])
    assert {(mention.known.name, mention.known.maker) for mention in names.find_mentions("gpt-4 claude")} == {
        ("GPT-4", "Azure OpenAI"),
        ("GPT-4 (May)", "Azure OpenAI"),
    }
    assert names.find_mentions("claude")[0].known.kind is NameClass.WORD


def test_of_two_models_with_one_alias_the_first_is_reported() -> None:
    names = NameIndex.build(
        [ModelNames("Wren 1", "A", "", ("wren",)), ModelNames("Wren 2", "B", "", ("wren",))]
    )
    assert names.find_mentions("wren")[0].known.name == "Wren 1"


def test_empty_tiny_and_generic_names_are_not_looked_for() -> None:
    names = NameIndex.build([ModelNames("", "", "", ("", "x", "7", "-", "AI", "Assistant"))])
    assert seen("x 7 - a AI assistant", names) == []


def test_an_index_can_be_shared_and_compared_by_identity_of_its_patterns(names: NameIndex) -> None:
    assert NameIndex.build().words.pattern == NameIndex.build().words.pattern
    assert NameIndex.build().words.pattern != names.words.pattern


def test_no_spelling_is_claimed_by_two_names() -> None:
    claims: dict[str, set[str]] = {}
    for entry in ENTRIES:
        for spelling in entry.spellings:
            claims.setdefault(spelling_key(fold(spelling).text), set()).add(entry.name)
    assert {key: names for key, names in claims.items() if len(names) > 1} == {}
