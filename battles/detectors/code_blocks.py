"""Fenced code blocks in a text written by people or models: where they are and what they claim to hold."""

import re
from dataclasses import dataclass

_MARKER = re.compile(r"`{3,}+|^[ \t>]{0,12}+(?:~{3,}+)", re.MULTILINE)
_INFO = re.compile(r"[ \t]*+\{?\.?([\w+#.-]*+)[^\n`]*+")

_LONGEST_INDENT = 40


@dataclass(frozen=True)
class CodeBlock:
    """One fenced block; `text[start:end]` includes the markers, `text[body_start:body_end]` does not.

    `language` is the first word behind the opening marker in lower case, or "" where there is none.
    """

    language: str
    start: int
    end: int
    body_start: int
    body_end: int


def find_code_blocks(text: str) -> tuple[CodeBlock, ...]:
    """All fenced blocks in order, never overlapping; linear in the length of the text.

    A block opened at the start of a line and never closed reaches to the end, as a cut answer is shown.
    Wider than CommonMark: an opening behind words ("Fix this: ```python") and a closing before words
    count too, because people write them so; a lone marker in mid-line does not.
    """
    if "```" not in text and "~~~" not in text:
        return ()
    fences: list[CodeBlock] = []
    opening: re.Match[str] | None = None
    for marker in _MARKER.finditer(text):
        if opening is None:
            opening = marker
        elif _closes(text, opening, marker):
            fences.append(_fence(text, opening, marker.start(), marker.end()))
            opening = None
    if opening is not None and _at_line_start(text, opening.start()):
        fences.append(_fence(text, opening, len(text), len(text)))
    return tuple(fences)


def remove_code_blocks(text: str) -> str:
    """The text with every fenced block replaced by nothing."""
    fences = find_code_blocks(text)
    if not fences:
        return text
    kept: list[str] = []
    position = 0
    for fence in fences:
        kept.append(text[position : fence.start])
        position = fence.end
    kept.append(text[position:])
    return "".join(kept)


def _closes(text: str, opening: re.Match[str], marker: re.Match[str]) -> bool:
    """A closing marker is of the same kind, at least as long, and does not itself name a language."""
    opened, found = opening.group().lstrip(" \t>"), marker.group().lstrip(" \t>")
    if found[0] != opened[0] or len(found) < len(opened):
        return False
    following = text[marker.end() : marker.end() + 1]
    return not (following.isalpha() and _at_line_start(text, marker.start()))


def _at_line_start(text: str, position: int) -> bool:
    """Only blanks, quote signs or a list marker stand before the position on its line."""
    window = max(0, position - _LONGEST_INDENT)
    line_start = text.rfind("\n", window, position) + 1
    if line_start == 0 and window > 0:
        return False
    return text[line_start:position].strip(" \t>-*+.0123456789") == ""


def _fence(text: str, opening: re.Match[str], body_end: int, end: int) -> CodeBlock:
    """The block between two markers; the words behind the opening are its language, not its body."""
    info = _INFO.match(text, opening.end(), body_end)
    line_ends = info is not None and (info.end() == len(text) or text[info.end()] == "\n")
    language = info.group(1).lower() if info is not None and line_ends else ""
    body_start = info.end() if info is not None and line_ends else opening.end()
    return CodeBlock(language, opening.start(), end, min(body_start, body_end), body_end)
