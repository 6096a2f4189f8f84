"""Keep the leading spaces of lines, as verse and letters have them.

CommonMark removes them. In paragraphs outside lists they become no-break spaces; in a list they belong to the
item. A first line that is indented by four columns is code, as ever.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, escape, newline
from markdown_it.token import Token

MAX_COLUMNS = 40
TAB_COLUMNS = 4
INDENT = "indent"
"""Key in the meta data of a line break's token: the white space that followed it."""

WIDE_SPACE = "\u3000"
"""The ideographic space: Chinese paragraphs begin with two of them."""

_LEADING = re.compile(rf"[ \t{WIDE_SPACE}]*")


def note_indent(state: StateInline, silent: bool) -> bool:
    """Parse a line break as the library does, and note the white space that it drops."""
    start = state.pos
    if not newline(state, silent):
        return False
    if not silent and state.pos > start + 1:
        state.tokens[-1].meta[INDENT] = state.src[start + 1 : state.pos]
    return True


def note_indent_after_backslash(state: StateInline, silent: bool) -> bool:
    """Parse an escape as the library does, and note the white space after one that breaks the line."""
    start = state.pos
    if not escape(state, silent):
        return False
    if not silent and state.src[start + 1] == "\n" and state.pos > start + 2:
        state.tokens[-1].meta[INDENT] = state.src[start + 2 : state.pos]
    return True


def keep_indents(state: StateCore) -> None:
    """Put the noted white space of paragraphs back, and that of their first lines."""
    lines: list[str] = []
    lists = 0
    for block, inline in zip(state.tokens, state.tokens[1:], strict=False):
        lists += (block.type == "list_item_open") - (block.type == "list_item_close")
        if lists or block.type != "paragraph_open" or not inline.children:
            continue
        has_lines = any(child.type in ("softbreak", "hardbreak") for child in inline.children)
        if block.level == 0 and block.map is not None:
            lines = lines or state.src.split("\n")
            before = _LEADING.match(lines[block.map[0]])
            first = before[0] if before else ""
            if first and not has_lines:
                first = "".join(character for character in first if character == WIDE_SPACE)
            if first:
                inline.children.insert(0, _space(first))
        if has_lines:
            inline.children = _with_indents(inline.children)


def _with_indents(children: list[Token]) -> list[Token]:
    result: list[Token] = []
    for child in children:
        result.append(child)
        if INDENT in child.meta:
            result.append(_space(child.meta[INDENT]))
    return result


def _space(space: str) -> Token:
    """A text as wide as the white space."""
    fixed = space.replace("\t", " " * TAB_COLUMNS)[:MAX_COLUMNS].replace(" ", "\u00a0")
    return Token("text", "", 0, content=fixed)


def keep_indentation(parser: MarkdownIt) -> None:
    """Add the rules for leading spaces to a parser."""
    parser.inline.ruler.at("newline", note_indent)
    parser.inline.ruler.at("escape", note_indent_after_backslash)
    parser.core.ruler.push("keep_indents", keep_indents)
