"""Explanations: of topics in the data files, and an honest way round for all others."""

import re
from dataclasses import replace
from typing import Any

from battles.providers.demo.draft import Draft, Part, Point, Points, Say, plain
from battles.providers.demo.kinds.listing import general_advice, in_language
from battles.providers.demo.kinds.talking import known_topics
from battles.providers.demo.library import asks, entry, phrases, read
from battles.providers.demo.subject import quoted_start, subject_of
from battles.providers.demo.task import Task

LONGEST_QUESTION = 160
"""Characters up to which a prompt can be a question for a name or a date."""


def known_topic(task: Task) -> Draft | None:
    """A topic of the data files, in the answer's language or, with a word about it, in English."""
    key = topic_key(task.prompt)
    if key is None:
        return None
    topic, language = entry("topics", key, task.language)
    return in_language(task, language, _told(replace(task, language=language), topic))


def topic_key(prompt: str) -> str | None:
    """Return the topic that the prompt mentions first, or None."""
    found = []
    for key, expressions in read("patterns")["topics"].items():
        match = re.search("|".join(expressions), prompt, re.IGNORECASE)
        if match:
            found.append((match.start(), -len(match.group()), key))
    return min(found)[2] if found else None


def unknown_topic(task: Task) -> Draft | None:
    """A question about something else: honesty and a way on from the strong, hollow words from the weak."""
    if asks(task.prompt, "who_when") and len(task.prompt) <= LONGEST_QUESTION:
        knows_better = task.right(950)
        return plain(
            task.say("explain.unsure" if knows_better else "explain.unsure_weak", words=_quoted(task))
        )
    if asks(task.prompt, "how_to"):
        return general_advice(task)
    subject = subject_of(task.prompt)
    if not asks(task.prompt, "explain") or not subject:
        return None
    if not task.right(980):
        hollow = phrases(task.language, "explain.hollow")
        said = [
            sentence.format(subject=subject) for sentence in task.rng.sample(hollow, k=min(3, len(hollow)))
        ]
        return Draft(tuple(Say(sentence[0].upper() + sentence[1:]) for sentence in said))
    return _way_to(task, subject)


def _way_to(task: Task, subject: str) -> Draft:
    """How to find out, and which topics the model knows instead."""
    names, texts = phrases(task.language, "explain.way_names"), phrases(task.language, "explain.way_texts")
    points = [Point(n, t.format(subject=subject)) for n, t in zip(names, texts, strict=True)]
    kept = points if task.right(1100) else points[:3]
    thorough = task.preference(2) == 0
    parts: list[Part] = [Say(task.say("explain.way" if thorough else "explain.honest", subject=subject))]
    if thorough:
        parts.append(Points(tuple(kept)))
    parts.append(Say(task.say("explain.suggest", topics=known_topics(task))))
    return Draft((*parts, Say(task.say("explain.end", subject=subject), 1)), title=subject)


def _quoted(task: Task) -> str:
    return quoted_start(task.prompt.strip(" ?？"), 60)


def _told(task: Task, topic: dict[str, Any]) -> Draft:
    """As much of the topic as the skill allows, and an error where it does not."""
    points = [Point(*point) for point in topic["points"]]
    for at, text in enumerate(topic.get("also", ())):
        if task.preference(1 << (at + 1)) >> at:
            points[at] = Point(points[at].name, text)
    ordered = topic.get("ordered", False)
    shown = points if task.level > 0.8 else points[: max(2, round(len(points) * (0.4 + 0.6 * task.level)))]
    lead = topic["leads"][task.preference(len(topic["leads"]))]
    parts: list[Part] = [Say(lead)]
    if task.rng.random() < 0.9 * (1 - task.level) ** 1.5 and topic.get("wrong"):
        wrong = task.rng.choice(topic["wrong"])
        shown = [*shown[: max(1, len(shown) - 2)], Point(*wrong)]
    if not ordered and task.level <= 0.8:
        task.rng.shuffle(shown)
    parts.append(Points(tuple(shown), ordered=ordered))
    if topic.get("picture") and task.level > 0.5 and task.preference(2):
        parts.append(Say(topic["picture"], 1))
    return Draft(tuple(parts), title=topic["title"])
