"""What a persona answers: the prompt is read, the first kind of answer that fits is drafted and dressed."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from battles.providers.base import Message
from battles.providers.demo.draft import Draft
from battles.providers.demo.dress import dress
from battles.providers.demo.kinds import (
    arithmetic,
    coding,
    comparing,
    creating,
    equations,
    essays,
    explaining,
    facts,
    letters,
    listing,
    numbers,
    puzzles,
    refusing,
    rewriting,
    summarising,
    talking,
    translating,
    turns,
    units,
    writing,
)
from battles.providers.demo.language import SPOKEN, language_of, requested_language
from battles.providers.demo.library import asks
from battles.providers.demo.persona import Persona
from battles.providers.demo.task import Task, rating_for

Kind = Callable[[Task], Draft | None]

KINDS: tuple[Kind, ...] = (
    refusing.harmful,
    translating.translation,
    talking.thanks,
    talking.memory,
    talking.identity,
    talking.greeting,
    talking.arena,
    talking.chat,
    summarising.summary,
    rewriting.rewritten,
    letters.letter_count,
    letters.spelled_backwards,
    numbers.larger_number,
    puzzles.next_number,
    puzzles.left_over,
    puzzles.counted,
    puzzles.in_many_languages,
    equations.equation,
    units.conversion,
    arithmetic.calculation,
    refusing.cautious,
    coding.review,
    coding.program,
    writing.letter,
    creating.haiku,
    creating.poem,
    creating.joke,
    creating.story,
    essays.essay,
    comparing.comparison,
    listing.list_of,
    talking.current_affairs,
    facts.fact,
    explaining.known_topic,
    summarising.pasted_text,
    explaining.unknown_topic,
    talking.question,
    summarising.long_request,
    talking.clarify,
)
"""In order: the first that does not return None answers. The last always does."""


def compose(persona: Persona, messages: Sequence[Message], rng: random.Random) -> str:
    """The answer to the last user message, in Markdown. The same generator state gives the same answer.

    Raises ValueError where no user message is.
    """
    told = [(message.role, message.content.strip()) for message in messages if message.role != "system"]
    while told and told[-1][0] != "user":
        told.pop()
    if not told:
        raise ValueError("no user message")
    task = read_task(persona, told[-1][1], told[:-1], rng)
    leak = talking.leak(task)
    resolved = turns.follow_up(task)
    if isinstance(resolved, Draft):
        return _joined(leak, dress(resolved, task))
    task = resolved or task
    return _joined(leak, task.opening, dress(draft(task), task))


def _joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def read_task(persona: Persona, prompt: str, earlier: Sequence[tuple[str, str]], rng: random.Random) -> Task:
    """The prompt as a task, with the language and the skill that it calls for."""
    asked = language_of(prompt)
    wanted = (None if asks(prompt, "translate") else requested_language(prompt)) or asked
    language = wanted if wanted in SPOKEN else "en"
    rating = rating_for(persona, prompt, language, coding=coding.is_coding(prompt))
    task = Task(persona, prompt, language, rating, rng, earlier)
    return replace(task, language=_language_slip(task))


def draft(task: Task) -> Draft:
    """What to say to a turn that stands alone, undressed."""
    unspoken = talking.unspoken_language(task)
    if unspoken is not None:
        return unspoken
    return next(found for kind in KINDS if (found := kind(task)) is not None)


def _language_slip(task: Task) -> str:
    """Weak models answer Traditional Chinese in Simplified, and other languages in English."""
    slips = task.rng.random() < 0.5 * (1 - task.level) ** 2
    if not slips or task.language in ("en", "zh-Hans"):
        return task.language
    return "zh-Hans" if task.language == "zh-Hant" else "en"
