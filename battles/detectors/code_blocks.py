"""Find fenced code blocks in a text by people or models, with the language that they declare."""

import re
from dataclasses import dataclass

_MARKER = re.compile(r"`{3,}+|^[ \t>]{0,12}+(?:~{3,}+)", re.MULTILINE)
_INFO = re.compile(r"[ \t]*+\{?\.?([\w+#.-]*+)[^\n`]*+")

_MAX_INDENT = 40


@dataclass(frozen=True)
class CodeBlock:
    """One fenced block; `text[start:end]` includes the markers, `text[body_start:body_end]` does not.

    `language` is the first word behind the opening marker in lower case, or "".
    """

    language: str
    start: int
    end: int
    body_start: int
    body_end: int


def find_code_blocks(text: str) -> tuple[CodeBlock, ...]:
    """Find all fenced blocks in order, without overlaps; linear in the length of the text.

    A block that begins at the start of a line and is not closed ends with the text, as in a truncated answer.
    Unlike CommonMark, an opening behind words ("Fix this: ```python") and a closing before words count too,
    because people write them; a single marker in the middle of a line does not.
    """
    if "```" not in text and "~~~" not in text:
        return ()
    blocks: list[CodeBlock] = []
    opening: re.Match[str] | None = None
    for marker in _MARKER.finditer(text):
        if opening is None:
            opening = marker
        elif _closes(text, opening, marker):
            blocks.append(_build_block(text, opening, marker.start(), marker.end()))
            opening = None
    if opening is not None and _at_line_start(text, opening.start()):
        blocks.append(_build_block(text, opening, len(text), len(text)))
    return tuple(blocks)


def remove_code_blocks(text: str) -> str:
    """Return the text without its fenced blocks."""
    blocks = find_code_blocks(text)
    if not blocks:
        return text
    kept: list[str] = []
    position = 0
    for block in blocks:
        kept.append(text[position : block.start])
        position = block.end
    kept.append(text[position:])
    return "".join(kept)


def _closes(text: str, opening: re.Match[str], marker: re.Match[str]) -> bool:
    """Check that a marker is of the same kind, at least as long, and names no language."""
    opening_marks, marks = opening.group().lstrip(" \t>"), marker.group().lstrip(" \t>")
    if marks[0] != opening_marks[0] or len(marks) < len(opening_marks):
        return False
    following = text[marker.end() : marker.end() + 1]
    return not (following.isalpha() and _at_line_start(text, marker.start()))


def _at_line_start(text: str, position: int) -> bool:
    """Check that only blanks, quote signs or a list marker precede the position on its line."""
    window = max(0, position - _MAX_INDENT)
    line_start = text.rfind("\n", window, position) + 1
    if line_start == 0 and window > 0:
        return False
    return text[line_start:position].strip(" \t>-*+.0123456789") == ""


def _build_block(text: str, opening: re.Match[str], body_end: int, end: int) -> CodeBlock:
    """Build the block between two markers; the words behind the opening are its language, not its body."""
    info = _INFO.match(text, opening.end(), body_end)
    line_ends = info is not None and (info.end() == len(text) or text[info.end()] == "\n")
    language = info.group(1).lower() if info is not None and line_ends else ""
    body_start = info.end() if info is not None and line_ends else opening.end()
    return CodeBlock(language, opening.start(), end, min(body_start, body_end), body_end)
