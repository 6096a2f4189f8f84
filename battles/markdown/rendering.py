"""Render one answer within budgets of time and size; beyond them its text is shown as it is."""

import re
from html import escape

import nh3
from markdown_it.token import Token

from battles.markdown.allowance import Allowance, OverBudget
from battles.markdown.commonmark import MARKDOWN
from battles.markdown.highlighting import highlight_code_blocks
from battles.markdown.mathml import clean_source, convert_formulas, insert_formulas

VERSION = 9
"""The version of the HTML. Raise it with any change of the output: stored HTML of an older one is rendered
again when it is read."""

MAX_CHARACTERS = 250_000
"""A longer text is shown as it is. No answer is longer."""

MAX_GROWTH = 16
"""HTML may have this many times the characters of its text, plus SMALL. Sanitising needs linear time."""
SMALL = 2_000

EXTRA_CELLS = 100
"""A table pads short rows: it may have this many cells more than its source has separators, twice."""

TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li"),
    *("em", "strong", "s", "sub", "sup", "code", "pre", "span", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "div"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "pre": {"tabindex"}, "div": {"tabindex", "role"}}
ALIGNMENTS = {"align-left", "align-center", "align-right"}
TOKEN_CLASSES = {f"tok-{name}" for name in ("k", "s", "c", "n", "m", "o", "g", "p")}
CLASSES = {"span": TOKEN_CLASSES, "th": ALIGNMENTS, "td": ALIGNMENTS, "pre": {"code"}, "div": {"table"}}

MAX_PADDED_CELLS = 5_000
"""A text whose tables would add more cells than this to short rows is not parsed: the parser would make all
of them first."""

DELIMITER_CHARACTERS = frozenset(" \t>|:-")

_BLANK_LINES = re.compile(r"\n\s*\n")


def render(text: str, allowance: Allowance) -> str:
    """Render Markdown as sanitised HTML. Never raises: beyond a budget the text is shown as it is."""
    if len(text) > MAX_CHARACTERS or count_padded_cells(text) > MAX_PADDED_CELLS:
        return render_plain(text)
    text = clean_source(text)
    try:
        with allowance.limit():
            tokens = MARKDOWN.parse(text)
        html = render_tokens(tokens, text, allowance)
    except (OverBudget, RecursionError):
        html = None
    return render_plain(text) if html is None else html


def render_tokens(tokens: list[Token], text: str, allowance: Allowance) -> str | None:
    """Render parsed blocks of a text as sanitised HTML; None if it has too many characters.

    Raises OverBudget and RecursionError.
    """
    show_padded_tables_as_text(tokens, text)
    formulas = convert_formulas(tokens, allowance)
    highlight_code_blocks(tokens, allowance)
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    if len(html) + sum(map(len, formulas)) > MAX_GROWTH * len(text) + SMALL:
        return None
    return insert_formulas(sanitize(html), formulas)


def render_plain(text: str) -> str:
    """Return the text escaped, with its paragraphs and line breaks."""
    paragraphs = (part for part in _BLANK_LINES.split(text[:MAX_CHARACTERS]) if part.strip())
    return "\n".join("<p>" + escape(part.strip("\n")).replace("\n", "<br>") + "</p>" for part in paragraphs)


def sanitize(html: str) -> str:
    """Remove everything that is not on the lists of tags, attributes, classes and URL schemes."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def count_padded_cells(text: str) -> int:
    """Estimate how many cells the tables of a text would add to short rows. Linear in the text."""
    padded, columns = 0, 0
    for line in text.split("\n"):
        if not line.strip():
            columns = 0
        elif columns:
            padded += max(0, columns - line.count("|") - 1)
        elif "|" in line and "-" in line and DELIMITER_CHARACTERS.issuperset(line):
            columns = line.count("|")
    return padded


def show_padded_tables_as_text(tokens: list[Token], text: str) -> None:
    """Replace tables that pad rows to many times their source: short texts can ask for thousands of cells."""
    lines: list[str] | None = None
    for start in [number for number, token in enumerate(tokens) if token.type == "table_open"][::-1]:
        end = next(n for n in range(start, len(tokens)) if tokens[n].type == "table_close")
        cells = sum(token.type in ("th_open", "td_open") for token in tokens[start:end])
        lines = text.split("\n") if lines is None else lines
        first, last = tokens[start].map or (0, 0)
        source = "\n".join(lines[first:last])
        if cells > 2 * source.count("|") + EXTRA_CELLS:
            tokens[start : end + 1] = [Token("code_block", "code", 0, content=source + "\n")]
