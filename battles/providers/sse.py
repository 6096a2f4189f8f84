"""Parse server-sent events (HTML standard, section 9.2.6, "Interpreting an event stream").

`id` and `retry` are ignored: the answer to a POST cannot be resumed.
"""

from typing import NamedTuple

MAX_LINE = 1024 * 1024
MAX_EVENT = 2 * 1024 * 1024

BOM = b"\xef\xbb\xbf"


class EventTooLarge(Exception):
    """A line or an event exceeds the parser's limit."""


class Event(NamedTuple):
    """One event: its data lines joined with line feeds, and its type ("message" by default)."""

    data: str
    type: str = "message"


class EventParser:
    """Incremental parser: takes bytes cut anywhere, returns complete events. Linear in the bytes, however
    they are cut.
    """

    def __init__(self, *, max_line: int = MAX_LINE, max_event: int = MAX_EVENT):
        self.max_line = max_line
        self.max_event = max_event
        self._opening: bytes | None = b""  # None after the check for a BOM
        self._after_cr = False
        self._parts: list[bytes] = []
        self._size = 0
        self._line = 0

    def feed(self, chunk: bytes) -> list[Event]:
        """Return the events that this chunk completes. Raises EventTooLarge."""
        return [event for block in self.split(chunk) if (event := self.parse(block)) is not None]

    def split(self, chunk: bytes) -> list[bytes]:
        """Return the blocks of lines that this chunk completes, one for each event. Raises EventTooLarge."""
        if self._opening is not None:
            chunk = self._without_bom(chunk)
        if self._after_cr or b"\r" in chunk:
            chunk = self._with_line_feeds(chunk)
        if not chunk:
            return []
        if b"\n\n" not in chunk and not (self._parts and chunk[0] == 10 and self._parts[-1][-1] == 10):
            self._keep(chunk)
            return []
        if self._parts:
            chunk = b"".join([*self._parts, chunk])
            self._parts, self._size, self._line = [], 0, 0
        *blocks, rest = chunk.split(b"\n\n")
        if len(chunk) > self.max_line:
            for block in blocks:
                self._check_size(block)
        if rest:
            self._keep(rest)
        return blocks

    def end(self) -> list[Event]:
        """Call at the end of the stream: return the last event if no blank line followed it.

        More tolerant than the standard, which drops it: some servers leave the last blank line out.
        """
        rest, self._parts = b"".join(self._parts), []
        event = self.parse(rest.rstrip(b"\n")) if rest else None
        return [event] if event is not None else []

    def _without_bom(self, chunk: bytes) -> bytes:
        opening = (self._opening or b"") + chunk
        if len(opening) < len(BOM) and BOM.startswith(opening):
            self._opening = opening
            return b""
        self._opening = None
        return opening.removeprefix(BOM)

    def _with_line_feeds(self, chunk: bytes) -> bytes:
        """Normalise CRLF and CR to LF, also where CR and LF are in two chunks."""
        if not chunk:
            return chunk
        if self._after_cr and chunk[0] == 10:
            chunk = chunk[1:]
            self._after_cr = False
            if not chunk:
                return chunk
        self._after_cr = chunk[-1] == 13
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _keep(self, part: bytes) -> None:
        """Store the beginning of an event until its end arrives."""
        self._parts.append(part)
        self._size += len(part)
        last_break = part.rfind(b"\n")
        self._line = len(part) - last_break - 1 if last_break >= 0 else self._line + len(part)
        if self._line > self.max_line or self._size > self.max_event:
            raise EventTooLarge

    def parse(self, block: bytes) -> Event | None:
        """Return the event in one block of lines, None if it has no data."""
        if block[:6] == b"data: " and b"\n" not in block:
            return Event(block[6:].decode("utf-8", "replace"))
        data: list[bytes] = []
        kind = b""
        for line in block.split(b"\n"):
            name, _, value = line.partition(b":")
            if name == b"data":
                data.append(value.removeprefix(b" "))
            elif name == b"event":
                kind = value.removeprefix(b" ")
            elif name == b"error":  # llama.cpp, against the standard
                data.append(value.removeprefix(b" "))
                kind = b"error"
        if not data:
            return None
        text = b"\n".join(data).decode("utf-8", "replace")
        return Event(text, kind.decode("utf-8", "replace") or "message")

    def _check_size(self, block: bytes) -> None:
        if len(block) > self.max_event or max(map(len, block.split(b"\n"))) > self.max_line:
            raise EventTooLarge
