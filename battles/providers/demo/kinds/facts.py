"""Short questions with one right answer: capitals and general knowledge."""

import re
from typing import Any

from battles.providers.demo.draft import Draft, Say
from battles.providers.demo.library import asks, read
from battles.providers.demo.task import Task


def fact(task: Task) -> Draft | None:
    """The right answer, or with luck against them the common error."""
    return _capital(task) or _known_fact(task)


def _capital(task: Task) -> Draft | None:
    if not asks(task.prompt, "capital"):
        return None
    for country in read("facts")["capital"]:
        names = [pair[0] for pair in country.values() if isinstance(pair, list)]
        if any(_is_named(name, task.prompt) for name in names) or _by_alias(country, task.prompt):
            return _capital_of(task, country)
    return None


def _by_alias(country: dict[str, Any], prompt: str) -> bool:
    return "alias" in country and re.search(rf"(?<!\w)(?:{country['alias']})(?!\w)", prompt) is not None


def _is_named(name: str, prompt: str) -> bool:
    if name.isascii():
        return re.search(rf"\b{re.escape(name)}\b", prompt, re.IGNORECASE) is not None
    return name.lower() in prompt.lower()


def _capital_of(task: Task, country: dict[str, Any]) -> Draft:
    name, capital = country[task.language]
    if not task.right(country.get("hardness", 800)):
        capital = country["wrong"].get(task.language, country["wrong"]["en"])
    parts = [Say(task.say("facts.capital", country=name, capital=capital))]
    return Draft(tuple(parts), framed=task.has_length() >= 1.4)


def _known_fact(task: Task) -> Draft | None:
    for known in read("facts")["fact"]:
        if re.search("|".join(known["match"]), task.prompt, re.IGNORECASE):
            right = task.right(known.get("hardness", 850))
            told = known["right" if right else "wrong"]
            text = told.get(task.language, told["en"])
            return Draft((Say(text),), framed=task.has_length() >= 1.1)
    return None
