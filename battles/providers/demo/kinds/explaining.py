"""Explanations: of topics in the data files, and an honest way round for all others."""

import re
from typing import Any

from battles.providers.demo.draft import Draft, Part, Point, Points, Say
from battles.providers.demo.library import asks, entry, phrases, read
from battles.providers.demo.subject import subject_of
from battles.providers.demo.task import Task


def known_topic(task: Task) -> Draft | None:
    """A topic of the data files, in the answer's language or, with a word about it, in English."""
    key = topic_key(task.prompt)
    if key is None:
        return None
    topic, language = entry("topics", key, task.language)
    told = _told(task, topic)
    if language == task.language:
        return told
    return Draft((Say(task.say("explain.english")), *told.parts), title=told.title)


def topic_key(prompt: str) -> str | None:
    """The topic whose words come up in the prompt, the earliest mention first."""
    found = []
    for key, expressions in read("patterns")["topics"].items():
        match = re.search("|".join(expressions), prompt, re.IGNORECASE)
        if match:
            found.append((match.start(), -len(match.group()), key))
    return min(found)[2] if found else None


def unknown_topic(task: Task) -> Draft | None:
    """A question about something else: a way to find out from the strong, hollow words from the weak."""
    if not asks(task.prompt, "explain"):
        return None
    subject = subject_of(task.prompt)
    if not subject:
        return None
    if not task.right(980):
        hollow = phrases(task.language, "explain.hollow")
        said = [
            sentence.format(subject=subject) for sentence in task.rng.sample(hollow, k=min(3, len(hollow)))
        ]
        return Draft(tuple(Say(sentence) for sentence in said))
    way = ("explain.way", "explain.way2")[_preference(task, 2)]
    names, texts = phrases(task.language, f"{way}_names"), phrases(task.language, f"{way}_texts")
    points = [Point(n, t.format(subject=subject)) for n, t in zip(names, texts, strict=True)]
    kept = points if task.right(1100) else points[:3]
    parts: list[Part] = [Say(task.say(way, subject=subject)), Points(tuple(kept))]
    return Draft((*parts, Say(task.say("explain.end", subject=subject), 1)), title=subject)


def _told(task: Task, topic: dict[str, Any]) -> Draft:
    """As much of the topic as the skill allows, and an error where it does not."""
    points = [Point(*point) for point in topic["points"]]
    if "also" in topic and _preference(task, 2):
        points = [Point(point.name, text) for point, text in zip(points, topic["also"], strict=True)]
    ordered = topic.get("ordered", False)
    shown = points if task.level > 0.8 else points[: max(2, round(len(points) * (0.4 + 0.6 * task.level)))]
    lead = topic["leads"][_preference(task, len(topic["leads"]))]
    parts: list[Part] = [Say(lead)]
    if task.rng.random() < 0.9 * (1 - task.level) ** 1.5 and topic.get("wrong"):
        wrong = task.rng.choice(topic["wrong"])
        shown = [*shown[: max(1, len(shown) - 2)], Point(*wrong)]
    if not ordered and task.level <= 0.8:
        task.rng.shuffle(shown)
    parts.append(Points(tuple(shown), ordered=ordered))
    if topic.get("picture") and task.level > 0.5:
        parts.append(Say(topic["picture"], 1))
    return Draft(tuple(parts), title=topic["title"])


def _preference(task: Task, choices: int) -> int:
    """Each model has its own way to begin, the same every time."""
    return sum(map(ord, task.persona.family)) % choices
