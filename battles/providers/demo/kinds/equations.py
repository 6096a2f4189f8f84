"""Equations in one unknown, linear or quadratic."""

import math
import re
from fractions import Fraction

from battles.providers.demo.draft import Draft, Point, Points, Say
from battles.providers.demo.kinds.arithmetic import wrong_value
from battles.providers.demo.kinds.expression import NotComputable, compute, normalise, shown
from battles.providers.demo.task import Task

_SIGN = r"[\d.\s+\-*/^()]"
_EQUATION = re.compile(
    rf"(?<![a-zA-Z])({_SIGN}*([xyztn])(?![a-zA-Z])(?:{_SIGN}|\2)*)=\s*((?:{_SIGN}|\2)+)(?![a-zA-Z])"
)
_SQUARE = re.compile(r"²")


def equation(task: Task) -> Draft | None:
    """Solve the equation in the prompt, if its sides differ by a polynomial of degree one or two."""
    match = _EQUATION.search(normalise(_SQUARE.sub("^2", task.prompt)))
    if match is None:
        return None
    left, unknown, right = match.group(1).strip(), match.group(2), match.group(3).strip(" .")
    try:
        coefficients = _coefficients(left, right, unknown)
    except NotComputable:
        return None
    if coefficients is None:
        return None
    shown_equation = f"{left} = {right}"
    return (
        _linear(task, shown_equation, unknown, *coefficients[1:])
        if coefficients[0] == 0
        else _quadratic(task, shown_equation, unknown, *coefficients)
    )


def _coefficients(left: str, right: str, unknown: str) -> tuple[Fraction, Fraction, Fraction] | None:
    """a, b, c of a·x² + b·x + c = 0, read off the values at −1, 0, 1; None if 2 and 3 disagree."""

    def at(value: int) -> Fraction:
        filled = []
        for side in (left, right):
            text = re.sub(rf"(?<=[\d)])\s*(?=[{unknown}(])", "*", side)
            filled.append(compute(text.replace(unknown, f"({value})")).value)
        return filled[0] - filled[1]

    constant, plus, minus = at(0), at(1), at(-1)
    a, b = (plus + minus) / 2 - constant, (plus - minus) / 2
    if any(at(x) != a * x * x + b * x + constant for x in (2, 3)) or (a == 0 and b == 0):
        return None
    return a, b, constant


def _linear(task: Task, text: str, unknown: str, b: Fraction, c: Fraction) -> Draft:
    solution = -c / b
    value = solution if task.right(880) else wrong_value(solution, task.rng)
    steps = (
        Point(f"`{_term(b, unknown)} = {shown(-c)}`", ""),
        Point(f"`{unknown} = {shown(-c)} ÷ {_bracketed(b)} = {shown(value)}`", ""),
    )
    return _solved(task, text, f"{unknown} = {shown(value)}", steps)


def _quadratic(task: Task, text: str, unknown: str, a: Fraction, b: Fraction, c: Fraction) -> Draft:
    discriminant = b * b - 4 * a * c
    steps = [Point(f"`D = b² − 4ac = {shown(discriminant)}`", "")]
    if discriminant < 0:
        return _solved(task, text, task.say("equation.none"), tuple(steps))
    root = _root(discriminant)
    solutions = sorted({(-b - root) / (2 * a), (-b + root) / (2 * a)})
    if not task.right(1010):
        solutions = [-solution for solution in solutions] if any(solutions) else [Fraction(1)]
    said = ", ".join(f"{unknown} = {shown(solution)}" for solution in solutions)
    steps.append(Point(f"`{unknown} = (−b ± √D) ÷ 2a`", ""))
    return _solved(task, text, said, tuple(steps))


def _solved(task: Task, text: str, solution: str, steps: tuple[Point, ...]) -> Draft:
    parts: list[Say | Points] = [Say(task.say("equation.result", equation=text, solution=solution))]
    if task.level > 0.35 and task.has_length() >= 0.6:
        parts += [Say(task.say("arithmetic.steps"), 1), Points(steps, ordered=True)]
    return Draft(tuple(parts), framed=False)


def _root(value: Fraction) -> Fraction:
    roots = [math.isqrt(part) for part in (value.numerator, value.denominator)]
    if roots[0] ** 2 == value.numerator and roots[1] ** 2 == value.denominator:
        return Fraction(*roots)
    return Fraction(f"{math.sqrt(value):.6f}")


def _term(coefficient: Fraction, unknown: str) -> str:
    return unknown if coefficient == 1 else f"{shown(coefficient)}{unknown}"


def _bracketed(value: Fraction) -> str:
    return f"({shown(value)})" if value < 0 else shown(value)
