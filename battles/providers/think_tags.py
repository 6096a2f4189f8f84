"""Separate a leading think block from the text of an answer, while it streams."""

import re

TAGS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<seed:think>": "</seed:think>",
    "[THINK]": "[/THINK]",
    "◁think▷": "◁/think▷",
    "<|channel|>analysis<|message|>": "<|channel|>final<|message|>",
}
"""Opening and closing tags: of most models, of Anthropic's prompts, Gemini's compatible endpoint, Seed-OSS,
Magistral, Kimi and gpt-oss."""

OPENING_TAGS = tuple(TAGS)
CLOSING_TAGS = tuple(TAGS.values())
CLOSING = re.compile("|".join(map(re.escape, CLOSING_TAGS)))
LONGEST_TAG = max(map(len, CLOSING_TAGS))
BEGINNINGS = frozenset(tag[:end] for tag in (*TAGS, *CLOSING_TAGS) for end in range(len(tag)))
CLOSING_BEGINNINGS = frozenset(tag[:end] for tag in CLOSING_TAGS for end in range(1, len(tag)))


class ThinkTags:
    """Incremental filter: takes pieces of content, returns pieces of text and of thinking.

    Only a block at the very beginning is thinking; tags later in the text belong to the answer. With
    `starts_inside` the content begins inside the block, as templates of some servers do it: without an
    opening tag. A closing tag at the very beginning ends an empty block.

    A block that never ends is not thinking but the answer: `end` returns it as text.
    """

    def __init__(self, *, starts_inside: bool = False):
        self.is_settled = False
        """Whether all further content is text, so that callers can skip the filter."""
        self._is_inside = starts_inside
        self._is_after = False  # between the block and the first text after it
        self._pending = ""
        self._block: list[str] = []

    def feed(self, content: str) -> tuple[str, str]:
        """Return the text and the thinking that can be told apart now."""
        if self.is_settled:
            return content, ""
        if self._is_after:
            return self._skip_blanks(content), ""
        self._pending += content
        if not self._is_inside and not self._find_opening():
            return self._settle_if_text(), ""
        return self._read_block()

    def end(self) -> str:
        """Call at the end of the content. Return what turned out to be text."""
        text = "" if self._is_after else "".join(self._block) + self._pending
        self.is_settled, self._pending, self._block = True, "", []
        return text

    @property
    def is_inside(self) -> bool:
        """Whether the content so far ends inside a think block."""
        return self._is_inside and not self._is_after and not self.is_settled

    def _find_opening(self) -> bool:
        """Remove the opening tag from the beginning; return whether a block begins."""
        beginning = self._pending.lstrip()
        if beginning.startswith(OPENING_TAGS):
            tag = next(tag for tag in OPENING_TAGS if beginning.startswith(tag))
            self._pending = beginning[len(tag) :]
            self._is_inside = True
        elif beginning.startswith(CLOSING_TAGS):
            self._pending = beginning
            self._is_inside = True
        return self._is_inside

    def _settle_if_text(self) -> str:
        if self._pending.lstrip() in BEGINNINGS:  # also true for nothing but white space
            return ""
        text, self._pending, self.is_settled = self._pending, "", True
        return text

    def _read_block(self) -> tuple[str, str]:
        if closing := CLOSING.search(self._pending):
            thinking, text = self._pending[: closing.start()], self._pending[closing.end() :]
            self._is_after, self._pending, self._block = True, "", []
            return self._skip_blanks(text), thinking
        hold = _unfinished_tag(self._pending)
        thinking = self._pending[: len(self._pending) - hold]
        self._pending = self._pending[len(thinking) :]
        self._block.append(thinking)
        return "", thinking

    def _skip_blanks(self, content: str) -> str:
        text = content.lstrip()
        self.is_settled = bool(text)
        return text


def _unfinished_tag(content: str) -> int:
    """Return the length of the content's end that may be the beginning of a closing tag."""
    lengths = range(min(LONGEST_TAG, len(content)), 0, -1)
    return next((length for length in lengths if content[-length:] in CLOSING_BEGINNINGS), 0)
