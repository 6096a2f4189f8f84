"""The answers of a running turn as rendered blocks, while they grow.

- Only released text is rendered, each block once per log, in the rendering process.
- Both sides are one piece of work, on one clock: so both appear in the same dress at the same time, and a
  side whose text costs more to render does not lag behind the other.
- What a text may cost is a multiple of its length. Beyond it, its open block stays text until the end.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from battles.generation.event_log import StreamLog
from battles.markdown import PROCESS, References, begins_item

CLOCK_SECONDS = 0.25
ALLOWED_MULTIPLE = 4
MARK_CHARACTERS = 16
"""So far into a line it is known whether the line begins an item."""

SMALL = 4_000
"""All pieces of work of a side may have ALLOWED_MULTIPLE times its characters, plus SMALL."""

_MAY_CLOSE = re.compile(
    r"(?:^|\n)(?:[ \t\r]*| {0,3}(?:#|```|~~~|\$\$|\\\]|---|\*\*\*|(?:[-+*]|\d{1,9}[.)])[ \t]).*)\n"
)
"""A line, up to its end, at which a block may close: an empty one, a heading, a fence, a rule, a formula, an
item."""

_INNER_ITEM = re.compile(r"(?:^|\n)[ \t]+(?:[-+*]|\d{1,9}[.)])[ \t].*\n")
"""A line, up to its end, at which an item of a list in a list may close."""


@dataclass
class OpenText:
    """One side's released text that is not rendered yet.

    references, stub: of the blocks before it. received, submitted: characters so far. is_due: whether a block
    may have closed since the last work.
    """

    pieces: list[str] = field(default_factory=list)
    references: References = field(default_factory=dict)
    stub: str = ""
    received: int = 0
    submitted: int = 0
    is_due: bool = False
    has_ended: bool = False
    is_at_line: bool = False
    """Whether the last line has just begun."""

    @property
    def text(self) -> str:
        if len(self.pieces) > 1:
            self.pieces = ["".join(self.pieces)]
        return self.pieces[0] if self.pieces else ""

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.received += len(piece)
        if "\n" in piece:
            line = self.text.rfind("\n", 0, len(self.text) - len(piece))
            self.is_due = self.is_due or self._may_close(max(0, line))
            self.is_at_line = True
        if self.is_at_line:
            last = self.text[self.text.rfind("\n") + 1 :]
            is_item = begins_item(last)
            self.is_due = self.is_due or is_item
            self.is_at_line = not is_item and len(last) < MARK_CHARACTERS

    def _may_close(self, line: int) -> bool:
        """Whether a line from here on may close a block. line: position of the first one."""
        is_in_list = self.stub != "" or begins_item(self.text[:MARK_CHARACTERS])
        return _MAY_CLOSE.search(self.text, line) is not None or (
            is_in_list and _INNER_ITEM.search(self.text, line) is not None
        )

    @property
    def cost(self) -> int:
        """Characters of one piece of work."""
        return len(self.stub) + len(self.text)

    def is_affordable(self) -> bool:
        return self.submitted + self.cost <= ALLOWED_MULTIPLE * self.received + SMALL


class LiveHtml:
    """Appends the released text of a turn to its log, and its closed blocks as HTML."""

    def __init__(self, log: StreamLog, names: Iterable[str] = ()):
        self._log = log
        self._sides = {name: OpenText() for name in names}
        self._work: asyncio.Task[None] | None = None

    def send(self, name: str, text: str) -> None:
        """Append released text."""
        self._log.append(name, {"text": text})
        self._sides[name].add(text)
        if self._sides[name].is_due and (self._work is None or self._work.done()):
            self._work = asyncio.create_task(self._render_due())

    def end(self, name: str) -> None:
        """Render nothing more of a side: its end has the whole HTML."""
        self._sides[name].has_ended = True

    async def close(self) -> None:
        """Stop rendering."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _render_due(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(CLOCK_SECONDS - loop.time() % CLOCK_SECONDS)
            due = {name: side for name, side in self._sides.items() if side.is_due and not side.has_ended}
            for side in due.values():
                side.is_due = False
            due = {name: side for name, side in due.items() if side.is_affordable()}
            if not due:
                return
            await self._render(due)

    async def _render(self, due: dict[str, OpenText]) -> None:
        for side in due.values():
            side.submitted += side.cost
        closed = await PROCESS.close_blocks(
            [(side.text, side.references, side.stub) for side in due.values()]
        )
        for (name, side), blocks in zip(due.items(), closed or [], strict=False):
            if blocks.characters and not side.has_ended:
                side.references, side.stub = blocks.references, blocks.stub
                side.pieces = [side.text[blocks.characters :]]
                data = {"blocks": blocks.html, "open": side.text}
                self._log.append(name, data | {"list": blocks.open_list} if blocks.open_list else data)
