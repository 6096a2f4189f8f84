"""The sentences and topics that demo models know, read from the data files beside this module."""

import random
import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

BEGINNING = 1500
"""Characters within which a request shows its kind; what follows is mostly pasted."""

DATA = resources.files("battles.providers.demo") / "data"


@cache
def read(name: str, language: str | None = None) -> dict[str, Any]:
    """Return the data file `name`, of one language where given; {} where that language has no such file."""
    if language == "zh-Hans":
        return tomllib.loads(_simplify(_text(f"{name}.zh-Hant")))
    return tomllib.loads(_text(f"{name}.{language}" if language else name))


def _text(stem: str) -> str:
    file = DATA / f"{stem}.toml"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _simplify(text: str) -> str:
    """Convert Traditional Chinese as written in Taiwan to Simplified Chinese as written in China."""
    rules = read("simplified")
    for word, simplified in rules["words"].items():
        text = text.replace(word, simplified)
    return text.translate(str.maketrans(rules["traditional"], rules["simplified"]))


def entry(name: str, key: str, language: str) -> tuple[Any, str]:
    """Return the entry under the key and its language: the given one, or English."""
    own = read(name, language)
    return (own[key], language) if key in own else (read(name, "en")[key], "en")


def phrase(language: str, key: str, rng: random.Random, /, **fields: object) -> str:
    """One of the sentences under the dotted key, with its fields filled in.

    Raises KeyError where the language lacks the sentence: a test reads every key in every language.
    """
    choices = phrases(language, key)
    return rng.choice(choices).format(**fields) if choices else ""


def phrases(language: str, key: str) -> list[str]:
    """All sentences under the dotted key."""
    value: Any = read("speech", language)
    for part in key.split("."):
        value = value[part]
    return [value] if isinstance(value, str) else list(value)


@cache
def pattern(key: str) -> re.Pattern[str]:
    """The expression, over all languages, by which a kind of request is known."""
    return re.compile("|".join(f"(?:{each})" for each in read("patterns")[key]), re.IGNORECASE)


def first_groups(key: str, prompt: str) -> list[str]:
    """The groups of the first match of this kind of request that took part in it; [] without a match."""
    match = pattern(key).search(prompt)
    return [group for group in match.groups() if group] if match else []


def asks(prompt: str, key: str) -> bool:
    """Whether the beginning of the prompt looks like this kind of request."""
    return pattern(key).search(prompt[:BEGINNING]) is not None
