"""What every wire format over HTTP does alike: send, read against deadlines, list models, end cleanly.

A wire format is a subclass with its own request, its own reader and its own list of models.
"""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import aiohttp

from battles.providers.answer_reader import AnswerReader
from battles.providers.base import ErrorKind, Finish, Message, ModelList, ProviderError, Target, Thinking
from battles.providers.deadlines import Body, Deadlines, before
from battles.providers.errors import error_from_response
from battles.providers.model_list import parse_model_list
from battles.providers.network import AddressRefused
from battles.providers.rests import Rests
from battles.providers.sessions import session

HEADERS = {
    "User-Agent": "arenasite",
    "Accept": "text/event-stream, application/json",
    "Accept-Encoding": "identity",
}

USAGE_GRACE = 2.0
"""Seconds to wait for token counts and the stream's end once the answer has its finish reason."""

DRAIN = 0.05
"""Seconds to wait for the response's last bytes, so that the connection can be used again."""

KEY_MARK = "[key]"
KEY_TRACE = 3
"""Characters of a key that may remain at the end of a cut message."""

MAX_REFUSAL = 64 * 1024
MAX_MODEL_LIST = 16 * 1024 * 1024
MAX_CALL = 1024 * 1024


@dataclass(frozen=True)
class Request:
    """One request; path is appended to the target's base URL. options: parts that a server may refuse."""

    path: str
    content: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)


class HttpProvider(ABC):
    """Streams over the running loop's shared session. Stateless but for refused options."""

    models_path: ClassVar[str] = "models"

    def __init__(self) -> None:
        self._refuse_options: set[str] = set()

    @abstractmethod
    def build_request(self, target: Target, messages: list[Message]) -> Request:
        """Return the request for one streamed answer."""

    @abstractmethod
    def build_headers(self, api_key: str | None) -> dict[str, str]:
        """Return the headers that carry the key."""

    @abstractmethod
    def build_reader(self, target: Target) -> AnswerReader:
        """Return a reader for one response."""

    def parse_models(self, body: bytes) -> ModelList:
        """Return the models in the response to a GET of `models_path`. Raises ProviderError."""
        return parse_model_list(body)

    async def stream(self, target: Target, messages: list[Message]) -> AsyncIterator[str | Thinking | Finish]:
        """Yield pieces of text and thinking, then one Finish. Raises ProviderError.

        A caller that stops early closes the generator (contextlib.aclosing), which closes the connection.
        """
        loop = asyncio.get_running_loop()
        deadlines = Deadlines(target.timeouts, loop.time())
        reader = self.build_reader(target)
        body = None
        try:
            body = await self._open(target, messages, deadlines)
            rests, is_open = Rests(target, body.transport), True
            while is_open:
                chunk = await _next_bytes(body, reader)
                text = reader.feed(chunk) if chunk else ""
                if not chunk or reader.is_done:
                    is_open = False
                    text += reader.end()
                if reader.has_thinking:
                    deadlines.thinking_seen(loop.time())
                    yield Thinking(reader.take_thinking())
                rests.note(len(chunk), has_text=bool(text), now=loop.time())
                if text:
                    deadlines.text_seen(loop.time())
                    yield text
                if reader.failure is not None:
                    raise reader.failure
                if is_open and (ticks := rests.count_ticks(loop.time())):
                    body.pause(ticks=ticks)
            yield replace(reader.finish(), late=rests.late)
            await _drain(body)
        except ProviderError as failure:
            raise _without_key(failure, target) from None
        finally:
            if body is not None:
                body.close()

    async def list_models(self, target: Target) -> ModelList:
        """Return the models that this endpoint offers. Raises ProviderError."""
        deadlines = Deadlines(target.timeouts, asyncio.get_running_loop().time())
        body = None
        try:
            body = await _accepted(await self._send("GET", self.models_path, target, deadlines))
            return self.parse_models(await body.read_all(limit=MAX_MODEL_LIST))
        except ProviderError as failure:
            raise _without_key(failure, target) from None
        finally:
            if body is not None:
                body.close()

    async def call(self, target: Target, path: str, content: Mapping[str, Any]) -> Any:
        """Post JSON to `path` and return the JSON of the response. Raises ProviderError."""
        deadlines = Deadlines(target.timeouts, asyncio.get_running_loop().time())
        body = None
        try:
            body = await _accepted(await self._send("POST", path, target, deadlines, content))
            return json.loads(await body.read_all(limit=MAX_CALL))
        except ProviderError as failure:
            raise _without_key(failure, target) from None
        except ValueError:
            raise ProviderError(ErrorKind.MALFORMED, "the response is not JSON") from None
        finally:
            if body is not None:
                body.close()

    async def _open(self, target: Target, messages: list[Message], deadlines: Deadlines) -> Body:
        """Return the body of a successful response. Raises ProviderError.

        Leaves out the request's options where this address refused them before.
        """
        request = self.build_request(target, messages)
        has_options = bool(request.options) and target.base_url not in self._refuse_options
        if has_options:
            content = request.content | request.options
            body = await self._send("POST", request.path, target, deadlines, content)
            if body.response.status not in {400, 422}:
                return await _accepted(body)
            refusal = await _refusal(body)
            if refusal.kind is not ErrorKind.BAD_REQUEST or refusal.parameter:
                raise refusal
        body = await _accepted(await self._send("POST", request.path, target, deadlines, request.content))
        if has_options:
            self._refuse_options.add(target.base_url)
        return body

    async def _send(
        self,
        method: str,
        path: str,
        target: Target,
        deadlines: Deadlines,
        content: Mapping[str, Any] | None = None,
    ) -> Body:
        """Send one request and return the response, whatever its status. Raises ProviderError."""
        try:
            async with before(deadlines.next):
                response = await session().request(
                    method,
                    f"{target.base_url.rstrip('/')}/{path}",
                    json=content,
                    headers=HEADERS | self.build_headers(target.api_key),
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None, connect=target.timeouts.connect),
                )
                return Body(response, deadlines)
        except aiohttp.ConnectionTimeoutError:
            failure = ProviderError(ErrorKind.CONNECT, f"no connection within {target.timeouts.connect:g} s")
        except TimeoutError:
            failure = deadlines.timeout_error()
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            failure = ProviderError(ErrorKind.BAD_REQUEST, "the endpoint's address is not an http(s) address")
        except aiohttp.ClientConnectorError as error:
            failure = _connection_error(error)
        except (aiohttp.ClientConnectionError, OSError) as error:
            failure = ProviderError(ErrorKind.CONNECT, f"{type(error).__name__}: {error}")
        except aiohttp.ClientError as error:
            failure = ProviderError(ErrorKind.MALFORMED, f"no valid HTTP response ({type(error).__name__})")
        except ValueError:
            failure = ProviderError(ErrorKind.AUTH, "the key holds a character that no header may carry")
        raise failure


def _connection_error(error: aiohttp.ClientConnectorError) -> ProviderError:
    if isinstance(error.os_error, AddressRefused):
        return ProviderError(ErrorKind.CONNECT, str(error.os_error))
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return ProviderError(
            ErrorKind.CONNECT,
            "the server's certificate is not trusted (SSL_CERT_FILE names your authority)",
        )
    return ProviderError(ErrorKind.CONNECT, f"{type(error).__name__}: {error}")


async def _accepted(body: Body) -> Body:
    """Return the body if its status is 2xx. Raises ProviderError."""
    if 200 <= body.response.status < 300:
        return body
    raise await _refusal(body)


async def _refusal(body: Body) -> ProviderError:
    """Return the error for a response with another status. Closes the body."""
    response = body.response
    try:
        content = await body.read_all(limit=MAX_REFUSAL)
    except ProviderError:
        content = b""
    finally:
        body.close()
    return error_from_response(response.status, response.headers, content, datetime.now(UTC))


async def _next_bytes(body: Body, reader: AnswerReader) -> bytes:
    """Return the next bytes, none at the end. A complete answer waits only for counts and the end marker.

    A connection that breaks before them is an error even then: an error message may have been lost.
    """
    if not reader.is_settled:
        return await body.read()
    try:
        return await body.read(grace=USAGE_GRACE)
    except ProviderError as failure:
        if failure.kind is ErrorKind.TRUNCATED and not reader.is_closed:
            raise
        return b""


async def _drain(body: Body) -> None:
    """Read to the response's end if it is near, so that the connection can be used again."""
    with suppress(ProviderError, TimeoutError):
        async with asyncio.timeout(DRAIN):
            while await body.read():
                pass


def _without_key(failure: ProviderError, target: Target) -> ProviderError:
    """Remove the key from the detail: some servers repeat a wrong key, and the cut may fall inside it."""
    key = target.api_key
    if not key:
        return failure
    detail = failure.detail.replace(key, KEY_MARK)
    beginnings = (key[:length] for length in range(len(key), KEY_TRACE, -1))
    if trace := next((beginning for beginning in beginnings if detail.endswith(beginning)), ""):
        detail = detail.removesuffix(trace) + KEY_MARK
    return ProviderError(
        failure.kind,
        detail,
        retry_after=failure.retry_after,
        status=failure.status,
        parameter=failure.parameter,
    )
