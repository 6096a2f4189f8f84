"""The style of an answer in numbers: its length, and its markdown headers, lists and bold.

These are the four features that style control removes from a rating.
"""

import re
from dataclasses import dataclass

from battles.detectors import tokens
from battles.detectors.code_blocks import remove_code_blocks

VERSION = f"1+tokens.{tokens.VERSION}"

_HEADER = re.compile(r"^(#{1,6})\s", re.MULTILINE)
_ORDERED = re.compile(r"^[^\S\n]*+\d++\.\s", re.MULTILINE)
_UNORDERED = re.compile(r"^[^\S\n]*+[-*+]\s", re.MULTILINE)
_BOLD_ASTERISKS = re.compile(r"\*\*[^*\n]++\*\*")
_BOLD_UNDERSCORES = re.compile(r"__[^_\n]++__")


@dataclass(frozen=True)
class Style:
    """Counts of one side's answers; `headers`, `lists` and `bold` are the sums that style control uses.

    `header_levels` counts the levels one to six in that order.
    """

    tokens: int
    header_levels: tuple[int, int, int, int, int, int] = (0, 0, 0, 0, 0, 0)
    ordered: int = 0
    unordered: int = 0
    bold_asterisks: int = 0
    bold_underscores: int = 0

    @property
    def headers(self) -> int:
        return sum(self.header_levels)

    @property
    def lists(self) -> int:
        return self.ordered + self.unordered

    @property
    def bold(self) -> int:
        return self.bold_asterisks + self.bold_underscores


def style_features(answer: str) -> Style:
    """Count the style of one answer.

    - tokens are estimated over the whole answer, code included;
    - fenced code is removed before anything else is counted;
    - a header is one to six `#` at the start of a line and a space;
    - a list item is a line whose first word is `1.`, `-`, `*` or `+`;
    - bold is `**x**` or `__x__` within one line.
    """
    prose = remove_code_blocks(answer)
    levels = [len(mark) for mark in _HEADER.findall(prose)] if "#" in prose else []
    return Style(
        tokens=tokens.estimate_tokens(answer),
        header_levels=(
            levels.count(1),
            levels.count(2),
            levels.count(3),
            levels.count(4),
            levels.count(5),
            levels.count(6),
        ),
        ordered=len(_ORDERED.findall(prose)),
        unordered=len(_UNORDERED.findall(prose)) if any(mark in prose for mark in "-*+") else 0,
        bold_asterisks=len(_BOLD_ASTERISKS.findall(prose)) if "**" in prose else 0,
        bold_underscores=len(_BOLD_UNDERSCORES.findall(prose)) if "__" in prose else 0,
    )
