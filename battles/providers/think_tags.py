"""Separate a leading think block from the text of an answer, while it streams."""

OPENING_TAGS = ("<think>", "<thinking>")
CLOSING_TAGS = ("</think>", "</thinking>")
LONGEST_TAG = max(map(len, CLOSING_TAGS))


class ThinkTags:
    """Incremental filter: takes pieces of content, returns pieces of text and of thinking.

    Only a block at the very beginning is thinking; tags later in the text belong to the answer. With
    `starts_inside` the content begins inside the block, as templates of some servers do it: without an
    opening tag.

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
        """Remove the opening tag from the beginning; return whether it was there."""
        beginning = self._pending.lstrip()
        for tag in OPENING_TAGS:
            if beginning.startswith(tag):
                self._pending = beginning[len(tag) :]
                self._is_inside = True
                return True
        return False

    def _settle_if_text(self) -> str:
        beginning = self._pending.lstrip()
        if any(tag.startswith(beginning) for tag in OPENING_TAGS):  # also true for nothing but white space
            return ""
        text, self._pending, self.is_settled = self._pending, "", True
        return text

    def _read_block(self) -> tuple[str, str]:
        for tag in CLOSING_TAGS:
            thinking, found, text = self._pending.partition(tag)
            if found:
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
    start = content.rfind("<", -LONGEST_TAG)
    end = content[start:] if start >= 0 else ""
    return len(end) if end and any(tag.startswith(end) for tag in CLOSING_TAGS) else 0
