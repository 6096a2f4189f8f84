"""Render the blocks of a growing text that no further text changes.

A block of CommonMark is closed when another one begins beside it, or at an empty line where that ends it.
An item of a list is closed when the next item of the same list begins: the items of a list that is still
open are rendered as a list, and the next piece begins with a list that continues it (`join_blocks`).
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

_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)])[ \t][-*_ \t]*[^-*_\s\[]")
"""The beginning of a line that is an item whatever follows: no rule, and no definition of a link."""

BLANKS = " \t\r\n"
"""Characters of an empty line: Markdown knows no others."""

_NEWLINE = re.compile(r"\r\n?|\n")
_FORMULA_OPENING = re.compile(r" {0,3}(?:\$\$|\\\[|\\begin\{)")
_CLOSED_AT_ONCE = {"heading_open", "hr", FORMULA}
_CLOSED_BY_EMPTY_LINE = {"paragraph_open", "blockquote_open", "table_open"}
_LISTS = {"bullet_list_open": "bullet_list_close", "ordered_list_open": "ordered_list_close"}
_LITERAL = {FORMULA, "fence", "code_block"}


@dataclass(frozen=True)
class ClosedBlocks:
    """HTML of the first `characters` of a text, and the link references known after it.

    open_list: "ul" or "ol" if the HTML ends with a list whose further items follow, else "".
    """

    html: str = ""
    characters: int = 0
    references: References = field(default_factory=dict)
    open_list: str = ""


@dataclass(frozen=True, order=True)
class Cut:
    """Where a growing text may be cut: before line `line`, after `tokens` of its tokens.

    open_list: as in ClosedBlocks.
    """

    line: int
    tokens: int
    open_list: str = ""


def join_blocks(before: str, more: str, *, open_list: str) -> str:
    """Join the HTML of closed blocks with that of the next ones. open_list: of the blocks before."""
    if not open_list:
        return before + more
    return before.removesuffix(f"</{open_list}>\n") + more[more.index(">\n") + 2 :]


def begins_item(line: str) -> bool:
    """Whether a line that is not complete is already the beginning of an item."""
    return _ITEM.match(line) is not None and "\r" not in line


def render_closed_blocks(text: str, *, references: References, allowance: Allowance) -> ClosedBlocks:
    """Render the closed blocks at the beginning of a text. Beyond a budget nothing is closed."""
    nothing = ClosedBlocks(references=references)
    last_line = text.rfind("\n") + 1
    complete = text if begins_item(text[last_line:]) else text[:last_line]
    if not complete or len(text) > MAX_CHARACTERS or count_padded_cells(complete) > MAX_PADDED_CELLS:
        return nothing
    environment: dict[str, Any] = {"references": dict(references)}
    try:
        with allowance.limit():
            tokens = MARKDOWN.parse(clean_source(complete), environment)
        ends = [match.end() for match in _NEWLINE.finditer(complete)]
        starts = [0, *ends]
        ends += [len(complete)] if ends[-1:] != [len(complete)] else []
        cut = find_cut(tokens, [complete[a:b] for a, b in zip(starts, ends, strict=False)])
        if not cut.tokens or len(environment["references"]) > MAX_REFERENCES:
            return nothing
        html = render_tokens(_take(tokens, cut), complete, allowance)
    except (OverBudget, RecursionError):
        return nothing
    if html is None:
        return nothing
    return ClosedBlocks(html, starts[cut.line], environment["references"], cut.open_list)


def find_cut(tokens: list[Token], lines: list[str]) -> Cut:
    """Return the last place where the text may be cut.

    lines: the lines that the tokens were parsed from; the last one may be incomplete where it begins an item.
    """
    blocks = [
        (number, token)
        for number, token in enumerate(tokens)
        if token.level == 0 and token.nesting >= 0 and token.map is not None
    ]
    if not blocks:
        return Cut(0, 0)
    cuts = [Cut(_first_line(token), number) for number, token in blocks]
    number, last = blocks[-1]
    if _is_closed(last, lines):
        cuts.append(Cut(len(lines), len(tokens)))
    elif last.type in _LISTS:
        items = [n for n in range(number + 2, len(tokens)) if _is_item(tokens[n])]
        cuts += [Cut(_first_line(tokens[item]), item, last.tag) for item in items]
    opening = _find_formula_opening(tokens, lines[: cuts[-1].line], total=len(lines))
    return cuts[-1] if opening is None else max(cut for cut in cuts if cut.line <= opening)


def _is_closed(last: Token, lines: list[str]) -> bool:
    if not lines[-1].endswith(("\n", "\r")):
        return False
    if last.type == "fence":
        return _last_line(last) < len(lines)
    return last.type in _CLOSED_AT_ONCE or (
        last.type in _CLOSED_BY_EMPTY_LINE and not lines[-1].strip(BLANKS)
    )


def _is_item(token: Token) -> bool:
    return token.type == "list_item_open" and token.level == 1


def _take(tokens: list[Token], cut: Cut) -> list[Token]:
    """The tokens before the cut; a list that is still open is closed."""
    taken = tokens[: cut.tokens]
    if cut.open_list:
        opening = next(token for token in reversed(taken) if token.level == 0 and token.nesting == 1)
        taken.append(Token(_LISTS[opening.type], opening.tag, -1, block=True))
    return taken


def _find_formula_opening(tokens: list[Token], lines: list[str], *, total: int) -> int | None:
    """The first line where a formula may begin whose end is not there yet; None if there is none."""
    literal = [token for token in tokens if token.type in _LITERAL and token.map is not None]
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
