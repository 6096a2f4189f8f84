"""Emphasis and strikethrough beside Chinese, Japanese and Korean text, which has no spaces between words.

CommonMark does not close the emphasis in **簡單說：**台北, because punctuation precedes the closing marks and
a letter follows. Next to such text only white space decides.
"""

import re

from markdown_it.rules_inline.state_inline import Delimiter, StateInline

# Han, kana, hangul, and their full-width punctuation.
CJK = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def emphasis_beside_cjk(state: StateInline, silent: bool) -> bool:
    """Parse a run of asterisks, or of two or more underscores: a single one may be part of a name."""
    mark = state.src[state.pos]
    if silent or mark not in "*_":
        return False
    length = state.scanDelims(state.pos, True).length
    if (mark == "_" and length < 2) or not _is_beside_cjk(state, length):
        return False
    _push_delimiters(state, mark, count=length, length=length)
    return True


def strikethrough_beside_cjk(state: StateInline, silent: bool) -> bool:
    """Parse a run of tildes, in pairs as the library's rule does."""
    if silent or state.src[state.pos] != "~":
        return False
    length = state.scanDelims(state.pos, True).length
    if length < 2 or not _is_beside_cjk(state, length):
        return False
    if length % 2:
        state.push("text", "", 0).content = "~"
        state.pos += 1
    # Length 0: CommonMark's rule about multiples of three is for emphasis only.
    _push_delimiters(state, "~~", count=length // 2, length=0)
    return True


def _neighbours(state: StateInline, length: int) -> tuple[str, str]:
    before = state.src[state.pos - 1] if state.pos > 0 else " "
    end = state.pos + length
    return before, state.src[end] if end < state.posMax else " "


def _is_beside_cjk(state: StateInline, length: int) -> bool:
    before, after = _neighbours(state, length)
    return bool(CJK.match(before) or CJK.match(after))


def _push_delimiters(state: StateInline, mark: str, *, count: int, length: int) -> None:
    before, after = _neighbours(state, count * len(mark))
    for _ in range(count):
        state.push("text", "", 0).content = mark
        state.delimiters.append(
            Delimiter(
                marker=ord(mark[0]),
                length=length,
                token=len(state.tokens) - 1,
                end=-1,
                open=not after.isspace(),
                close=not before.isspace(),
            )
        )
    state.pos += count * len(mark)
