"""The lexicon's format, and that the field is covered."""

import pytest

from battles.detectors.identity.names.lexicon import ENTRIES, BadLexicon, Role, read_lexicon
from battles.detectors.identity.names.spellings import spelling_key


def test_lines_name_makers_models_and_words() -> None:
    entries = list(
        read_lexicon(
            "\nPond (famous) = pond,\n    pond inc\n- Heron = heron 1\n~ Wren = wren\n! Pond = pond ai\n"
        )
    )
    assert [(entry.name, entry.maker, entry.role) for entry in entries] == [
        ("Pond", "Pond", Role.FAMOUS_MAKER),
        ("Heron", "Pond", Role.MODEL),
        ("Wren", "Pond", Role.WORD),
        ("Pond", "Pond", Role.MODEL_MAKER),
    ]
    assert entries[0].spellings == ("pond", "pond inc")


@pytest.mark.parametrize("line", ["Pond", "- Heron = heron", "Pond (well known) = pond", "Pond = "])
def test_a_line_of_no_known_kind_is_refused(line: str) -> None:
    with pytest.raises(BadLexicon, match=r"Pond|Heron"):
        list(read_lexicon(line))


FIELD = [
    "chatgpt",
    "claude",
    "gemini",
    "bard",
    "gemma",
    "llama",
    "mistral",
    "mixtral",
    "command r",
    "grok",
    "kimi",
    "ernie",
    "文心一言",
    "qwen",
    "通义千问",
    "deepseek",
    "chatglm",
    "智谱",
    "phi",
    "copilot",
    "wizardlm",
    "reka",
    "yi",
    "gigachat",
    "yandexgpt",
    "vicuna",
    "dbrx",
    "dolly",
    "stablelm",
    "falcon",
    "jamba",
    "nemotron",
    "titan",
    "nova",
    "hunyuan",
    "混元",
    "doubao",
    "豆包",
    "minimax",
    "baichuan",
    "百川",
    "internlm",
    "书生",
    "星火",
    "perplexity",
    "pi",
    "zephyr",
    "openassistant",
    "koala",
    "alpaca",
    "rwkv",
    "solar",
    "hyperclova",
    "kakao",
    "rakuten",
    "elyza",
    "swallow",
    "poro",
    "aleph alpha",
    "character.ai",
]


@pytest.mark.parametrize("spelling", FIELD)
def test_the_field_is_covered(spelling: str) -> None:
    assert spelling_key(spelling) in {spelling_key(known) for entry in ENTRIES for known in entry.spellings}
