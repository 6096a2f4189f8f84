"""Answer a prompt: read it, draft the first kind of answer that fits, and format the draft as Markdown."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

from battles.providers.base import Message
from battles.providers.demo.draft import Draft
from battles.providers.demo.dress import dress
from battles.providers.demo.kinds import (
    arithmetic,
    coding,
    comparing,
    equations,
    explaining,
    facts,
    listing,
    puzzles,
    rewriting,
    summarising,
    talking,
    translating,
    units,
    writing,
)
from battles.providers.demo.kinds.turns import follow_up
from battles.providers.demo.language import SPOKEN, language_of, requested_language
from battles.providers.demo.library import asks
from battles.providers.demo.persona import Persona
from battles.providers.demo.task import Task, rating_for


class Kind(NamedTuple):
    """One kind of answer.

    answer: returns None where the prompt does not fit. max_characters: of the prompt. pattern: key in
    data/patterns.toml that the prompt must match, "" where `answer` decides alone.
    """

    answer: Callable[[Task], Draft | None]
    max_characters: float = inf
    pattern: str = ""


KINDS = (
    Kind(talking.harmful),
    Kind(translating.translation, pattern="translate"),
    Kind(talking.thanks, 80, "thanks"),
    Kind(talking.memory, 160),
    Kind(talking.identity, 240, "identity"),
    Kind(talking.greeting, 80, "greeting"),
    Kind(talking.arena, 240, "arena"),
    Kind(talking.chat, 80),
    Kind(summarising.summary, pattern="summarise"),
    Kind(rewriting.rewritten),
    Kind(puzzles.letter_count, 160),
    Kind(puzzles.spelled_backwards, 160, "backwards"),
    Kind(puzzles.larger_number, 160, "larger"),
    Kind(puzzles.next_number, 300, "next_number"),
    Kind(puzzles.left_over, 300),
    Kind(puzzles.counted, 300, "count_to"),
    Kind(puzzles.in_many_languages, 300, "hello_in"),
    Kind(equations.equation, 250),
    Kind(units.conversion, 160),
    Kind(arithmetic.calculation, 400),
    Kind(talking.cautious),
    Kind(coding.review),
    Kind(coding.program),
    Kind(writing.letter, pattern="letter"),
    Kind(writing.haiku, 300, "haiku"),
    Kind(writing.poem, 300, "poem"),
    Kind(writing.joke, 300, "joke"),
    Kind(writing.story, 300, "story"),
    Kind(writing.essay, 300, "essay"),
    Kind(comparing.comparison, 300, "compare"),
    Kind(listing.list_of, 300, "list"),
    Kind(talking.current_affairs, 80),
    Kind(facts.fact, 160),
    Kind(explaining.known_topic, 120),
    Kind(summarising.pasted_text),
    Kind(explaining.unknown_topic),
    Kind(talking.question, 240, "question"),
    Kind(summarising.long_request),
    Kind(talking.clarify),
)
"""In order: the first kind that fits answers. The last one always fits."""


def compose(persona: Persona, messages: Sequence[Message], rng: random.Random) -> str:
    """Return the answer to the last user message, in Markdown; the same generator state, the same answer.

    Raises ValueError without a user message.
    """
    turns_so_far = [
        (message.role, message.content.strip()) for message in messages if message.role != "system"
    ]
    while turns_so_far and turns_so_far[-1][0] != "user":
        turns_so_far.pop()
    if not turns_so_far:
        raise ValueError("no user message")
    task = read_task(persona, turns_so_far[-1][1], turns_so_far[:-1], rng)
    leak = talking.leak(task)
    resolved = follow_up(task)
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
    """Draft the answer to a turn that needs no earlier one."""
    if (apology := talking.unspoken_language(task)) is not None:
        return apology
    kinds = (kind for kind in KINDS if len(task.prompt) <= kind.max_characters)
    fitting = (kind for kind in kinds if not kind.pattern or asks(task.prompt, kind.pattern))
    return next(answer for kind in fitting if (answer := kind.answer(task)) is not None)


def _language_slip(task: Task) -> str:
    """Weak models answer Traditional Chinese in Simplified, and other languages in English."""
    slips = task.rng.random() < 0.5 * (1 - task.level) ** 2
    if not slips or task.language in ("en", "zh-Hans"):
        return task.language
    return "zh-Hans" if task.language == "zh-Hant" else "en"
