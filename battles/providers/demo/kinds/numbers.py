"""Which of two numbers is larger: the question that "9.11 or 9.9" made famous."""

import re
from decimal import Decimal

from battles.providers.demo.draft import Draft, Say
from battles.providers.demo.library import asks
from battles.providers.demo.task import Task

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\d)")


MOST = 160
"""Characters up to which a prompt can be this question."""


def larger_number(task: Task) -> Draft | None:
    """The larger of the two numbers in the prompt; misread decimals are the weak models' trap."""
    found = _NUMBER.findall(task.prompt[: MOST + 1])
    if len(task.prompt) > MOST or len(found) != 2 or not asks(task.prompt, "larger"):
        return None
    first, second = sorted(found, key=Decimal)
    if Decimal(first) == Decimal(second):
        return Draft((Say(task.say("numbers.equal", a=first, b=second)),), framed=False)
    tricky = _looks_the_other_way(first, second)
    if not task.right(1040 if tricky else 650):
        first, second = second, first
    parts = [Say(task.say("numbers.larger", larger=second, smaller=first))]
    if task.level > 0.5 and Decimal(second) > Decimal(first):
        difference = Decimal(second) - Decimal(first)
        parts.append(Say(task.say("numbers.reason", larger=second, smaller=first, difference=difference), 1))
    return Draft(tuple(parts), framed=False)


def _looks_the_other_way(smaller: str, larger: str) -> bool:
    """Same whole part, and the smaller has the larger-looking decimals."""
    (whole, _, decimals), (other, _, others) = smaller.partition("."), larger.partition(".")
    return whole == other and int(decimals or 0) > int(others or 0)
