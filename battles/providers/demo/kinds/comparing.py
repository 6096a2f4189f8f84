"""Comparisons and tables."""

import re
from dataclasses import replace
from typing import Any

from battles.providers.demo.draft import Draft, Part, Point, Points, Say, table
from battles.providers.demo.dress import TERSE
from battles.providers.demo.kinds.explaining import topic_key
from battles.providers.demo.kinds.listing import in_language
from battles.providers.demo.library import asks, entry, first_groups, phrases, read
from battles.providers.demo.persona import Layout
from battles.providers.demo.subject import subject_of
from battles.providers.demo.task import Task


def comparison(task: Task) -> Draft | None:
    """Two things against each other, as a table where one is asked for or the manner loves them."""
    for key, expressions in read("patterns")["tables"].items():
        if all(re.search(expression, task.prompt, re.IGNORECASE) for expression in expressions):
            known, language = entry("tables", key, task.language)
            return in_language(task, language, _compared(replace(task, language=language), known))
    pair = two_things(task.prompt)
    if pair is None or _one_topic(*pair):
        return None
    return _generic(task, *pair)


def _one_topic(first: str, second: str) -> bool:
    """Whether both are subjects of the same topic in the data files."""
    return topic_key(first) is not None and topic_key(first) == topic_key(second)


def two_things(prompt: str) -> tuple[str, str] | None:
    """The two things a comparison names, in the prompt's own words."""
    things = first_groups("two_things", prompt)[:2]
    if not things:
        return None
    first, second = (subject_of(thing) or thing.strip(" ?？。.") for thing in things)
    return (first, second) if first and second and len(first) <= 40 and len(second) <= 40 else None


def _compared(task: Task, known: dict[str, Any]) -> Draft:
    rows = [tuple(row) for row in known["rows"]]
    kept = rows if task.level > 0.7 else rows[: max(3, round(len(rows) * (0.4 + 0.6 * task.level)))]
    if not task.right(950):
        at = task.rng.randrange(len(kept))
        aspect, left, right = kept[at]
        kept[at] = (aspect, right, left)
    first, second = known["things"]
    lead = Say(known.get("lead") or task.say("compare.lead", first=first, second=second), 1)
    verdict = Say(known["verdict"], 1 if task.has_length() >= TERSE else 0)
    return Draft((lead, _set_out(task, (first, second), kept), verdict), title=f"{first} / {second}")


def _set_out(task: Task, things: tuple[str, ...], rows: list[tuple[str, ...]]) -> Part:
    """A table if wanted; the weak forget that one was asked for."""
    loves = Layout.TABLE in (task.layout, task.persona.manner.layout)
    asked = asks(task.prompt, "table")
    if loves or (asked and task.right(900)) or (not asked and task.level > 0.85):
        return table((task.say("dress.aspect"), *things), tuple(rows))
    items = (
        Point(row[0], task.say("compare.row", a=things[0], x=row[1], b=things[1], y=row[2])) for row in rows
    )
    return Points(tuple(items), fixed=asked)


def _generic(task: Task, first: str, second: str) -> Draft:
    """Nothing known of the two: the questions by which to decide, not invented facts."""
    names, texts = phrases(task.language, "compare.names"), phrases(task.language, "compare.texts")
    texts = [text.format(first=first, second=second) for text in texts]
    if not task.right(970):
        return Draft((Say(task.say("compare.hollow", first=first, second=second)),))
    lead = Say(task.say("compare.generic", first=first, second=second))
    if asks(task.prompt, "table") or task.persona.manner.layout is Layout.TABLE:
        rows = tuple(zip(names, texts, strict=True))
        return Draft((lead, table((task.say("dress.aspect"), f"{first} / {second}"), rows)))
    points = tuple(Point(name, text) for name, text in zip(names, texts, strict=True))
    return Draft((lead, Points(points), Say(task.say("compare.end"), 1)))
