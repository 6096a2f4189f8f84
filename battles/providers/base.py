"""The protocol of providers, its data classes, and the kinds of failure.

A provider yields pieces of text and of thinking and then exactly one Finish, or raises ProviderError. It
never returns without a Finish and never writes to the database.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

DETAIL_LENGTH = 500


def storable(text: str) -> str:
    """Return the text with NUL and lone surrogates, which databases refuse, replaced by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


class ErrorKind(StrEnum):
    """Why an answer failed. Shown to staff only; voters read a neutral message."""

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
    THINKING_LIMIT = "thinking_limit"
    TOO_LONG = "too_long"
    INTERNAL = "internal"
    UNWANTED = "unwanted"
    """The voter asked for another model; the model has not failed."""


class FinishReason(StrEnum):
    """Why a complete answer ended."""

    STOP = "stop"
    LENGTH = "length"


class ProviderError(Exception):
    """A call failed, before or during its answer.

    detail: the upstream's message, cut to 500 characters. It may name the model, so only staff may read
    it. retry_after: seconds to wait, as the upstream asked. status: the HTTP status of a refusal.
    parameter: the request parameter that the upstream refused, "" if it named none.
    """

    def __init__(
        self,
        kind: ErrorKind,
        detail: str = "",
        *,
        retry_after: float | None = None,
        status: int | None = None,
        parameter: str = "",
    ):
        detail = storable(detail)[:DETAIL_LENGTH]
        super().__init__(f"{kind.value}: {detail}")
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after
        self.status = status
        self.parameter = parameter


@dataclass(frozen=True)
class Message:
    """One message of a conversation; role is "system", "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True)
class Timeouts:
    """Time limits in seconds: to connect, to the first token, between two tokens, in total."""

    connect: float = 10.0
    first_token: float = 60.0
    idle: float = 30.0
    total: float = 300.0


@dataclass(frozen=True)
class Target:
    """Where and how one model is called.

    api_key is read from the environment at the call and is never stored. parameters (temperature, top_p,
    max_tokens, …) are sent unchanged.
    thinks_first: the text begins with thinking that ends with a closing tag, without an opening one.
    accepts_done: the end marker of a stream ends an answer also without a finish reason.
    get_reserve: for how many seconds readers have text before them at a moment of the loop's clock. For a
    part of that the connection may rest (battles.providers.rests): reading seldom costs less. None: text is
    shown as it comes.
    """

    upstream_name: str
    base_url: str = ""
    api_key: str | None = field(default=None, repr=False)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    timeouts: Timeouts = field(default_factory=Timeouts)
    thinks_first: bool = False
    accepts_done: bool = False
    get_reserve: Callable[[float], float] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Thinking:
    """A piece of a model's thinking: for staff only, never part of the answer."""

    text: str


@dataclass(frozen=True)
class Finish:
    """The end of a complete answer. Token counts are the upstream's, or None if it sent none.

    late: seconds between the arrival of the last text and its reading.
    """

    reason: FinishReason
    input_tokens: int | None = None
    output_tokens: int | None = None
    late: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class ModelList:
    """The upstream names that an endpoint offers, in its order; unnamed: entries without a name."""

    names: list[str]
    unnamed: int = 0


class Provider(Protocol):
    """One wire format. A provider is stateless for its callers; it may pool connections."""

    def stream(self, target: Target, messages: list[Message]) -> AsyncIterator[str | Thinking | Finish]:
        """Yield pieces of text and thinking, then one Finish. Raises ProviderError."""
        ...

    async def list_models(self, target: Target) -> ModelList:
        """Return the models that this endpoint offers. Raises ProviderError."""
        ...
