"""Follow-up turns: shorter, longer, again, otherwise set out, in another language, are you sure."""

import re
from collections.abc import Callable
from dataclasses import replace

from battles.providers.demo.draft import Draft, Part, Say, plain
from battles.providers.demo.kinds.coding import is_coding
from battles.providers.demo.kinds.expression import find_expression
from battles.providers.demo.language import SPOKEN, UNSPACED, language_of, requested_language
from battles.providers.demo.library import asks
from battles.providers.demo.persona import Layout
from battles.providers.demo.task import Task, rating_for

MOST = 70
"""Characters up to which a prompt can be a mere follow-up."""
FOLLOW_UPS = ("shorter", "longer", "again", "as_table", "as_list", "sure", "agree")

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")
_MARKS = re.compile(r"^\s*(?:#{1,6}|[-*+]|\d+\.)\s+", re.MULTILINE)


def follow_up(task: Task, answer: Callable[[Task], Draft]) -> Draft | None:
    """The answer to a turn that only makes sense after another; None where this turn stands alone."""
    earlier = _earlier_question(task)
    if earlier is None or len(task.prompt) > MOST:
        return None
    if asks(task.prompt, "shorter"):
        return _shortened(task)
    if asks(task.prompt, "as_table"):
        return answer(replace(earlier, layout=Layout.TABLE))
    if asks(task.prompt, "as_list"):
        return answer(replace(earlier, layout=Layout.BULLETS))
    if asks(task.prompt, "sure"):
        return _reconsidered(task, earlier, answer)
    if asks(task.prompt, "longer"):
        return _extended(task, earlier, answer)
    if asks(task.prompt, "again"):
        return answer(earlier)
    if asks(task.prompt, "agree"):
        return plain(task.say("turns.agree"))
    return _in_other_language(task, earlier, answer)


def _earlier_question(task: Task) -> Task | None:
    """The newest earlier prompt that was no follow-up itself, as a task of its own."""
    questions = [(at, text) for at, (role, text) in enumerate(task.earlier) if role == "user"]
    for position, (at, text) in reversed(list(enumerate(questions))):
        mere = position > 0 and len(text) <= MOST and any(asks(text, key) for key in FOLLOW_UPS)
        if mere or asks(text, "thanks"):
            continue
        language = requested_language(text) or language_of(text)
        language = language if language in SPOKEN else "en"
        rating = rating_for(task.persona, text, language, coding=is_coding(text))
        return replace(task, prompt=text, language=language, rating=rating, earlier=task.earlier[:at])
    return None


def _own_answer(task: Task) -> str:
    return next((text for role, text in reversed(task.earlier) if role == "assistant"), "")


def _shortened(task: Task) -> Draft:
    """The first sentences of its own last answer, code kept whole."""
    own = _own_answer(task)
    code = _FENCE.search(own)
    if code:
        return plain(code.group())
    text = _MARKS.sub("", own).replace("**", "")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("|")]
    sentences = [part.strip() for line in lines for part in _SENTENCE.split(line) if part.strip()]
    kept = sentences[:2] if task.level > 0.3 else sentences[: max(3, len(sentences) // 2)]
    joint = "" if language_of(own) in UNSPACED else " "
    return plain(joint.join(kept) or task.say("turns.nothing"))


def _extended(task: Task, earlier: Task, answer: Callable[[Task], Draft]) -> Draft:
    """The same question with everything it knows, less what its last answer said already."""
    own = _own_answer(task)
    longer = answer(replace(earlier, length=1.8, rating=earlier.rating + 150))
    parts = [part for part in longer.parts if not _already_said(part, own)]
    if not parts:
        return plain(task.say("turns.all_said"))
    lead: tuple[Part, ...] = (Say(task.say("turns.more"), 1),)
    return Draft((*lead, *parts), framed=False)


def _already_said(part: Part, own: str) -> bool:
    return isinstance(part, Say) and part.text in own


def _reconsidered(task: Task, earlier: Task, answer: Callable[[Task], Draft]) -> Draft:
    """Doubt: a sum is done again, and the weak change their mind whatever is true."""
    if find_expression(earlier.prompt) is None:
        return plain(task.say("turns.stand" if task.level > 0.4 else "turns.waver"))
    again = answer(earlier)
    opening = task.say("turns.checked" if task.level > 0.4 else "turns.sorry")
    return Draft((Say(opening), *again.parts), framed=False)


def _in_other_language(task: Task, earlier: Task, answer: Callable[[Task], Draft]) -> Draft | None:
    wanted = requested_language(task.prompt)
    if wanted is None or not asks(task.prompt, "only_language"):
        return None
    if wanted not in SPOKEN:
        return plain(task.say("unspoken"))
    return answer(replace(earlier, language=wanted))
