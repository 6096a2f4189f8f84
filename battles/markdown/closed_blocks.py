"""Render the blocks of a growing text that no further text changes.

A block of CommonMark is closed when another one begins beside it, or at an empty line where that ends it.
What closed blocks become does not depend on what follows, with one exception: a link reference that is
defined later. The whole text is rendered at its end; until then such a link is shown as it was written.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from battles.markdown.allowance import Allowance, OverBudget
from battles.markdown.commonmark import MARKDOWN
from battles.markdown.formulas import FORMULA, MAX_LINES
from battles.markdown.mathml import clean_source
from battles.markdown.rendering import MAX_CHARACTERS, MAX_PADDED_CELLS, count_padded_cells, render_tokens

References = dict[str, dict[str, Any]]
"""Link reference definitions, as the parser keeps them."""

MAX_REFERENCES = 200
"""With more definitions than this a text stays text until its end: they travel with every piece of work."""

_NEWLINE = re.compile(r"\r\n?|\n")
_FORMULA_OPENING = re.compile(r" {0,3}(?:\$\$|\\\[|\\begin\{)")
_CLOSED_AT_ONCE = {"heading_open", "hr", FORMULA}
_CLOSED_BY_EMPTY_LINE = {"paragraph_open", "blockquote_open", "table_open"}


@dataclass(frozen=True)
class ClosedBlocks:
    """HTML of the first `characters` of a text, and the link references known after it."""

    html: str = ""
    characters: int = 0
    references: References = field(default_factory=dict)


def render_closed_blocks(text: str, *, references: References, allowance: Allowance) -> ClosedBlocks:
    """Render the closed blocks at the beginning of a text. Beyond a budget nothing is closed."""
    nothing = ClosedBlocks(references=references)
    complete = text[: text.rfind("\n") + 1]
    if not complete or len(text) > MAX_CHARACTERS or count_padded_cells(complete) > MAX_PADDED_CELLS:
        return nothing
    environment: dict[str, Any] = {"references": dict(references)}
    try:
        with allowance.limit():
            tokens = MARKDOWN.parse(clean_source(complete), environment)
        ends = [match.end() for match in _NEWLINE.finditer(complete)]
        starts = [0, *ends]
        closed, line = find_closed(tokens, [complete[a:b] for a, b in zip(starts, ends, strict=False)])
        if not closed or len(environment["references"]) > MAX_REFERENCES:
            return nothing
        html = render_tokens(tokens[:closed], complete, allowance)
    except (OverBudget, RecursionError):
        return nothing
    if html is None:
        return nothing
    return ClosedBlocks(html, starts[line], environment["references"])


def find_closed(tokens: list[Token], lines: list[str]) -> tuple[int, int]:
    """Return how many of the tokens belong to closed blocks, and the number of their lines.

    lines: the complete lines that the tokens were parsed from.
    """
    blocks = [
        (number, token)
        for number, token in enumerate(tokens)
        if token.level == 0 and token.nesting >= 0 and token.map is not None
    ]
    if not blocks:
        return 0, 0
    number, last = blocks[-1]
    is_closed = last.type in _CLOSED_AT_ONCE or (last.type in _CLOSED_BY_EMPTY_LINE and not lines[-1].strip())
    if last.type == "fence":
        is_closed = _last_line(last) < len(lines)
    closed, line = (len(tokens), len(lines)) if is_closed else (number, _first_line(last))
    opening = _find_formula_opening(blocks, lines[:line], total=len(lines))
    if opening is not None:
        closed, line = max((n, _first_line(token)) for n, token in blocks if _first_line(token) <= opening)
    return closed, line


def _find_formula_opening(blocks: list[tuple[int, Token]], lines: list[str], *, total: int) -> int | None:
    """The first line where a formula may begin whose end is still to come; None if there is none."""
    literal = [token for _number, token in blocks if token.type in {FORMULA, "fence", "code_block"}]
    for number in range(max(0, total - MAX_LINES), len(lines)):
        if _FORMULA_OPENING.match(lines[number]) and not any(
            _first_line(token) <= number < _last_line(token) for token in literal
        ):
            return number
    return None


def _first_line(token: Token) -> int:
    return token.map[0] if token.map else 0


def _last_line(token: Token) -> int:
    return token.map[1] if token.map else 0
