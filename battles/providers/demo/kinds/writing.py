"""Letters and e-mails."""

import re
from typing import Any

from battles.providers.demo.draft import Draft, Say
from battles.providers.demo.library import asks, read
from battles.providers.demo.task import Task


def letter(task: Task) -> Draft | None:
    """A letter for one of the common occasions, with gaps to fill in."""
    if not asks(task.prompt, "letter"):
        return None
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
