"""Turn TeX formulas into MathML of an allow-list.

MathML never passes the sanitiser: the renderer writes a placeholder, and what was built here from an
allow-list of elements and attributes takes its place afterwards. A formula that cannot be converted stays as
it was written.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markdown_it.token import Token

from battles.markdown.allowance import Allowance, OverBudget
from battles.markdown.formulas import FORMULA

MAX_FORMULAS = 500
MAX_DEPTH = 60
MAX_CHARACTERS = 40_000
"""MathML of one formula may have this many characters."""

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Noncharacters around a placeholder's number. Texts cannot contain them: `clean_source` replaces them."""

_ELEMENTS = (
    "mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd"
    " mpadded mphantom menclose mmultiscripts mprescripts none mstyle"
)
_ATTRIBUTES = (
    "stretchy fence separator form accent accentunder linethickness columnalign rowalign rowspacing"
    " columnspacing columnlines rowlines frame mathvariant displaystyle scriptlevel lspace rspace minsize"
    " maxsize width height depth voffset notation movablelimits largeop symmetric"
)
CHILDREN = dict.fromkeys(("mfrac", "msup", "msub", "mroot", "mover", "munder"), 2) | dict.fromkeys(
    ("msubsup", "munderover"), 3
)
"""The number of children that these elements need."""

ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())

_VALUE = re.compile(r"[a-zA-Z0-9.+\-% ]{1,60}")
_COMMAND = re.compile(r"\\[a-zA-Z]+")
_NUMBERED = re.compile(r"\\(begin|end)\{(align|alignat|equation|gather|multline|eqnarray)\}")
_PLACEHOLDER = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_RESERVED = str.maketrans({OPEN: "\ufffd", CLOSE: "\ufffd"})


class NotConvertible(Exception):
    """The formula has no MathML of the allow-list."""


def clean_source(text: str) -> str:
    """Replace the characters of placeholders in a text."""
    return text.translate(_RESERVED)


def convert_formulas(tokens: list[Token], allowance: Allowance) -> list[str]:
    """Convert the formulas of a document in order; each token's content becomes its placeholder.

    Beyond a budget the rest of the formulas stays as written.
    """
    results: list[str] = []
    for token in _formula_tokens(tokens):
        html = escape(token.markup).replace("\n", "<br>" if token.block else "\n")
        if len(results) < MAX_FORMULAS:
            try:
                with allowance.limit():
                    html = convert(token.content, is_block=token.info == "block")
            except NotConvertible:
                pass
            except OverBudget:
                allowance = _Nothing()
        token.content = f"{OPEN}{len(results)}{CLOSE}"
        results.append(html)
    return results


def insert_formulas(html: str, formulas: list[str]) -> str:
    """Put the formulas in the places of their placeholders, after sanitising."""
    if not formulas:
        return html
    return _PLACEHOLDER.sub(lambda match: formulas[int(match[1])], html)


def convert(tex: str, *, is_block: bool) -> str:
    """Return the MathML of one formula. Raises NotConvertible."""
    source = _NUMBERED.sub(lambda match: rf"\{match[1]}{{{match[2]}*}}", tex.strip())
    try:
        root = convert_to_element(source)
        body = "".join(_write(child, 0) for child in root)
    except NotConvertible:
        raise
    except Exception as error:  # the converter raises whatever its parser stumbles over
        raise NotConvertible(type(error).__name__) from error
    if not body or len(body) > MAX_CHARACTERS:
        raise NotConvertible("too large or empty")
    return f'<math display="{"block" if is_block else "inline"}">{body}</math>'


class _Nothing:
    """An allowance that is used up."""

    def limit(self):
        raise OverBudget


def _formula_tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == FORMULA:
            yield token
        yield from (child for child in token.children or () if child.type == FORMULA)


def _write(element: Element, depth: int) -> str:
    if element.tag not in ELEMENTS or depth > MAX_DEPTH:
        raise NotConvertible(element.tag)
    if len(element) != CHILDREN.get(element.tag, len(element)):
        raise NotConvertible(f"{element.tag} has {len(element)} children")
    text = unescape(element.text or "")  # the converter writes operators as entities
    if _COMMAND.match(text):
        raise NotConvertible(text)  # an unknown command: the converter keeps its name
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and _VALUE.fullmatch(value)
    )
    children = "".join(_write(child, depth + 1) for child in element)
    return f"<{element.tag}{attributes}>{escape(text)}{children}</{element.tag}>"
