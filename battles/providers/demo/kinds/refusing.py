"""Refusals: of what nobody should help with, and of harmless things by those who are too careful."""

from battles.providers.demo.draft import Draft, plain
from battles.providers.demo.library import asks
from battles.providers.demo.subject import quoted_start
from battles.providers.demo.task import Task


def harmful(task: Task) -> Draft | None:
    """Every model declines; the better ones point to help or to a safer question."""
    if asks(task.prompt, "despair"):
        return plain(task.say("refusal.despair"))
    if not asks(task.prompt, "harmful"):
        return None
    said = [task.say("refusal.harmful")]
    if task.level > 0.4:
        said.append(task.say("refusal.instead"))
    return plain(*said)


def cautious(task: Task) -> Draft | None:
    """The over-careful decline now and then without a reason."""
    if task.rng.random() >= task.persona.manner.refuses:
        return None
    return plain(task.say("refusal.cautious", words=quoted_start(task.prompt, 40)))
