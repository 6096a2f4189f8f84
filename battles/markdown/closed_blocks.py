"""Render the blocks of a growing text that no further text changes.

A block of CommonMark is closed when another one begins beside it, or at an empty line where that ends it.
An item of a list is closed when the next item of the same list begins, in a list inside of an item too: the
items of lists that are still open are rendered as lists, and the next piece begins with lists that continue
them (`join_blocks`). What begins inside of an item is parsed behind a line for each item around it (`stub`).
What closed blocks become does not depend on what follows, with one exception: a link reference that is
defined later. The whole text is rendered at its end; until then such a link is shown as it was written.
"""

import re
from collections.abc import Iterator
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

MAX_DEPTH = 6
"""Lists in lists: deeper items appear with the item around them."""

_MARK = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?=\S)")
"""The beginning of an item's line, up to its words."""

STUB = "x\n\n"
"""The words of an item in a stub. They are rendered already."""

_LIST_TAG = r'<[ou]l(?: start="\d+")?>\n'
_NEWLINE = re.compile(r"\r\n?|\n")
_FORMULA_OPENING = re.compile(r" {0,3}(?:\$\$|\\\[|\\begin\{)")
_CLOSED_AT_ONCE = {"heading_open", "hr", FORMULA}
_CLOSED_BY_EMPTY_LINE = {"paragraph_open", "blockquote_open", "table_open"}
_LISTS = {"bullet_list_open": "bullet_list_close", "ordered_list_open": "ordered_list_close"}
_LITERAL = {FORMULA, "fence", "code_block"}


@dataclass(frozen=True)
class ClosedBlocks:
    """HTML of the first `characters` of a text, and the link references known after it.

    open_list: the tags of the lists that are still open at its end, outermost first ("ul", "ol ul"), else "".
    stub: lines that begin the items around what follows.
    """

    html: str = ""
    characters: int = 0
    references: References = field(default_factory=dict)
    open_list: str = ""
    stub: str = ""


@dataclass(frozen=True, order=True)
class Cut:
    """Where a growing text may be cut: before line `line`, after `tokens` of its tokens.

    open_lists: positions of the tokens that open the lists around the cut, outermost first. items: positions
    of the items around it.
    """

    line: int
    tokens: int
    open_lists: tuple[int, ...] = ()
    items: tuple[int, ...] = ()


def join_blocks(before: str, more: str, *, open_list: str) -> str:
    """Join the HTML of closed blocks with that of the next ones. open_list: of the blocks before."""
    lists = open_list.split()
    if not lists:
        return before + more
    end = "</li>\n".join(f"</{tag}>\n" for tag in reversed(lists))
    beginning = re.match("<li>\n".join([_LIST_TAG] * len(lists)), more)
    return before.removesuffix(end) + more[beginning.end() if beginning else 0 :]


def begins_item(line: str) -> bool:
    """Whether a line that is not complete is already the beginning of an item."""
    return _ITEM.match(line) is not None and "\r" not in line


def render_closed_blocks(
    text: str, *, references: References, allowance: Allowance, stub: str = ""
) -> ClosedBlocks:
    """Render the closed blocks at the beginning of a text. Beyond a budget nothing is closed.

    references, stub: of the blocks before.
    """
    nothing = ClosedBlocks(references=references)
    last_line = text.rfind("\n") + 1
    complete = text if begins_item(text[last_line:]) else text[:last_line]
    if not complete or len(text) > MAX_CHARACTERS or count_padded_cells(complete) > MAX_PADDED_CELLS:
        return nothing
    complete = stub + complete
    environment: dict[str, Any] = {"references": dict(references)}
    try:
        with allowance.limit():
            tokens = MARKDOWN.parse(clean_source(complete), environment)
        ends = [match.end() for match in _NEWLINE.finditer(complete)]
        starts = [0, *ends]
        ends += [len(complete)] if ends[-1:] != [len(complete)] else []
        lines = [complete[a:b] for a, b in zip(starts, ends, strict=False)]
        cut = find_cut(tokens, lines)
        is_new = cut.tokens and starts[cut.line] > len(stub)
        if not is_new or len(environment["references"]) > MAX_REFERENCES:
            return nothing
        html = render_tokens(_take(tokens, cut, stub.count(STUB)), complete, allowance)
    except (OverBudget, RecursionError):
        return nothing
    if html is None:
        return nothing
    return ClosedBlocks(
        html,
        starts[cut.line] - len(stub),
        environment["references"],
        " ".join(tokens[number].tag for number in cut.open_lists),
        "".join(f"{_mark(tokens[number], lines)}{STUB}" for number in cut.items),
    )


def find_cut(tokens: list[Token], lines: list[str]) -> Cut:
    """Return the last place where the text may be cut.

    lines: the lines that the tokens were parsed from; the last one may be incomplete where it begins an item.
    """
    blocks = _blocks(tokens, range(len(tokens)), 0)
    if not blocks:
        return Cut(0, 0)
    cuts = [Cut(_first_line(tokens[number]), number) for number in blocks]
    last = tokens[blocks[-1]]
    if _is_closed(last, lines):
        cuts.append(Cut(len(lines), len(tokens)))
    elif last.type in _LISTS:
        cuts += _find_cuts_in_list(tokens, lines, blocks[-1])
    opening = _find_formula_opening(tokens, lines[: cuts[-1].line], total=len(lines))
    return cuts[-1] if opening is None else max(cut for cut in cuts if cut.line <= opening)


def _blocks(tokens: list[Token], positions: range, level: int) -> list[int]:
    """The positions of the blocks of one level."""
    return [
        number
        for number in positions
        if tokens[number].level == level and tokens[number].nesting >= 0 and tokens[number].map is not None
    ]


def _find_cuts_in_list(tokens: list[Token], lines: list[str], opening: int) -> Iterator[Cut]:
    """Yield the cuts before the items of a list, then those in the lists that end its last item."""
    lists: tuple[int, ...] = (opening,)
    around: tuple[int, ...] = ()
    while len(lists) <= MAX_DEPTH:
        level = tokens[lists[-1]].level + 1
        items = _blocks(tokens, range(lists[-1] + 1, len(tokens)), level)
        yield from (Cut(_first_line(tokens[item]), item, lists, around) for item in items[1:])
        last = items[-1]
        inner = _blocks(tokens, range(last + 1, len(tokens)), level + 1)
        kinds = [tokens[number].type for number in inner]
        if kinds[:1] != ["paragraph_open"] or kinds[-1] not in _LISTS or not _mark(tokens[last], lines):
            return
        lists, around = (*lists, inner[-1]), (*around, last)


def _mark(item: Token, lines: list[str]) -> str:
    """What an item's line begins with; "" if the item's words are not on it."""
    match = _MARK.match(lines[_first_line(item)])
    return match[0] if match else ""


def _is_closed(last: Token, lines: list[str]) -> bool:
    if not lines[-1].endswith(("\n", "\r")):
        return False
    if last.type == "fence":
        return _last_line(last) < len(lines)
    return last.type in _CLOSED_AT_ONCE or (
        last.type in _CLOSED_BY_EMPTY_LINE and not lines[-1].strip(BLANKS)
    )


def _take(tokens: list[Token], cut: Cut, stubs: int) -> list[Token]:
    """The tokens before the cut, without the words of the stubs; lists that are still open are closed."""
    words = {5 * number + place for number in range(stubs) for place in (2, 3, 4)}
    taken = [token for number, token in enumerate(tokens[: cut.tokens]) if number not in words]
    for depth, opening in enumerate(reversed(cut.open_lists)):
        if depth:
            taken.append(Token("list_item_close", "li", -1, block=True))
        taken.append(Token(_LISTS[tokens[opening].type], tokens[opening].tag, -1, block=True))
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
