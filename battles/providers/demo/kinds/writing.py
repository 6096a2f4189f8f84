"""Texts to order: letters, verse, jokes, stories, essays."""

import re
from typing import Any

from battles.providers.demo.draft import Block, Draft, Say, plain
from battles.providers.demo.kinds.explaining import topic_key
from battles.providers.demo.library import asks, entry, first_groups, phrases, read
from battles.providers.demo.persona import Voice
from battles.providers.demo.subject import LONGEST, subject_of
from battles.providers.demo.task import Task

TALKERS = frozenset({Voice.BOASTFUL, Voice.RAMBLING, Voice.CHEERFUL})
"""Voices that add words before and after a poem."""


def letter(task: Task) -> Draft | None:
    """A letter for one of the common occasions, with gaps to fill in."""
    letters = read("writing", task.language)["letter"]
    occasion = _occasion(task.prompt)
    known: dict[str, Any] = letters.get(occasion, letters["other"])
    body = known["body"] if task.right(930) else known["poor"]
    subject = task.say("letter.subject", subject=known["subject"])
    parts = [Say(task.say("letter.lead"), 1), Say(subject), Say(body.strip())]
    if task.level > 0.5:
        parts.append(Say(task.say("letter.end"), 1))
    return Draft(tuple(parts), framed=task.has_length() >= 1.2)


def _occasion(prompt: str) -> str:
    for name, expressions in read("patterns")["occasions"].items():
        if re.search("|".join(expressions), prompt, re.IGNORECASE):
            return str(name)
    return "other"


def haiku(task: Task) -> Draft | None:
    """Five, seven, five; the weak lose count or forget to stop."""
    verses = _writing(task)["haiku"]
    theme = _theme(task.prompt, verses) or task.rng.choice([key for key in verses if key != "poor"])
    good = task.right(940) or task.persona.manner.voice is Voice.POETIC
    return _verse(task, task.rng.choice(verses[theme] if good else verses["poor"]), good)


def poem(task: Task) -> Draft | None:
    """A poem on a theme of the data files, or on a given subject."""
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
    jokes = _writing(task)["joke"]
    told = task.rng.choice(jokes["good"])
    return plain(told) if task.right(900) else plain(told, task.say("create.explained_joke"))


def story(task: Task) -> Draft | None:
    """A short story put together from places, people and troubles; the weak leave out the middle."""
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


def _writing(task: Task) -> dict[str, Any]:
    return read("writing", task.language)


def _theme(prompt: str, verses: dict[str, Any]) -> str | None:
    for name, expressions in read("patterns")["themes"].items():
        if name in verses and re.search("|".join(expressions), prompt, re.IGNORECASE):
            return str(name)
    return None


def about(prompt: str) -> str:
    """What a story or poem is to be about: the words after "about", or what else the prompt leaves."""
    groups = first_groups("about", prompt)
    if not groups:
        return ""
    words = groups[0].strip(" .,!?。！？")
    if words.isascii():
        words = re.sub(r"\bmy\b", "your", words)
    return words if len(words) <= LONGEST else ""


def _verse(task: Task, text: str, good: bool) -> Draft:
    lines = [line.strip() for line in text.strip().splitlines()]
    block = Block("\n".join(f"{line}  " if line else "" for line in lines).rstrip())
    closing = [Say(task.say("create.verse"), 2)] if good else [Say(task.say("create.hope"), 1)]
    return Draft((block, *closing), framed=task.persona.manner.voice in TALKERS)


def essay(task: Task) -> Draft | None:
    """On a topic of the data files what is known of it, on anything else what fits nearly everything."""
    subject = about(task.prompt) or subject_of(task.prompt)
    if not subject:
        return None
    if not task.right(950):
        return plain(_capital(task.say("essay.poor", subject=subject)))
    if asks(task.prompt, "tweet"):
        return plain(_capital(task.say("essay.tweet", subject=subject)))
    if asks(task.prompt, "advert"):
        return plain(_capital(task.say("essay.advert", subject=subject)))
    paragraphs = _paragraphs(task, subject)
    kept = paragraphs if task.has_length() >= 0.9 else paragraphs[:2]
    return Draft(tuple(Say(_capital(text)) for text in kept), framed=task.has_length() >= 1.4)


def _paragraphs(task: Task, subject: str) -> list[str]:
    key = topic_key(task.prompt)
    if key is not None:
        topic, language = entry("topics", key, task.language)
        if language == task.language and not topic.get("ordered"):
            middle = ("" if task.language.startswith(("zh", "ja")) else " ").join(
                text for _, text in topic["points"]
            )
            return [topic["leads"][0], middle, topic["picture"]]
    return [text.format(subject=subject) for text in phrases(task.language, "essay.any")]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
