"""Follow-up turns: shorter, longer, again, otherwise set out, in another language, are you sure."""

import re
from dataclasses import replace

from battles.providers.demo.draft import Draft, plain
from battles.providers.demo.kinds.coding import is_coding, rewrite_for, wanted_language
from battles.providers.demo.kinds.expression import find_expression
from battles.providers.demo.language import SPOKEN, UNSPACED, language_of, requested_language
from battles.providers.demo.library import asks
from battles.providers.demo.persona import Layout
from battles.providers.demo.task import Task, rating_for

MOST = 70
"""Characters up to which a prompt can be a mere follow-up."""
FOLLOW_UPS = ("shorter", "longer", "again", "as_table", "as_list", "sure", "agree", "only_language")
PATIENCE = 150
"""Rating points that a model gains when the visitor asks for more."""

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")
_MARKS = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+", re.MULTILINE)


def follow_up(task: Task) -> Task | Draft | None:
    """Resolve a turn that refers to an earlier one; None if it does not.

    A Task is the earlier question to be answered once more, otherwise; a Draft is the answer itself.
    """
    earlier = _earlier_question(task)
    if earlier is None or len(task.prompt) > MOST:
        return None
    if asks(task.prompt, "shorter"):
        return _shortened(task)
    if asks(task.prompt, "as_table"):
        return replace(earlier, layout=Layout.TABLE)
    if asks(task.prompt, "as_list"):
        return replace(earlier, layout=Layout.BULLETS)
    if asks(task.prompt, "sure"):
        return _reconsidered(task, earlier)
    if asks(task.prompt, "longer"):
        return replace(earlier, length=1.8, rating=earlier.rating + PATIENCE, opening=task.say("turns.more"))
    if asks(task.prompt, "again"):
        return earlier
    if asks(task.prompt, "agree"):
        return plain(task.say("turns.agree"))
    return _in_other_language(task, earlier)


def _earlier_question(task: Task) -> Task | None:
    """Return the newest earlier prompt that was not a follow-up, as a task."""
    questions = [(at, text) for at, (role, text) in enumerate(task.earlier) if role == "user"]
    for position, (at, text) in reversed(list(enumerate(questions))):
        mere = position > 0 and len(text) <= MOST and any(asks(text, key) for key in FOLLOW_UPS)
        if mere or asks(text, "thanks"):
            continue
        language = requested_language(text) or language_of(text)
        language = language if language in SPOKEN else "en"
        rating = rating_for(task.persona, text, language, coding=is_coding(text))
        again = replace(task, prompt=text, language=language, rating=rating, variant=len(questions))
        return replace(again, earlier=task.earlier[:at])
    return None


def _shortened(task: Task) -> Draft:
    """The first sentences of the model's last answer, or its code."""
    own = next((text for role, text in reversed(task.earlier) if role == "assistant"), "")
    code = _FENCE.search(own)
    if code:
        return plain(code.group())
    lines = [line.strip() for line in _MARKS.sub("", own).replace("**", "").splitlines()]
    text_lines = [line for line in lines if line and line[0] not in "#|" and line[-1] not in ":："]
    sentences = [part.strip() for line in text_lines for part in _SENTENCE.split(line) if part.strip()]
    kept = sentences[:2] if task.level > 0.3 else sentences[: max(3, len(sentences) // 2)]
    joint = "" if language_of(own) in UNSPACED else " "
    return plain(joint.join(kept) or task.say("turns.nothing"))


def _reconsidered(task: Task, earlier: Task) -> Task | Draft:
    """Doubt: a sum is done again, and the weak change their mind whatever is true."""
    firm = task.level > 0.4
    if find_expression(earlier.prompt) is None:
        return plain(task.say("turns.stand" if firm else "turns.waver"))
    return replace(earlier, opening=task.say("turns.checked" if firm else "turns.sorry"))


def _in_other_language(task: Task, earlier: Task) -> Task | Draft | None:
    """The same in another language, natural or of programming."""
    written = wanted_language(task.prompt)
    if written is not None and is_coding(earlier.prompt):
        return replace(earlier, prompt=rewrite_for(earlier.prompt, written))
    wanted = requested_language(task.prompt)
    if wanted is None or not asks(task.prompt, "only_language"):
        return None
    return replace(earlier, language=wanted) if wanted in SPOKEN else plain(task.say("unspoken"))
