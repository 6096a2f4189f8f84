"""Footnotes without links: the mark is raised where it stands, in the text and before its note.

A note stays where it was written. So nothing of an answer changes with what comes later, and no link leads
into this site.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline

_MARK = re.compile(r"\[\^((?:[A-Za-z]{2,20}-?)?\d{1,4})\^?\]")
"""Marks with a number: "[^a-z]" is a class of characters."""


def raise_marks(parser: MarkdownIt) -> None:
    """Add footnotes to a parser."""
    parser.inline.ruler.before("link", "footnote_mark", _footnote_mark)
    parser.block.ruler.at("reference", _without_footnotes(reference))


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    """Parse "[^1]", and "[^1]:" at the beginning of a line."""
    match = _MARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    begins_line = state.pos == 0 or state.src[state.pos - 1] == "\n"
    begins_note = begins_line and state.src.startswith(":", match.end())
    if not silent:
        state.push("sup_open", "sup", 1)
        state.push("text", "", 0).content = match[1]
        state.push("sup_close", "sup", -1)
    state.pos = match.end() + begins_note
    return True


def _without_footnotes(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[..., bool]:
    """Return the rule for definitions of links; a note of one word would be one of them, and disappear."""

    def rule_without_footnotes(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        return _MARK.match(state.src, start) is None and rule(state, start_line, end_line, silent)

    return rule_without_footnotes
