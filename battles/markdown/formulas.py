"""Find TeX formulas in Markdown: $…$, $$…$$, \\(…\\), \\[…\\] and environments.

A formula is found while Markdown is parsed, before emphasis, so that code stays code and an underscore in a
formula is no emphasis. It becomes a token; `battles.markdown.mathml` turns it into MathML.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_inline.state_inline import StateInline

FORMULA = "formula"
"""Type of the token: content is the TeX source, markup the whole text as it was written, info "inline" or
"block"."""

MAX_CHARACTERS = 2_000
MAX_LINES = 60

DELIMITERS = {r"\(": (r"\)", "inline"), r"\[": (r"\]", "block"), "$$": ("$$", "block")}

_ENVIRONMENT = re.compile(r"\\begin\{([a-zA-Z]{1,20}\*?)\}")
_PROSE = re.compile(r"[a-zA-Z]{2,} [a-zA-Z]{2,}")
_COMMAND = re.compile(r"\\[a-zA-Z]+(?:\{[^{}]*\})?")


def formula_inline(state: StateInline, silent: bool) -> bool:
    """Parse a formula at the current position of a paragraph."""
    start = state.pos
    if state.src[start] not in "$\\":
        return False
    opening = state.src[start : start + 2]
    if opening in DELIMITERS:
        closing, kind = DELIMITERS[opening]
        end = _find_closing(state, closing, start + 2)
    elif opening.startswith("$"):
        opening, closing, kind = "$", "$", "inline"
        end = _find_dollar(state, start)
    else:
        return False
    if end < 0:
        return False
    content = state.src[start + len(opening) : end]
    if not content.strip():
        return False
    state.pos = end + len(closing)
    if not silent:
        token = state.push(FORMULA, "math", 0)
        token.content, token.info = content, kind
        token.markup = state.src[start : state.pos]
    return True


def _find_closing(state: StateInline, closing: str, start: int) -> int:
    """Return the position of the closing delimiter, or -1. A failed search is made once per paragraph."""
    key = (FORMULA, closing, state.src)
    if state.env.get(key, len(state.src)) <= start:
        return -1
    end = state.src.find(closing, start, min(state.posMax, start + MAX_CHARACTERS))
    if end < 0 and start + MAX_CHARACTERS >= state.posMax:
        state.env[key] = start
    return end


def _find_dollar(state: StateInline, start: int) -> int:
    """Return the position of the dollar sign that closes a formula, or -1 for one that is an amount."""
    if start + 1 >= state.posMax or state.src[start + 1].isspace():
        return -1
    if start > 0 and (state.src[start - 1].isalnum() or state.src[start - 1] == "$"):
        return -1
    end = _find_closing(state, "$", start + 1)
    while end > 0 and state.src[end - 1] == "\\":
        end = _find_closing(state, "$", end + 1)
    if end < 0 or state.src[end - 1].isspace():
        return -1
    after = state.src[end + 1] if end + 1 < state.posMax else " "
    # "$5 to $10" closes before a digit; "$5, or seven dollars$" has words.
    if after.isalnum() or _PROSE.search(_COMMAND.sub("", state.src[start + 1 : end])):
        return -1
    return end


def formula_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse a formula that begins a line and may contain empty lines: $$, \\[ or an environment."""
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    first = state.src[start : state.eMarks[start_line]]
    environment = _ENVIRONMENT.match(first)
    if environment:
        opening, closing = "", "\\end{" + environment[1] + "}"
    elif first[:2] in (r"\[", "$$"):
        opening, closing = first[:2], DELIMITERS[first[:2]][0]
    else:
        return False
    for line in range(start_line, min(end_line, start_line + MAX_LINES)):
        if line > start_line and state.sCount[line] < state.blkIndent:
            return False
        text = state.src[state.bMarks[line] : state.eMarks[line]].rstrip()
        if text.endswith(closing) and (
            line > start_line or len(first.rstrip()) >= len(opening + closing) + 1
        ):
            break
    else:
        return False
    if silent:
        return True
    source = state.getLines(start_line, line + 1, state.tShift[start_line], False).strip()
    token = state.push(FORMULA, "math", 0)
    token.block, token.info, token.markup = True, "block", source
    token.content = source[len(opening) : len(source) - len(closing)] if opening else source
    token.map = [start_line, line + 1]
    state.line = line + 1
    return True


def find_formulas(parser: MarkdownIt) -> None:
    """Add the rules for formulas to a parser."""
    parser.inline.ruler.before("escape", FORMULA, formula_inline)
    parser.block.ruler.before(
        "fence", FORMULA, formula_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
