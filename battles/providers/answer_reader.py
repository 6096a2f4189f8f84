"""Read one answer from the bytes of its response: streamed events, or one JSON document.

What is common to the wire formats: server-sent events, limits, storable text, thinking, and how an answer
may end. A wire format's reader says what one object means.
"""

import json
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any

import orjson

from battles.providers.alike_blocks import AlikeBlocks
from battles.providers.base import ErrorKind, Finish, FinishReason, ProviderError, Target, storable
from battles.providers.errors import error_from_object
from battles.providers.sse import Event, EventParser, EventTooLarge
from battles.providers.think_tags import ThinkTags

MAX_CHARACTERS = 200_000
MAX_DOCUMENT = 4 * 1024 * 1024
DONE = "[DONE]"
OBJECT_LINE = b"data: {"
MAX_TOKENS_STORED = 2**31 - 1


class AnswerReader(ABC):
    """Incremental reader: takes bytes of the response, returns text of the answer.

    - Thinking is kept apart and fetched with `take_thinking`.
    - A failure is stored in `failure` instead of raised, so that the text before it is not lost.
    - Text after a finish reason reopens the answer: some servers send a reason with every piece.
    """

    def __init__(self, target: Target) -> None:
        self.failure: ProviderError | None = None
        self.finish_reason: FinishReason | None = None
        self.is_done = False
        """Whether the stream's end marker was read."""
        self.input_tokens: int | None = None
        self.output_tokens: int | None = None
        self.has_thinking = False
        """Whether `take_thinking` has something to return."""
        self._target = target
        self._tags = ThinkTags(starts_inside=target.thinks_first)
        self._thinking: list[str] = []
        self._has_thought = False
        self._has_text = False
        self._reason_came_with_text = False
        self._usage_after_reason = False
        self._events = EventParser()
        self._alike = AlikeBlocks()
        self._effects = 0
        """How often an object has added text or done anything else."""
        self._last_text: str | None = None
        """The text, if the last effect was text."""
        self._has_events = False
        self._document: list[bytes] | None = None
        self._opening: bytes | None = b""
        self._characters = 0
        self._surrogate = ""

    @abstractmethod
    def read_object(self, value: dict[str, Any]) -> str:
        """Return the text in one event's object or in the whole document.

        Implementations call `add_text`, `add_thinking`, `add_counts` and then `end_with` or `fail`. Raises
        ProviderError.
        """

    @property
    def is_settled(self) -> bool:
        """Whether the answer is complete: only counts and the end marker can follow."""
        return self.finish_reason is not None and not self._reason_came_with_text

    @property
    def is_closed(self) -> bool:
        """Whether a connection that breaks now takes nothing away: reason and counts are here."""
        return self.is_settled and self._usage_after_reason

    def feed(self, chunk: bytes) -> str:
        """Return the text in this chunk, empty if there is none."""
        if self._opening is not None:
            self._detect_document(chunk)
        if self._document is not None:
            self._keep_document(chunk)
            return ""
        pieces: list[str] = []
        try:
            blocks = self._events.split(chunk)
            position = 0
            while position < len(blocks) and not self.is_done and self.failure is None:
                count, piece = self._read_alike(blocks, position)
                position += count
                if piece:
                    pieces.append(piece)
        except EventTooLarge:
            self.failure = ProviderError(ErrorKind.TOO_LONG, "an event is larger than this site reads")
        except ProviderError as failure:
            self.failure = failure
        return pieces[0] if len(pieces) == 1 else "".join(pieces)

    def end(self) -> str:
        """Call once, at the end of the stream. Return the text that was still waiting for its end."""
        text = ""
        try:
            if self._document is not None:
                text = self._read_data(b"".join(self._document).decode("utf-8", "replace"))
            elif not self.is_done:
                text = "".join(self._read_event(event) for event in self._events.end())
        except ProviderError as failure:
            self.failure = failure
        if self.is_done and self.finish_reason is None and self._target.accepts_done:
            self.finish_reason = FinishReason.STOP
        if self._tags.is_inside and self.finish_reason is FinishReason.LENGTH:
            return text  # the block was cut off: it is thinking
        rest = self._tags.end()
        self._has_text = self._has_text or bool(rest.strip())
        return text + rest

    def finish(self) -> Finish:
        """Return the answer's end. Raises ProviderError if the answer has no end or no text."""
        if self.finish_reason is None:
            raise self._unfinished()
        if not self._has_text:
            raise self._empty(self.finish_reason)
        return Finish(self.finish_reason, self.input_tokens, self.output_tokens)

    def take_thinking(self) -> str:
        """Return the thinking since the last call."""
        thinking = "".join(self._thinking)
        self._thinking, self.has_thinking = [], False
        return thinking

    def add_text(self, content: str) -> str:
        """Return the part of the content that is text of the answer; the rest is thinking."""
        self._effects, self._last_text = self._effects + 1, content
        self._characters += len(content)
        if self._characters > MAX_CHARACTERS:
            self._check_length()
        if not content.isascii() or self._surrogate or "\0" in content:
            content = self._join_surrogates(content)
        if not self._tags.is_settled:
            content, thinking = self._tags.feed(content)
            if thinking:
                self._keep_thinking(thinking)
        if content:
            self.finish_reason = None
            self._has_text = self._has_text or not content.isspace()
        return content

    def add_thinking(self, thinking: str) -> None:
        """Keep thinking that the wire format sends apart from the text."""
        self._effects, self._last_text = self._effects + 1, None
        self._characters += len(thinking)
        self._check_length()
        self._keep_thinking(storable(thinking))

    def add_counts(
        self, *, input_tokens: Any = None, output_tokens: Any = None, thinking_tokens: Any = None
    ) -> None:
        """Keep the upstream's token counts; values that are no counts are ignored.

        thinking_tokens: a part of the output. Some servers count thinking and do not show it.
        """
        self._effects, self._last_text = self._effects + 1, None
        self._has_thought = self._has_thought or bool(_to_count(thinking_tokens, None))
        self.input_tokens = _to_count(input_tokens, self.input_tokens)
        self.output_tokens = _to_count(output_tokens, self.output_tokens)
        self._usage_after_reason = self.finish_reason is not None

    def end_with(self, reason: FinishReason, *, has_text: bool) -> None:
        """Record a finish reason; has_text: whether text came in the same object."""
        self._effects, self._last_text = self._effects + 1, None
        self.finish_reason = reason
        self._reason_came_with_text = has_text

    def fail(self, kind: ErrorKind, detail: str) -> None:
        """Record a failure that ends the answer after the text of the same object."""
        self._effects, self._last_text = self._effects + 1, None
        self.failure = ProviderError(kind, detail)

    def _read_alike(self, blocks: list[bytes], start: int) -> tuple[int, str]:
        """Read events that differ in their text alone, or else one event. Return their number and text."""
        if self._tags.is_settled and not self._surrogate:
            count, text = self._alike.read(blocks, start)
            if count and self._characters + len(text) <= MAX_CHARACTERS:
                return count, self.add_text(text) if text else ""
        if not self._alike.is_learning:
            return 1, self._read_lines(blocks[start])
        effects = self._effects
        text = self._read_lines(blocks[start])
        if self._effects == effects + 1 and self._last_text is not None:
            self._alike.learn(blocks[start], self._last_text)
        return 1, text

    def _read_lines(self, block: bytes) -> str:
        """Return the text in the lines of one event. An object in one line takes a short way."""
        if block[:7] == OBJECT_LINE and b"\n" not in block:
            try:
                value = orjson.loads(block[6:])
            except ValueError:
                pass  # no JSON, or one that the other way accepts
            else:
                self._has_events = True
                if not value.get("error"):
                    return self.read_object(value)
        event = self._events.parse(block)
        if event is None:
            return ""
        self._has_events = True
        return self._read_event(event)

    def _read_event(self, event: Event) -> str:
        if event.type == "error":
            raise error_from_object(_parse_error(event.data))
        return self._read_data(event.data)

    def _read_data(self, data: str) -> str:
        if data[:1] != "{":
            data = data.strip()
            if not data:
                return ""
            if data == DONE:
                self.is_done = True
                return ""
        value = _parse_json(data)
        if not isinstance(value, dict):
            raise ProviderError(ErrorKind.MALFORMED, "a chunk is not an object")
        if value.get("error"):
            raise error_from_object(value)
        return self.read_object(value)

    def _unfinished(self) -> ProviderError:
        if self._has_events or self._document is not None or self._opening is not None:
            return ProviderError(ErrorKind.TRUNCATED, "the stream ended without a finish reason")
        return ProviderError(ErrorKind.MALFORMED, "the response is neither an event stream nor JSON")

    def _empty(self, reason: FinishReason) -> ProviderError:
        if self._has_thought and reason is FinishReason.LENGTH:
            return ProviderError(
                ErrorKind.THINKING_LIMIT,
                "thinking used up the token limit before the first word: raise the limit "
                "(max_tokens, max_completion_tokens, maxOutputTokens) or lower the reasoning effort",
            )
        content = "thinking and no text" if self._has_thought else "no text"
        return ProviderError(ErrorKind.EMPTY, f"{content}; the finish reason is {reason.value!r}")

    def _detect_document(self, chunk: bytes) -> None:
        """Detect plain JSON: some servers do not stream, and not all of them send a content type."""
        self._opening = ((self._opening or b"") + chunk).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if self._opening:
            if self._opening in b"{[":
                self._document = []
            self._opening = None

    def _keep_document(self, chunk: bytes) -> None:
        assert self._document is not None  # noqa: S101 - narrows the type
        self._document.append(chunk)
        self._characters += len(chunk)
        if self._characters > MAX_DOCUMENT:
            self.failure = ProviderError(ErrorKind.TOO_LONG, "the document is larger than this site reads")

    def _check_length(self) -> None:
        limit = MAX_DOCUMENT if self._document is not None else MAX_CHARACTERS
        if self._characters > limit:
            raise ProviderError(ErrorKind.TOO_LONG, f"more than {limit} characters")

    def _keep_thinking(self, thinking: str) -> None:
        self._thinking.append(thinking)
        self._has_thought = self.has_thinking = True

    def _join_surrogates(self, text: str) -> str:
        """Return text that every database accepts, joining surrogate pairs that two chunks split."""
        text, self._surrogate = self._surrogate + text, ""
        if "\ud800" <= text[-1:] <= "\udbff":
            text, self._surrogate = text[:-1], text[-1]
        return storable(text)


def _parse_json(data: str) -> Any:
    with suppress(ValueError):  # it refuses lone surrogates and NaN, which some servers send
        return orjson.loads(data)
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ProviderError(ErrorKind.MALFORMED, "a chunk is not JSON") from None


def _parse_error(data: str) -> Any:
    """Parse the data of an error event, which some servers send as plain text."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return {"message": data}


def _to_count(value: Any, known: int | None) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_TOKENS_STORED
    return value if is_count else known
