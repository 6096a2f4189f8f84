"""Small puzzles about numbers, letters, and one phrase in many languages."""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from battles.providers.demo.draft import Draft, Point, Points, Say, plain
from battles.providers.demo.kinds.arithmetic import wrong_value
from battles.providers.demo.kinds.expression import shown
from battles.providers.demo.kinds.translating import find_row, wordings
from battles.providers.demo.library import asks, first_groups
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
_QUOTES = "\"'“”‘’「」『』«»"
_Q = f"[{_QUOTES}]?"
_LETTER_FIRST = re.compile(
    rf"(?:how many|wie viele|combien de|cuántas?|cuantas?)\s+(?:times?\s+(?:is|does)\s+)?(?:the\s+)?"
    rf"(?:letters?\s+|buchstaben?\s+|lettres?\s+|letras?\s+)?{_Q}(?P<letter>[a-z])(?:{_Q}['’]?s)?{_Q}(?![a-z]).{{0,40}}?"
    rf"\b(?:in|im|dans|en)\s+(?:the\s+|dem\s+|le\s+|la\s+)?(?:word\s+|wort\s+|mot\s+|palabra\s+)?"
    rf"{_Q}(?P<word>[a-zäöüßéèñ]{{2,}})",
    re.IGNORECASE,
)
_WORD_FIRST = re.compile(
    rf"(?<![a-z]){_Q}(?P<word>[a-z]{{3,}}){_Q}[^a-z]{{0,12}}(?:幾|几|多少|いくつ|何|몇|有|の中|に|에)?[^a-z]{{0,8}}"
    rf"{_Q}(?P<letter>[a-z]){_Q}(?![a-z])",
    re.IGNORECASE,
)
_BACKWARDS = re.compile(rf"{_Q}([^\W\d_]{{2,40}}){_Q}\W*$")
_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]{{1,60}})[{_QUOTES}]")
_BETWEEN = re.compile(
    r"(?:word|spell|wort|mot|palabra)\s+([^\W\d_]+)\s+(?:backwards?|in reverse|rückwärts|à l'envers|al revés)"
)
_DECIMAL = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\d)")


def next_number(task: Task) -> Draft | None:
    """Sequences by a constant step, a constant factor, squares, or sums of the two before."""
    run = _SEQUENCE.search(task.prompt)
    if run is None:
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
    match = _HAVE.search(task.prompt)
    if match is None:
        return None
    before, change = int(match.group(1)), int(match.group(3))
    sign, after = ("+", before + change) if match["gain"] else ("−", before - change)
    value = Fraction(after) if task.right(840) else Fraction(before + change if sign == "−" else before)
    return plain(task.say("puzzle.left", value=shown(value), expression=f"{before} {sign} {change}"))


def counted(task: Task) -> Draft | None:
    """Counting aloud; the weak lose one on the way."""
    bounds = [int(bound) for bound in first_groups("count_to", task.prompt)]
    first, last = bounds if len(bounds) > 1 else (1, bounds[0])
    if not first <= last <= first + _LONGEST_COUNT:
        return None
    numbers = [str(number) for number in range(first, last + 1)]
    if len(numbers) > 3 and not task.right(830):
        numbers.pop(task.rng.randrange(1, len(numbers) - 1))
    return plain(", ".join(numbers))


def in_many_languages(task: Task) -> Draft | None:
    """A phrase of the phrase book in as many languages as were asked for."""
    row = find_row(first_groups("hello_in", task.prompt)[0])
    if row is None:
        return None
    said = wordings(row)
    count = count_in(task.prompt) or len(said)
    items = tuple(Point(language, wording) for language, wording in said[:count])
    if not task.right(880):
        items = items[:-1]
    return Draft((Points(items, fixed=True),) if items else (Say(task.say("translate.what")),), framed=False)


def letter_count(task: Task) -> Draft | None:
    """How often a letter is in a word; weak models see one too few."""
    match = _LETTER_FIRST.search(task.prompt) or (
        _WORD_FIRST.search(task.prompt) if asks(task.prompt, "how_many") else None
    )
    if match is None:
        return None
    word, letter = match["word"], match["letter"].lower()
    count = word.lower().count(letter)
    if not task.right(960 + 40 * min(count, 4)):
        count = max(0, count - 1) if count else 1
        return plain(task.say("letters.count", count=count, letter=letter, word=word))
    spelled = "-".join(f"**{each}**" if each.lower() == letter else each for each in word)
    said = [Say(task.say("letters.count", count=count, letter=letter, word=word))]
    if task.level > 0.5:
        said.append(Say(task.say("letters.spelled", spelled=spelled), 1))
    return Draft(tuple(said), framed=False)


def spelled_backwards(task: Task) -> Draft | None:
    """A given word in reverse; not a request for a program that does it."""
    if asks(task.prompt, "program"):
        return None
    match = _QUOTED.search(task.prompt) or _BETWEEN.search(task.prompt) or _BACKWARDS.search(task.prompt)
    if match is None:
        return None
    word = match.group(1)
    backwards = word[::-1]
    if not task.right(860 + 25 * len(word)) and len(word) > 3:
        at = task.rng.randrange(len(word) - 1)
        backwards = backwards[:at] + backwards[at + 1] + backwards[at] + backwards[at + 2 :]
    return plain(task.say("letters.backwards", word=word, backwards=backwards))


def larger_number(task: Task) -> Draft | None:
    """The larger of the two numbers in the prompt; misread decimals are the weak models' trap."""
    numbers = _DECIMAL.findall(task.prompt)
    if len(numbers) != 2:
        return None
    first, second = sorted(numbers, key=Decimal)
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
