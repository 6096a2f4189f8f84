"""What every provider of answers is: the protocol, its parts, and the kinds of failure.

A provider yields pieces of text and, last, exactly one Finish; or it raises ProviderError. It never
returns silently without a Finish, and it never writes to the database.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

DETAIL_LENGTH = 500


def storable(text: str) -> str:
    """The text with U+FFFD for what no database or encoding takes: NUL and halves of characters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


class ErrorKind(StrEnum):
    """Why an answer failed, as staff read it. Voters read neutral words instead."""

    RATE_LIMITED = "rate_limited"
    AUTH = "auth"
    BAD_REQUEST = "bad_request"
    CONTENT_FILTER = "content_filter"
    UPSTREAM_5XX = "upstream_5xx"
    CONNECT = "connect"
    TIMEOUT_FIRST = "timeout_first"
    TIMEOUT_IDLE = "timeout_idle"
    TIMEOUT_TOTAL = "timeout_total"
    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    INTERNAL = "internal"


class FinishReason(StrEnum):
    """Why a complete answer ended."""

    STOP = "stop"
    LENGTH = "length"


class ProviderError(Exception):
    """An answer could not be had, or not to its end.

    kind: what staff count by. detail: the upstream's own words, cut to 500 characters, for staff only:
    it may name the model and must never reach a voter. retry_after: seconds the upstream asked for.
    """

    def __init__(self, kind: ErrorKind, detail: str = "", *, retry_after: float | None = None):
        detail = storable(detail)[:DETAIL_LENGTH]
        super().__init__(f"{kind.value}: {detail}")
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after


@dataclass(frozen=True)
class Message:
    """One turn of a conversation as a model sees it; role is "system", "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True)
class Timeouts:
    """Seconds a provider may take: to connect, to the first token, between two tokens, in all."""

    connect: float = 10.0
    first_token: float = 60.0
    idle: float = 30.0
    total: float = 300.0


@dataclass(frozen=True)
class Target:
    """Where and how one model is asked.

    api_key comes from the environment when the call is made and is never stored. parameters are sent
    as they stand (temperature, top_p, max_tokens, …).
    """

    upstream_name: str
    base_url: str = ""
    api_key: str | None = field(default=None, repr=False)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    timeouts: Timeouts = field(default_factory=Timeouts)


@dataclass(frozen=True)
class Finish:
    """The end of a complete answer; token counts are the upstream's own, None where it gave none."""

    reason: FinishReason
    input_tokens: int | None = None
    output_tokens: int | None = None


class Provider(Protocol):
    """One wire format. A provider is stateless from the caller's view; it may pool connections."""

    def stream(self, target: Target, messages: list[Message]) -> AsyncIterator[str | Finish]:
        """Yield pieces of the answer's text, then one Finish. Raises ProviderError."""
        ...

    async def list_models(self, target: Target) -> list[str]:
        """The upstream names this endpoint offers. Raises ProviderError."""
        ...
