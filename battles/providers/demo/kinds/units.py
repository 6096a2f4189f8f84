"""Converting between everyday units."""

import re
from dataclasses import dataclass
from fractions import Fraction

from battles.providers.demo.draft import Draft, Say
from battles.providers.demo.task import Task


@dataclass(frozen=True)
class Unit:
    """names: an expression that finds it. base: how many of its dimension's base units it is."""

    sign: str
    names: str
    dimension: str
    base: Fraction
    offset: Fraction = Fraction(0)


UNITS = (
    Unit(
        "km",
        r"km|kilomet(?:er|re)s?|kilómetros?|kilomètres?|公里|キロ(?:メートル)?|킬로미터",
        "length",
        Fraction(1000),
    ),
    Unit("mi", r"mi|miles?|meilen?|millas?|英里|哩|マイル|마일", "length", Fraction("1609.344")),
    Unit("cm", r"cm|centimet(?:er|re)s?|zentimeter|公分|厘米|センチ|센티미터", "length", Fraction("0.01")),
    Unit("in", r"inch(?:es)?|zoll|pouces?|pulgadas?|英吋|英寸|インチ|인치", "length", Fraction("0.0254")),
    Unit("ft", r"ft|feet|foot|fuß|pieds?|pies?|英尺|英呎|フィート|피트", "length", Fraction("0.3048")),
    Unit("m", r"m|met(?:er|re)s?|mètres?|metros?|公尺|米|メートル|미터", "length", Fraction(1)),
    Unit("kg", r"kg|kilos?|kilogram(?:m?e?s?)?|公斤|千克|キログラム|킬로그램", "mass", Fraction(1)),
    Unit("lb", r"lbs?|pounds?|pfund|livres?|libras?|磅|ポンド|파운드", "mass", Fraction("0.45359237")),
    Unit("oz", r"oz|ounces?|unzen?|onces?|onzas?|盎司|オンス|온스", "mass", Fraction("0.028349523125")),
    Unit("°C", r"°\s?c|celsius|c|攝氏(?:度)?|摄氏(?:度)?|摂氏|섭씨", "heat", Fraction(1)),
    Unit("°F", r"°\s?f|fahrenheit|f|華氏(?:度)?|华氏(?:度)?|華氏|화씨", "heat", Fraction(5, 9), Fraction(32)),
    Unit("L", r"l|lit(?:er|re)s?|litros?|公升|升|リットル|리터", "volume", Fraction(1)),
    Unit("gal", r"gal|gallons?|gallonen|galones?|加侖|加仑|ガロン|갤런", "volume", Fraction("3.785411784")),
)

_ANY = "|".join(f"(?P<u{number}>{unit.names})" for number, unit in enumerate(UNITS))
_AMOUNT = re.compile(
    rf"(?P<amount>-?\d+(?:\.\d+)?)\s*(?:degrees?|grad|度)?\s*(?:{_ANY})(?![a-zà-ÿ])", re.IGNORECASE
)
_PREFIXED = re.compile(rf"(?:{_ANY})\s*(?P<amount>-?\d+(?:\.\d+)?)\s*(?:度|도)", re.IGNORECASE)
_TARGET = re.compile(
    r"(?:\b(?:to|in|into|en|a)\s+|是多少|等於多少|等于多少|是幾|是几|換算成|换算成|轉成|は何|を|는 몇|몇\s?)"
    rf"\s*(?:{_ANY})"
    r"(?![a-zà-ÿ])",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    rf"(?:how many|wie viele|combien de|cuánt[ao]s)\s+(?:{_ANY})(?![a-zà-ÿ])", re.IGNORECASE
)


MOST = 160
"""Characters up to which a prompt can be about units."""


def conversion(task: Task) -> Draft | None:
    """The amount in the prompt in the unit it asks for."""
    if len(task.prompt) > MOST:
        return None
    source = _AMOUNT.search(task.prompt) or _PREFIXED.search(task.prompt)
    if source is None:
        return None
    rest = task.prompt[source.end() :]
    wanted = _TARGET.search(rest) or _HOW_MANY.search(task.prompt)
    if wanted is None:
        return None
    unit, target = _unit_of(source), _unit_of(wanted)
    if unit.dimension != target.dimension or unit is target:
        return None
    amount = Fraction(source["amount"])
    value = ((amount - unit.offset) * unit.base) / target.base + target.offset
    if not task.right(900):
        value = amount * target.base / unit.base if unit.dimension != "heat" else value + 32
    fields = {"amount": source["amount"], "unit": unit.sign, "value": _rounded(value), "target": target.sign}
    return Draft((Say(task.say("units.result", **fields)),), framed=task.has_length() >= 1.4)


def _unit_of(match: re.Match[str]) -> Unit:
    return next(unit for number, unit in enumerate(UNITS) if match[f"u{number}"])


def _rounded(value: Fraction) -> str:
    text = f"{float(value):.2f}" if abs(value) >= 1 else f"{float(value):.4f}"
    return text.rstrip("0").rstrip(".")
