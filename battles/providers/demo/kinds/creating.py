"""Haiku, poems, jokes and stories."""

import re
from typing import Any

from battles.providers.demo.draft import Block, Draft, Say, plain
from battles.providers.demo.library import asks, pattern, read
from battles.providers.demo.persona import Voice
from battles.providers.demo.subject import LONGEST
from battles.providers.demo.task import Task

TALKERS = frozenset({Voice.BOASTFUL, Voice.RAMBLING, Voice.CHEERFUL})
"""Voices that cannot let a poem stand alone."""
MOST = 300
"""Characters up to which a prompt is taken for a wish that the data files can fulfil."""


def haiku(task: Task) -> Draft | None:
    """Five, seven, five; the weak lose count or forget to stop."""
    if not _asked_for(task, "haiku"):
        return None
    verses = _writing(task)["haiku"]
    theme = _theme(task.prompt, verses) or task.rng.choice([key for key in verses if key != "poor"])
    good = task.right(940) or task.persona.manner.voice is Voice.POETIC
    return _verse(task, task.rng.choice(verses[theme] if good else verses["poor"]), good)


def poem(task: Task) -> Draft | None:
    """A poem on a theme of the data files, or on a given subject."""
    if not _asked_for(task, "poem"):
        return None
    poems = _writing(task)["poem"]
    good = task.right(960) or task.persona.manner.voice is Voice.POETIC
    if not good:
        subject = about(task.prompt) or task.say("create.subject")
        return _verse(task, poems["poor"].format(subject=subject), good)
    theme = _theme(task.prompt, poems)
    subject = about(task.prompt)
    choices = [*poems[theme], *(poems["any"] if subject else [])] if theme else poems["any"]
    return _verse(task, task.rng.choice(choices).format(subject=subject or task.say("create.subject")), good)


def joke(task: Task) -> Draft | None:
    """A joke; the weak explain it."""
    if not _asked_for(task, "joke"):
        return None
    jokes = _writing(task)["joke"]
    told = task.rng.choice(jokes["good"])
    return plain(told) if task.right(900) else plain(told, task.say("create.explained_joke"))


def story(task: Task) -> Draft | None:
    """A short story put together from places, people and troubles; the weak leave out the middle."""
    if not _asked_for(task, "story"):
        return None
    told = _writing(task)["story"]
    subject = about(task.prompt)
    fields = {key: task.rng.choice(told[key]) for key in ("hero", "place", "trouble", "turn")}
    fields["subject"] = subject or task.rng.choice(told["thing"])
    scenes = [scene.format(**fields) for scene in task.rng.choice(told["plots"])]
    if not task.right(980):
        return Draft((Say(scenes[0]), Say(told["poor"].format(**fields))), framed=False)
    length = task.has_length()
    kept = scenes if length >= 0.9 else [scenes[0], scenes[-1]] if length < 0.6 else [*scenes[:2], scenes[-1]]
    title = told["title"].format(**fields)
    return Draft((Say(f"**{title}**"), *(Say(scene) for scene in kept)), framed=length >= 1.4)


def _asked_for(task: Task, form: str) -> bool:
    return len(task.prompt) <= MOST and asks(task.prompt, form)


def _writing(task: Task) -> dict[str, Any]:
    return read("writing", task.language)


def _theme(prompt: str, verses: dict[str, Any]) -> str | None:
    for name, expressions in read("patterns")["themes"].items():
        if name in verses and re.search("|".join(expressions), prompt, re.IGNORECASE):
            return str(name)
    return None


def about(prompt: str) -> str:
    """What a story or poem is to be about: the words after "about", or what else the prompt leaves."""
    match = pattern("about").search(prompt)
    if match is None:
        return ""
    words = next(group for group in match.groups() if group).strip(" .,!?。！？")
    if words.isascii():
        words = re.sub(r"\bmy\b", "your", words)
    return words if len(words) <= LONGEST else ""


def _verse(task: Task, text: str, good: bool) -> Draft:
    lines = [line.strip() for line in text.strip().splitlines()]
    block = Block("\n".join(f"{line}  " if line else "" for line in lines).rstrip())
    closing = [Say(task.say("create.verse"), 2)] if good else [Say(task.say("create.hope"), 1)]
    return Draft((block, *closing), framed=task.persona.manner.voice in TALKERS)
