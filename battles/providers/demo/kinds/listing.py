"""Lists: so many tips, ideas or names. The weak miscount."""

import re
from dataclasses import replace
from typing import Any

from battles.providers.demo.draft import Draft, Point, Points, Say
from battles.providers.demo.library import asks, entry, read
from battles.providers.demo.subject import count_in, subject_of
from battles.providers.demo.task import Task

USUAL = 5
"""Default number of items."""


def list_of(task: Task) -> Draft | None:
    """A list from the data files, or advice that fits any undertaking."""
    wanted = count_in(task.prompt)
    for key, expressions in read("patterns")["lists"].items():
        if re.search("|".join(expressions), task.prompt, re.IGNORECASE):
            known, language = entry("lists", key, task.language)
            return in_language(task, language, _listed(replace(task, language=language), known, wanted))
    return general_advice(task) if asks(task.prompt, "advice") else None


def in_language(task: Task, language: str, draft: Draft) -> Draft:
    """The draft, with a word about it where it is in another language than the answer should be."""
    if language == task.language:
        return draft
    return replace(draft, note=task.say("explain.english"), language=language)


def general_advice(task: Task) -> Draft | None:
    """General advice for any project; strong models say that it is general."""
    subject, wanted = subject_of(task.prompt), count_in(task.prompt)
    if not subject:
        return None
    note = Say(task.say("list.general", subject=subject)) if task.level > 0.3 else None
    return _listed(task, read("lists", task.language)["general"], wanted, note)


def _listed(task: Task, known: dict[str, Any], wanted: int | None, note: Say | None = None) -> Draft:
    items = [Point(item[0], item[1] if len(item) > 1 else "") for item in known["items"]]
    count = wanted or (USUAL + (2 if task.has_length() > 1.2 else 0))
    if not task.right(890):
        count = max(1, count + task.rng.choice((-3, -2, -1, 1)))
    if task.level > 0.7:
        items = items[: count + 2]
    task.rng.shuffle(items)
    chosen = items[:count]
    if task.level < 0.35 and len(chosen) > 2:
        chosen[-1] = chosen[0]
    missing = (wanted or 0) - len(items)
    parts: list[Say | Points] = [
        note or _lead(task, known, len(chosen)),
        Points(tuple(chosen), ordered=wanted is not None, fixed=True, names_suffice=True),
    ]
    if missing > 0 and task.level > 0.5:
        parts.append(Say(task.say("list.fewer", count=len(chosen))))
    elif known.get("end"):
        parts.append(Say(known["end"], 1))
    return Draft(tuple(parts))


def _lead(task: Task, known: dict[str, Any], count: int) -> Say:
    measure = known.get("measure", "個" if task.language == "zh-Hant" else "个")
    return Say(task.say("list.lead", count=count, title=known["title"], measure=measure), 1)
