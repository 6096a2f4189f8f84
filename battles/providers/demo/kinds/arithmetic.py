"""Sums and products: the strong get them right, the weak are off by something plausible."""

import random
from fractions import Fraction

from battles.providers.demo.draft import Draft, Point, Points, Say
from battles.providers.demo.kinds.expression import (
    Computed,
    DivisionByZero,
    NotComputable,
    compute,
    find_expression,
    is_exact,
    normalise,
    shown,
)
from battles.providers.demo.library import asks
from battles.providers.demo.task import Task

MOST_OTHER_WORDS = 40
"""Characters beside the expression up to which a prompt without a question word is taken as a sum."""


def calculation(task: Task) -> Draft | None:
    """The value of an expression in the prompt."""
    expression = find_expression(task.prompt)
    if expression is None or not _is_question(task.prompt, expression):
        return None
    try:
        computed = compute(expression)
    except DivisionByZero:
        return _division_by_zero(task)
    except NotComputable:
        return None
    if task.right(computed.hardness):
        return _answer(task, computed, computed.value, computed.steps)
    value = wrong_value(computed.value, task.rng)
    steps = tuple(step.rsplit(" ", 1)[0] for step in computed.steps[-1:])
    return _answer(
        task, computed, value, (*computed.steps[:-1], *(f"{step} {shown(value)}" for step in steps))
    )


def wrong_value(value: Fraction, rng: random.Random) -> Fraction:
    """A number that a tired reader would believe: a slipped carry or two digits the wrong way round."""
    slips = [value + sign * place for sign in (1, -1) for place in (10, 100) if place <= abs(value)]
    digits = str(abs(value.numerator))
    if value.denominator == 1 and len(digits) >= 3 and digits[-2] != digits[-3]:
        swapped = Fraction(int(digits[:-3] + digits[-2] + digits[-3] + digits[-1]))
        slips.append(swapped if value > 0 else -swapped)
    slips = slips or [value + 1, value - 1, value + 2]
    return rng.choice(slips)


def _is_question(prompt: str, expression: str) -> bool:
    others = len(normalise(prompt)) - len(expression)
    return others <= MOST_OTHER_WORDS or (asks(prompt, "calculate") and others <= 3 * MOST_OTHER_WORDS)


def _answer(task: Task, computed: Computed, value: Fraction, steps: tuple[str, ...]) -> Draft:
    sign = "=" if is_exact(value) and "√" not in computed.shown else "≈"
    if "√" in computed.shown and value.denominator == 1:
        sign = "="
    result = task.say("arithmetic.result", expression=computed.shown, sign=sign, value=shown(value))
    parts: list[Say | Points] = [Say(result)]
    working = _breakdown(computed, value) if len(steps) == 1 else steps
    if working and task.level > 0.35:
        parts.append(Say(task.say("arithmetic.steps"), 1))
        if task.has_length() >= 0.7:
            parts.append(Points(tuple(Point(f"`{step}`", "") for step in working), ordered=True))
    if task.has_length() >= 1.5:
        parts.append(Say(task.say("arithmetic.check"), 2))
    return Draft(tuple(parts), framed=task.has_length() >= 1.3)


def _breakdown(computed: Computed, value: Fraction) -> tuple[str, ...]:
    """A product of two whole numbers of several digits, split at the tens of the second."""
    parts = computed.shown.split(" × ")
    if len(parts) != 2 or not all(part.isdigit() and len(part) > 1 for part in parts):
        return ()
    left, right = (int(part) for part in parts)
    tens, ones = right - right % 10, right % 10
    if not ones:
        return ()
    first, second = left * tens, int(value) - left * tens
    return (
        f"{left} × {tens} = {first}",
        f"{left} × {ones} = {second}",
        f"{first} + {second} = {shown(value)}",
    )


def _division_by_zero(task: Task) -> Draft:
    key = "arithmetic.by_zero" if task.right(900) else "arithmetic.by_zero_wrong"
    return Draft((Say(task.say(key)),), framed=False)
