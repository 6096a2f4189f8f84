"""Classify an upstream's failures: statuses, error objects and Retry-After become ProviderErrors."""

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from battles.providers.base import ErrorKind, ProviderError

WORDS = (
    (ErrorKind.CONTENT_FILTER, ("content_filter", "content_policy", "moderation", "safety")),
    (ErrorKind.RATE_LIMITED, ("rate_limit", "quota", "too_many_requests", "resource_exhausted")),
    (ErrorKind.AUTH, ("api_key", "authentication", "permission", "unauthorized", "billing")),
    (ErrorKind.UPSTREAM_5XX, ("overloaded", "server_error", "internal", "unavailable")),
    (ErrorKind.BAD_REQUEST, ("invalid", "not_found", "bad_request", "context_length")),
)
"""Substrings of an error's `type` and `code`; the first match decides."""

PARAMETER = re.compile(
    r"\b(?:max_completion_tokens|max_tokens|temperature|top_p|top_k|presence_penalty|frequency_penalty|"
    r"reasoning_effort|stop|seed)\b"
)
"""Request parameters that a server may refuse, as a trial can adapt them."""

STATUS = re.compile("[45][0-9][0-9]")

AUTH_STATUSES = frozenset({401, 402, 403})
"""402: the account has no credit. Like a wrong key, only staff can repair it."""

TRY_LATER_STATUSES = frozenset({408, 409, 425})
"""The request was valid, but the server could not process it now."""


def error_from_response(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> ProviderError:
    """Return the error for a response whose status is not 2xx."""
    if 300 <= status < 400:
        return ProviderError(
            ErrorKind.BAD_REQUEST,
            f"HTTP {status}: the address redirects to {headers.get('Location', '?')}; give that one instead",
        )
    error = _error_of(_parsed(body))
    parameter = _refused_parameter(error)
    kind = classify_status(status)
    if kind in {ErrorKind.BAD_REQUEST, ErrorKind.AUTH} and _is_filtered(error):
        kind = ErrorKind.CONTENT_FILTER
    # Only the message of an error object is kept: other bodies may come from anything at that address.
    detail = f"HTTP {status}: {_message(error)}" if _message(error) else f"HTTP {status}"
    retry_after = seconds_to_wait(headers.get("Retry-After"), now)
    return ProviderError(kind, detail, retry_after=retry_after, status=status, parameter=parameter)


def error_from_object(value: Any) -> ProviderError:
    """Return the error for an error object in a response with status 200 or in a stream."""
    error = _error_of(value)
    status = _status_in(error.get("code"))
    if _is_filtered(error):
        kind = ErrorKind.CONTENT_FILTER
    elif status:
        kind = classify_status(status)
    else:
        kind = _classify_words(error) or ErrorKind.UPSTREAM_5XX
    detail = _message(error) or " ".join(str(error[name]) for name in ("type", "code") if error.get(name))
    return ProviderError(kind, detail or "an error without a message", status=status or None)


def classify_status(status: int) -> ErrorKind:
    """Return the kind of failure for an HTTP status from 400 on."""
    if status in AUTH_STATUSES:
        return ErrorKind.AUTH
    if status == 429:
        return ErrorKind.RATE_LIMITED
    if status >= 500 or status in TRY_LATER_STATUSES:
        return ErrorKind.UPSTREAM_5XX
    return ErrorKind.BAD_REQUEST


def seconds_to_wait(retry_after: str | None, now: datetime) -> float | None:
    """Parse Retry-After, a number or an HTTP date, into seconds from `now` (aware); None if it is neither."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        seconds = _seconds_until(retry_after, now)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds_until(date: str, now: datetime) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    return (moment.replace(tzinfo=moment.tzinfo or now.tzinfo) - now).total_seconds()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _error_of(value: Any) -> dict[str, Any]:
    """Return the object with `message`, `type` and `code`, in whatever form the server wraps it."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("error") or value.get("detail") or value
    if isinstance(value, list) and value:  # FastAPI's list of what is wrong with the request
        value = value[0]
    if isinstance(value, dict):
        return value
    return {"message": value} if isinstance(value, str) else {}


def _refused_parameter(error: dict[str, Any]) -> str:
    """Return the request parameter that the error names: OpenAI's `param`, FastAPI's `loc`, or the first
    in the message.
    """
    place = error.get("loc")
    name = place[-1] if isinstance(place, list) and place else error.get("param")
    if isinstance(name, str) and name:
        return name if PARAMETER.fullmatch(name) else ""
    match = PARAMETER.search(_message(error))
    return match.group() if match else ""


def _status_in(code: Any) -> int:
    """Return the HTTP status that some servers send as an error's code (number or text), else 0."""
    digits = str(code)
    return int(digits) if STATUS.fullmatch(digits) else 0


def _message(error: dict[str, Any]) -> str:
    message = error.get("message") or error.get("detail") or error.get("msg")
    return " ".join(message.split()) if isinstance(message, str) else ""


def _is_filtered(error: dict[str, Any]) -> bool:
    metadata = error.get("metadata")
    if isinstance(metadata, dict) and "flagged_input" in metadata:  # OpenRouter's moderation, status 403
        return True
    return _classify_words(error) is ErrorKind.CONTENT_FILTER


def _classify_words(error: dict[str, Any]) -> ErrorKind | None:
    words = f"{error.get('type')} {error.get('code')}".lower().replace("-", "_")
    for kind, parts in WORDS:
        if any(part in words for part in parts):
            return kind
    return None
