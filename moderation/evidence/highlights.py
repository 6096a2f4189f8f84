"""Highlighted spans: marked in the rendered answer, and as excerpts of the source text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from battles.markdown import render_markdown

# Two private-use characters represent the marks during rendering; Markdown passes them through unchanged.
OPEN, CLOSE = "\ue000", "\ue001"
_REPLACED = {ord(OPEN): "\ufffd", ord(CLOSE): "\ufffd"}
_REMOVED = {ord(OPEN): None, ord(CLOSE): None}
_PIECES = re.compile(f"(<[^>]*>|{OPEN}|{CLOSE})")
_CONTEXT = 60

Span = tuple[int, int]


@dataclass(frozen=True)
class Excerpt:
    """A span of a source text with some context before and after."""

    before: str
    text: str
    after: str


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The span with up to 60 characters on each side, and an ellipsis where text is cut off."""
    first, last = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    before = ("…" if first else "") + text[first:start]
    after = text[end:last] + ("…" if last < len(text) else "")
    return Excerpt(before, text[start:end], after)


def render_highlighted(text: str, spans: Iterable[Span]) -> SafeString:
    """The answer as HTML, with the spans inside <mark>.

    Spans are half-open positions in the source. Spans outside the text are skipped. If marks would change
    how the Markdown is parsed, the answer is returned without marks.
    """
    source = text.translate(_REPLACED)
    plain = render_markdown(source)
    merged = list(_merged(spans, len(source)))
    if not merged:
        return plain
    rendered = render_markdown(_with_marks(source, merged))
    if rendered.translate(_REMOVED) != plain:
        return plain
    # Safe: sanitised HTML plus <mark> and </mark>, which have no quote that could end an attribute.
    return mark_safe("".join(_marked(rendered)).translate(_REMOVED))


def _merged(spans: Iterable[Span], length: int) -> Iterator[Span]:
    """The spans in order, with overlapping spans merged."""
    current: Span | None = None
    for start, end in sorted(spans):
        if not 0 <= start < end <= length:
            continue
        if current is None:
            current = start, end
        elif start <= current[1]:
            current = current[0], max(end, current[1])
        else:
            yield current
            current = start, end
    if current is not None:
        yield current


def _with_marks(source: str, spans: list[Span]) -> str:
    pieces, position = [], 0
    for start, end in spans:
        pieces += [source[position:start], OPEN, source[start:end], CLOSE]
        position = end
    return "".join([*pieces, source[position:]])


def _marked(html: str) -> Iterator[str]:
    """The HTML with each text node between the private characters in its own <mark>, so that a mark never
    crosses a tag."""
    inside = False
    for piece in _PIECES.split(html):
        if piece in (OPEN, CLOSE):
            inside = piece == OPEN
        elif inside and not piece.startswith("<") and piece.strip():
            yield f"<mark>{piece}</mark>"
        else:
            yield piece
