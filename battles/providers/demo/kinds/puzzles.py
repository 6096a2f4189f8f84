"""Small puzzles: the next number, apples eaten, counting aloud, one phrase in many languages."""

import re
from fractions import Fraction
from itertools import pairwise

from battles.providers.demo.draft import Draft, Point, Points, Say, plain
from battles.providers.demo.kinds.arithmetic import wrong_value
from battles.providers.demo.kinds.expression import shown
from battles.providers.demo.kinds.translating import find_row, wordings
from battles.providers.demo.library import asks, pattern
from battles.providers.demo.subject import count_in
from battles.providers.demo.task import Task

_SEQUENCE = re.compile(r"-?\d+(?:\s*[,，、]\s*-?\d+){2,}")
_NUMBER = re.compile(r"-?\d+")
_GAIN = r"(?:buys?|bought|gets?|got|finds?|found|adds?|receives?|(?:gives?|gave) me|more come)"
_LOSS = r"(?:eats?|ate|loses?|lost|(?:gives?|gave) away|gives?|gave|sells?|sold|drops?|uses?|broke|takes?)"
_HAVE = re.compile(
    rf"\b(?:has|have|had)\s+(\d+)\s+\w+.{{0,40}}?\b(?:(?P<gain>{_GAIN})|{_LOSS})\s+(?:\w+\s+)?(\d+)\b"
    r".{0,80}how many",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_COUNT = 200
MOST = 300
"""Characters up to which a prompt can be such a puzzle."""


def next_number(task: Task) -> Draft | None:
    """Sequences by a constant step, a constant factor, squares, or sums of the two before."""
    run = _SEQUENCE.search(task.prompt) if len(task.prompt) <= MOST else None
    if run is None or not asks(task.prompt, "next_number"):
        return None
    numbers = [Fraction(number) for number in _NUMBER.findall(run.group())]
    rule = _rule(numbers)
    if rule is None:
        return None
    name, step, following = rule
    if not task.right(870 if name in ("step", "factor") else 980):
        return plain(task.say("puzzle.next", value=shown(wrong_value(following, task.rng))))
    said = [task.say("puzzle.next", value=shown(following))]
    if task.has_length() >= 0.6:
        said.append(task.say(f"puzzle.{name}", step=shown(step)))
    return plain(*said)


def _rule(numbers: list[Fraction]) -> tuple[str, Fraction, Fraction] | None:
    """Name, step and next number of the first rule that fits all the numbers."""
    pairs = list(pairwise(numbers))
    steps = {after - before for before, after in pairs}
    if len(steps) == 1:
        return "step", steps.pop(), numbers[-1] + (numbers[-1] - numbers[-2])
    if all(before for before, _ in pairs) and len({after / before for before, after in pairs}) == 1:
        factor = pairs[0][1] / pairs[0][0]
        return "factor", factor, numbers[-1] * factor
    sums = zip(numbers, numbers[1:], numbers[2:], strict=False)
    if len(numbers) > 3 and all(a + b == c for a, b, c in sums):
        return "sum", Fraction(0), numbers[-2] + numbers[-1]
    differences = [after - before for before, after in pairs]
    if len(numbers) > 3 and all(b - a == 2 for a, b in pairwise(differences)):
        return "squares", Fraction(0), numbers[-1] + differences[-1] + 2
    return None


def left_over(task: Task) -> Draft | None:
    """ "I have 3 apples and eat 1": one gain or loss, in English."""
    match = _HAVE.search(task.prompt) if len(task.prompt) <= MOST else None
    if match is None:
        return None
    before, change = int(match.group(1)), int(match.group(3))
    sign, after = ("+", before + change) if match["gain"] else ("−", before - change)
    value = Fraction(after) if task.right(840) else Fraction(before + change if sign == "−" else before)
    return plain(task.say("puzzle.left", value=shown(value), expression=f"{before} {sign} {change}"))


def counted(task: Task) -> Draft | None:
    """Counting aloud; the weak lose one on the way."""
    match = pattern("count_to").search(task.prompt) if len(task.prompt) <= MOST else None
    if match is None:
        return None
    found = [int(group) for group in match.groups() if group]
    first, last = (found[0], found[1]) if len(found) > 1 else (1, found[0])
    if not first <= last <= first + _LONGEST_COUNT:
        return None
    numbers = [str(number) for number in range(first, last + 1)]
    if len(numbers) > 3 and not task.right(830):
        numbers.pop(task.rng.randrange(1, len(numbers) - 1))
    return plain(", ".join(numbers))


def in_many_languages(task: Task) -> Draft | None:
    """A phrase of the phrase book in as many languages as were asked for."""
    match = pattern("hello_in").search(task.prompt) if len(task.prompt) <= MOST else None
    row = find_row(next(group for group in match.groups() if group)) if match else None
    if row is None:
        return None
    said = wordings(row)
    count = count_in(task.prompt) or len(said)
    items = tuple(Point(language, wording) for language, wording in said[:count])
    if not task.right(880):
        items = items[:-1]
    return Draft((Points(items, fixed=True),) if items else (Say(task.say("translate.what")),), framed=False)
