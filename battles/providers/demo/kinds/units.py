"""Convert between everyday units, which data/units.toml lists."""

import re
from fractions import Fraction
from typing import Any

from battles.providers.demo.draft import Draft, Say
from battles.providers.demo.library import read
from battles.providers.demo.task import Task

UNITS: list[dict[str, Any]] = read("units")["unit"]

_ANY = "|".join(f"(?P<u{number}>{unit['names']})" for number, unit in enumerate(UNITS))


def _compile(before: str, after: str) -> re.Pattern[str]:
    return re.compile(rf"{before}(?:{_ANY}){after}", re.IGNORECASE)


_NUMBER = r"(?P<amount>-?\d+(?:\.\d+)?)"
_END = "(?![a-zà-ÿ])"
_AMOUNT = _compile(rf"{_NUMBER}\s*(?:degrees?|grad|度)?\s*", _END)
_PREFIXED = _compile("", rf"\s*{_NUMBER}\s*(?:度|도)")
_TARGET = _compile(read("units")["target"] + r"\s*", _END)
_HOW_MANY = _compile(read("units")["how_many"] + r"\s+", _END)


def conversion(task: Task) -> Draft | None:
    """The amount in the prompt in the unit it asks for."""
    source = _AMOUNT.search(task.prompt) or _PREFIXED.search(task.prompt)
    if source is None:
        return None
    wanted = _TARGET.search(task.prompt[source.end() :]) or _HOW_MANY.search(task.prompt)
    if wanted is None:
        return None
    unit, target = _unit_of(source), _unit_of(wanted)
    if unit["dimension"] != target["dimension"] or unit is target:
        return None
    amount = Fraction(source["amount"])
    base, target_base = Fraction(unit["base"]), Fraction(target["base"])
    value = (amount - unit.get("offset", 0)) * base / target_base + target.get("offset", 0)
    if not task.right(900):
        value = amount * target_base / base if unit["dimension"] != "heat" else value + 32
    fields = {"amount": source["amount"], "unit": unit["sign"], "target": target["sign"]}
    result = task.say("units.result", value=_rounded(value), **fields)
    return Draft((Say(result),), framed=task.has_length() >= 1.4)


def _unit_of(match: re.Match[str]) -> dict[str, Any]:
    return next(unit for number, unit in enumerate(UNITS) if match[f"u{number}"])


def _rounded(value: Fraction) -> str:
    text = f"{float(value):.2f}" if abs(value) >= 1 else f"{float(value):.4f}"
    return text.rstrip("0").rstrip(".")
