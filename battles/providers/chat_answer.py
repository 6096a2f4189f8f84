"""Read one chat completion from the bytes of its response: streamed chunks, or one JSON document."""

import json
from typing import Any

from battles.providers.base import ErrorKind, Finish, FinishReason, ProviderError, storable
from battles.providers.errors import error_from_object
from battles.providers.sse import Event, EventParser, EventTooLarge

MAX_CHARACTERS = 200_000
MAX_DOCUMENT = 4 * 1024 * 1024
DONE = "[DONE]"

LENGTH_REASONS = frozenset({"length", "max_tokens", "model_length"})
FILTER_REASONS = frozenset({"content_filter", "safety", "prohibited_content", "recitation", "blocklist"})
BROKEN_REASONS = {"error": ErrorKind.UPSTREAM_5XX, "abort": ErrorKind.TRUNCATED}
MAX_TOKENS_STORED = 2**31 - 1


class AnswerReader:
    """Incremental reader: takes bytes of the response, returns text of the answer.

    Reasoning, tool calls and unknown fields are ignored. A failure is stored in `failure` instead of
    raised, so that the text before it is not lost.
    """

    def __init__(self) -> None:
        self.failure: ProviderError | None = None
        self.finish_reason: str | None = None
        self.is_done = False
        self._usage: dict[str, Any] = {}
        self._events = EventParser()
        self._has_events = False
        self._document: list[bytes] | None = None
        self._opening: bytes | None = b""
        self._characters = 0
        self._has_text = False
        self._half = ""

    def feed(self, chunk: bytes) -> str:
        """Return the text in this chunk, empty if there is none."""
        if self._opening is not None:
            self._sniff(chunk)
        if self._document is not None:
            self._keep(chunk)
            return ""
        pieces: list[str] = []
        try:
            for event in self._events.feed(chunk):
                self._has_events = True
                if piece := self._read(event):
                    pieces.append(piece)
                if self.is_done:
                    break
        except EventTooLarge:
            self.failure = ProviderError(ErrorKind.TOO_LONG, "an event is larger than this site reads")
        except ProviderError as failure:
            self.failure = failure
        return pieces[0] if len(pieces) == 1 else "".join(pieces)

    def end(self) -> str:
        """Call at the end of the bytes. Return the text of an answer sent as one document, or nothing."""
        if self._document is None:
            return ""
        try:
            return self._take(_parse_json(b"".join(self._document).decode("utf-8", "replace")), "message")
        except ProviderError as failure:
            self.failure = failure
            return ""

    def finish(self) -> Finish:
        """Return the answer's end. Raises ProviderError if the answer has no end or no text."""
        if self.finish_reason is None:
            raise self._unfinished()
        if not self._has_text:
            raise ProviderError(ErrorKind.EMPTY, f"no text; finish_reason is {self.finish_reason!r}")
        is_cut = self.finish_reason in LENGTH_REASONS
        return Finish(
            FinishReason.LENGTH if is_cut else FinishReason.STOP,
            input_tokens=_count(self._usage.get("prompt_tokens")),
            output_tokens=_count(self._usage.get("completion_tokens")),
        )

    def _unfinished(self) -> ProviderError:
        if self._has_events or self._document is not None or self._opening is not None:
            return ProviderError(ErrorKind.TRUNCATED, "the stream ended without a finish_reason")
        return ProviderError(ErrorKind.MALFORMED, "the response is neither an event stream nor JSON")

    def _sniff(self, chunk: bytes) -> None:
        """Detect plain JSON: some servers do not stream, and not all of them send a content type."""
        self._opening = ((self._opening or b"") + chunk).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if self._opening:
            if self._opening in b"{[":
                self._document = []
            self._opening = None

    def _keep(self, chunk: bytes) -> None:
        assert self._document is not None  # noqa: S101 - narrows the type
        self._document.append(chunk)
        self._characters += len(chunk)
        if self._characters > MAX_DOCUMENT:
            self.failure = ProviderError(ErrorKind.TOO_LONG, "the document is larger than this site reads")

    def _read(self, event: Event) -> str:
        if event.data == DONE:
            self.is_done = True
            return ""
        if event.type == "error":
            raise error_from_object(_parse_json(event.data))
        return self._take(_parse_json(event.data), "delta")

    def _take(self, chunk: Any, part: str) -> str:
        """Return the text of one chunk; `part` is the field of its choice: "delta" or "message"."""
        if not isinstance(chunk, dict):
            raise ProviderError(ErrorKind.MALFORMED, "a chunk is not an object")
        if chunk.get("error"):
            raise error_from_object(chunk)
        if usage := chunk.get("usage"):
            self._usage = usage if isinstance(usage, dict) else {}
        choices = chunk.get("choices")
        if not choices:
            if chunk.get("object") == "error":
                raise error_from_object(chunk)
            return ""
        try:
            choice = choices[0]
            text = (choice.get(part) or {}).get("content")
            reason = choice.get("finish_reason")
        except (AttributeError, KeyError, TypeError):
            raise ProviderError(ErrorKind.MALFORMED, "a choice is not an object") from None
        piece = self._accept(text if isinstance(text, str) else _text_of(text)) if text else ""
        if reason is not None:
            self._end_with(reason)
        return piece

    def _accept(self, text: str) -> str:
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise ProviderError(ErrorKind.TOO_LONG, f"more than {MAX_CHARACTERS} characters")
        if not text.isascii() or self._half or "\0" in text:
            text = self._storable(text)
        if not self._has_text and text.strip():
            self._has_text = True
        return text

    def _storable(self, text: str) -> str:
        """Return text that every database accepts, joining surrogate pairs that two chunks split."""
        text, self._half = self._half + text, ""
        if "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return storable(text)

    def _end_with(self, reason: Any) -> None:
        name = str(reason).lower()
        if name in FILTER_REASONS:
            raise ProviderError(ErrorKind.CONTENT_FILTER, f"finish_reason is {name!r}")
        if kind := BROKEN_REASONS.get(name):
            raise ProviderError(kind, f"finish_reason is {name!r}")
        self.finish_reason = name


def _parse_json(data: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ProviderError(ErrorKind.MALFORMED, "a chunk is not JSON") from None


def _text_of(content: Any) -> str:
    """Return the text of typed parts, the form in which some servers separate thinking from text."""
    if not isinstance(content, list):
        raise ProviderError(ErrorKind.MALFORMED, "content is neither text nor a list of parts")
    texts = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
    return "".join(text for text in texts if isinstance(text, str))


def _count(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_TOKENS_STORED
    return value if is_count else None
