"""Arithmetic: find an expression in a sentence, compute it exactly, and remember the steps."""

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction

from battles.providers.demo.kinds.numerals import chinese_to_digits, english_to_digits

MOST_DIGITS = 60

_WORDS = (
    (r"(\d+)\s*(?:的|の|의)\s*(\d+)\s*(?:次方|乗|제곱)", r"\1^\2"),
    (
        r"(?:the )?(?:square root of|wurzel aus|racine carrée de|raíz cuadrada de|根號|根号|√)\s*(\d+)",
        r"sqrt(\1)",
    ),
    (r"(\d+)\s*(?:的平方根|の平方根|의 제곱근)", r"sqrt(\1)"),
    (r"(?:the )?factorial of (\d+)|(\d+)\s*(?:的階乘|的阶乘|の階乗)", r"fact(\1\2)"),
    (r"(\d+)\s*(?:的|の|의)\s*(\d+(?:\.\d+)?\s*%)", r"\2*\1"),
    (r"(\d\s*%|\bpercent)\s*(?:of|von|de|del)\s+(?=\d)", r"\1*"),
    (r"(?<=\d)\s*(?:percent|prozent|pour cent|por ciento)\b", "%"),
    (r"(?<=[\d)])\s*(?:squared|的平方|の二乗|al cuadrado|au carré|im quadrat)", "^2"),
    (r"(?<=[\d)])\s*(?:cubed|的立方|al cubo|au cube)", "^3"),
    (r"\bto the power of\b|\bhoch\b|\bpuissance\b|\belevado a(?: la)?\b|\*\*", "^"),
    (r"\bmultiplied by\b|\btimes\b|乘以|乘上|乘|かける|掛ける|곱하기|\bmal\b|\bfois\b|[×✕✖·∙＊]", "*"),
    (r"\bdivided by\b|除以|÷|／|わる|割る|나누기|geteilt durch|divisé par|dividido (?:por|entre)", "/"),
    (r"\bplus\b|加上|加|たす|足す|더하기|\bmás\b|＋", "+"),
    (r"\bminus\b|減去|减去|減|减|ひく|引く|빼기|\bmoins\b|\bmenos\b|[−–－]", "-"),
    (r"(?<=\d)\s*[xX]\s*(?=\d)", "*"),
    (r"(?<=\d)\s*(?:por|entre)\s*(?=\d)", "*"),
    (r"（", "("),
    (r"）", ")"),
)
_TOKEN = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|sqrt|fact|[-+*/^()%]")
_RUN = re.compile(r"(?:[-\d,.+*/^()%\s]|sqrt|fact)+")
_BINARY = re.compile(r"[\d)%]\s*[-+*/^]\s*(?:[-(\d]|sqrt|fact)|sqrt\s*\(|fact\s*\(|%\s*\*")
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")
_DATE_OR_RANGE = re.compile(r"\d{1,4}(?:[-/]\d{1,4}){1,2}|[\d-]+")
_SIGNS = {"*": "×", "/": "÷", "-": "−", "+": "+"}


class NotComputable(ValueError):
    """Not an expression, or one whose value is not to be written out."""


class DivisionByZero(NotComputable):
    """The expression divides by zero."""


@dataclass(frozen=True)
class Computed:
    """shown: the expression as people write it. steps: "a × b = c" in order. hardness: a rating."""

    shown: str
    value: Fraction
    steps: tuple[str, ...]
    hardness: float


def find_expression(text: str) -> str | None:
    """The longest arithmetic expression of a text, normalised, or None."""
    text = normalise(text)
    runs = [match.group().strip(" ,.") for match in _RUN.finditer(text)]
    found = [run for run in runs if _BINARY.search(run) and not _DATE_OR_RANGE.fullmatch(run)]
    only = text.strip(" =?？.")
    if not found and only in runs and _BINARY.search(only) and not _DATE.fullmatch(only):
        found = [only]
    return max(found, key=len, default=None)


def normalise(text: str) -> str:
    """Words for numbers and operations as signs."""
    text = chinese_to_digits(english_to_digits(text))
    for expression, sign in _WORDS:
        text = re.sub(expression, sign, text, flags=re.IGNORECASE)
    return text


def compute(expression: str) -> Computed:
    """Exact value with steps. Raises NotComputable, and DivisionByZero as one of it."""
    parser = _Parser(_TOKEN.findall(expression))
    value = parser.sum()
    if parser.tokens:
        raise NotComputable(expression)
    hardness = max(parser.hardness, default=600.0) + 35 * max(0, len(parser.steps) - 1)
    return Computed(_pretty(expression), value, tuple(parser.steps), hardness)


def shown(value: Fraction) -> str:
    """The number as people write it: whole, or with up to six decimals."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.6f}".rstrip("0").rstrip(".")


def is_exact(value: Fraction) -> bool:
    """Whether `shown` loses nothing."""
    return Fraction(shown(value)) == value


@dataclass
class _Parser:
    """Recursive descent; each operation leaves a step and a hardness."""

    tokens: list[str]
    steps: list[str] = field(default_factory=list)
    hardness: list[float] = field(default_factory=list)

    def sum(self) -> Fraction:
        value = self.product()
        while self.tokens and self.tokens[0] in "+-":
            value = self._apply(self.tokens.pop(0), value, self.product())
        return value

    def product(self) -> Fraction:
        value = self.power()
        while self.tokens and self.tokens[0] in "*/":
            value = self._apply(self.tokens.pop(0), value, self.power())
        return value

    def power(self) -> Fraction:
        base = self.atom()
        if self.tokens and self.tokens[0] == "^":
            self.tokens.pop(0)
            return self._raise(base, self.power())
        return base

    def atom(self) -> Fraction:
        if not self.tokens:
            raise NotComputable("an operand is missing")
        first = self.tokens.pop(0)
        if first == "-":
            return -self.power()
        if first in ("sqrt", "fact"):
            return self._function(first, self.atom())
        if first == "(":
            value = self.sum()
            if not self.tokens or self.tokens.pop(0) != ")":
                raise NotComputable("a bracket is open")
        elif first[0].isdigit():
            value = Fraction(first.replace(",", ""))
        else:
            raise NotComputable(first)
        while self.tokens and self.tokens[0] == "%":
            self.tokens.pop(0)
            value /= 100
        return value

    def _apply(self, sign: str, left: Fraction, right: Fraction) -> Fraction:
        if sign == "/" and right == 0:
            raise DivisionByZero("division by zero")
        operations = {"+": left + right, "-": left - right, "*": left * right}
        value = left / right if sign == "/" else operations[sign]
        self._note(f"{shown(left)} {_SIGNS[sign]} {_bracketed(right)}", value)
        digits = len(str(abs(left.numerator))) + len(str(abs(right.numerator))) - 2
        self.hardness.append((600 + 40 * digits) if sign in "+-" else (640 + 110 * digits))
        return value

    def _raise(self, base: Fraction, exponent: Fraction) -> Fraction:
        size = max(abs(base.numerator), base.denominator)
        if exponent.denominator != 1 or abs(exponent) * math.log10(max(size, 1)) > MOST_DIGITS:
            raise NotComputable("too large a power")
        if base == 0 and exponent < 0:
            raise DivisionByZero("division by zero")
        value = base ** int(exponent)
        self._note(f"{shown(base)}^{shown(exponent)}", value)
        self.hardness.append(700 + 50 * len(str(abs(value.numerator))))
        return value

    def _function(self, name: str, value: Fraction) -> Fraction:
        if (
            value < 0
            or (name == "fact" and (value.denominator != 1 or value > 40))
            or value > 10**MOST_DIGITS
        ):
            raise NotComputable(name)
        if name == "fact":
            result = Fraction(math.factorial(int(value)))
        elif value.denominator == 1 and math.isqrt(int(value)) ** 2 == value:
            result = Fraction(math.isqrt(int(value)))
        else:
            result = Fraction(f"{math.sqrt(value):.6f}")
        self._note(f"{shown(value)}!" if name == "fact" else f"√{shown(value)}", result)
        self.hardness.append(900 if result.denominator == 1 else 1020)
        return result

    def _note(self, what: str, value: Fraction) -> None:
        sign = "=" if is_exact(value) and not ("√" in what and value.denominator != 1) else "≈"
        self.steps.append(f"{what} {sign} {shown(value)}")


def _bracketed(value: Fraction) -> str:
    return f"({shown(value)})" if value < 0 else shown(value)


def _pretty(expression: str) -> str:
    text = re.sub(r"\s+", "", expression)
    text = re.sub(r"sqrt\(?(\d+)\)?", r"√\1", text)
    text = re.sub(r"fact\(?(\d+)\)?", r"\1!", text)
    text = re.sub(r"(?<=[\d)%!])([-+*/])", lambda match: f" {_SIGNS[match.group(1)]} ", text)
    return text.replace("*", "×")
