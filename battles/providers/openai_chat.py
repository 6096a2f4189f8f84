"""OpenAI-compatible chat completions: the wire format of OpenAI, Groq, vLLM, Ollama, llama.cpp and more."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp

from battles.providers.base import ErrorKind, Finish, Message, ProviderError, Target, Timeouts
from battles.providers.chat_answer import AnswerReader
from battles.providers.failures import failure_of_response
from battles.providers.model_list import names_in
from battles.providers.sessions import close_session, session

USAGE_GRACE = 2.0
"""Seconds to wait for token counts and the stream's end once the answer has its finish_reason."""

DRAIN = 0.05
"""Seconds to wait for the response's last bytes, so that its connection can be used again."""

KEY_MARK = "[key]"
KEY_TRACE = 3
"""So many characters of a key tell nothing."""

MAX_REFUSAL = 64 * 1024
MAX_MODEL_LIST = 16 * 1024 * 1024


class Deadlines:
    """The moments, on the loop's clock, at which one answer has taken too long.

    Only text of the answer moves them: comments and reasoning are not what a voter waits for.
    """

    def __init__(self, timeouts: Timeouts, now: float):
        self.timeouts = timeouts
        self.total = now + timeouts.total
        self.next = now + timeouts.first_token
        self.kind = ErrorKind.TIMEOUT_FIRST

    def text_seen(self, now: float) -> None:
        self.next = now + self.timeouts.idle
        self.kind = ErrorKind.TIMEOUT_IDLE

    def missed(self) -> ProviderError:
        """The failure of not being in time."""
        if self.total <= self.next:
            return ProviderError(ErrorKind.TIMEOUT_TOTAL, f"no end within {self.timeouts.total:g} s")
        if self.kind is ErrorKind.TIMEOUT_FIRST:
            return ProviderError(self.kind, f"no text within {self.timeouts.first_token:g} s")
        return ProviderError(self.kind, f"silent for {self.timeouts.idle:g} s")


class OpenAIChatProvider:
    """Streams over the running loop's shared session; `close` ends that session."""

    def __init__(self) -> None:
        self._refuse_usage: set[str] = set()

    async def stream(self, target: Target, messages: list[Message]) -> AsyncIterator[str | Finish]:
        """Yield pieces of the answer's text, then one Finish. Raises ProviderError.

        A caller that stops early closes the generator (contextlib.aclosing), which closes the connection.
        """
        loop = asyncio.get_running_loop()
        deadlines = Deadlines(target.timeouts, loop.time())
        reader = AnswerReader()
        response = None
        try:
            response = await self._open(target, messages, deadlines)
            while not reader.is_done:
                chunk = await _next_bytes(response, reader, deadlines)
                text = reader.feed(chunk) if chunk else reader.end()
                if text:
                    deadlines.text_seen(loop.time())
                    yield text
                if reader.failure is not None:
                    raise reader.failure
                if not chunk:
                    break
            yield reader.finish()
            await _drain(response)
        except ProviderError as failure:
            raise _without_key(failure, target) from None
        finally:
            if response is not None:
                response.close()

    async def list_models(self, target: Target) -> list[str]:
        """The upstream names this endpoint offers, in its order. Raises ProviderError."""
        deadlines = Deadlines(target.timeouts, asyncio.get_running_loop().time())
        response = None
        try:
            response = await _send("GET", "models", target, deadlines)
            if not response.ok:
                raise await _refusal(response, deadlines)
            return names_in(await _body(response, deadlines, limit=MAX_MODEL_LIST))
        except ProviderError as failure:
            raise _without_key(failure, target) from None
        finally:
            if response is not None:
                response.close()

    async def close(self) -> None:
        """Close the running loop's connections."""
        await close_session()

    async def _open(
        self, target: Target, messages: list[Message], deadlines: Deadlines
    ) -> aiohttp.ClientResponse:
        """The response whose body is the answer.

        Token counts are asked for, unless this address has refused the request for asking.
        """
        asks_usage = target.base_url not in self._refuse_usage and "stream_options" not in target.parameters
        body = _request_body(target, messages)
        if asks_usage:
            response = await _send(
                "POST",
                "chat/completions",
                target,
                deadlines,
                body | {"stream_options": {"include_usage": True}},
            )
            if response.status not in {400, 422}:
                return await _accepted(response, deadlines)
            refusal = await _refusal(response, deadlines)
            if refusal.kind is not ErrorKind.BAD_REQUEST:
                raise refusal
        response = await _accepted(
            await _send("POST", "chat/completions", target, deadlines, body), deadlines
        )
        if asks_usage:
            self._refuse_usage.add(target.base_url)
        return response


def _request_body(target: Target, messages: list[Message]) -> dict[str, Any]:
    return {
        **target.parameters,
        "model": target.upstream_name,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "stream": True,
    }


async def _send(
    method: str, path: str, target: Target, deadlines: Deadlines, body: dict[str, Any] | None = None
) -> aiohttp.ClientResponse:
    """The response to one request, whatever its status. Raises ProviderError."""
    headers = {"User-Agent": "arenasite", "Accept": "text/event-stream, application/json"}
    headers["Accept-Encoding"] = "identity"
    if target.api_key:
        headers["Authorization"] = f"Bearer {target.api_key}"
    try:
        async with asyncio.timeout_at(min(deadlines.next, deadlines.total)):
            return await session().request(
                method,
                f"{target.base_url.rstrip('/')}/{path}",
                json=body,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=target.timeouts.connect),
            )
    except aiohttp.ConnectionTimeoutError:
        failure = ProviderError(ErrorKind.CONNECT, f"no connection within {target.timeouts.connect:g} s")
    except TimeoutError:
        failure = deadlines.missed()
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
        failure = ProviderError(ErrorKind.BAD_REQUEST, "the endpoint's address is no http(s) address")
    except (aiohttp.ClientConnectionError, OSError) as error:
        failure = ProviderError(ErrorKind.CONNECT, f"{type(error).__name__}: {error}")
    except aiohttp.ClientError as error:
        failure = ProviderError(ErrorKind.MALFORMED, f"no valid HTTP response ({type(error).__name__})")
    except ValueError:
        failure = ProviderError(ErrorKind.AUTH, "the key holds a character that no header may carry")
    raise failure


async def _accepted(response: aiohttp.ClientResponse, deadlines: Deadlines) -> aiohttp.ClientResponse:
    if 200 <= response.status < 300:
        return response
    raise await _refusal(response, deadlines)


async def _refusal(response: aiohttp.ClientResponse, deadlines: Deadlines) -> ProviderError:
    """The failure a response without an answer stands for; its connection is given back."""
    try:
        body = await _body(response, deadlines, limit=MAX_REFUSAL)
    except ProviderError:
        body = b""
    finally:
        response.close()
    return failure_of_response(response.status, response.headers, body, datetime.now(UTC))


async def _body(response: aiohttp.ClientResponse, deadlines: Deadlines, *, limit: int) -> bytes:
    """The whole body of a response that is no stream. Raises ProviderError, also beyond the limit."""
    parts: list[bytes] = []
    size = 0
    while chunk := await _read(response, min(deadlines.next, deadlines.total), deadlines):
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            raise ProviderError(ErrorKind.TOO_LONG, f"more than {limit} bytes")
    return b"".join(parts)


async def _next_bytes(response: aiohttp.ClientResponse, reader: AnswerReader, deadlines: Deadlines) -> bytes:
    """The next bytes of the stream, none at its end. An answer that is complete does not fail any more."""
    if reader.finish_reason is None:
        return await _read(response, min(deadlines.next, deadlines.total), deadlines)
    grace = asyncio.get_running_loop().time() + USAGE_GRACE
    try:
        return await _read(response, min(grace, deadlines.next, deadlines.total), deadlines)
    except ProviderError:
        return b""


async def _read(response: aiohttp.ClientResponse, deadline: float, deadlines: Deadlines) -> bytes:
    if asyncio.get_running_loop().time() >= deadline:
        raise deadlines.missed()
    try:
        async with asyncio.timeout_at(deadline):
            return await response.content.readany()
    except TimeoutError:
        failure = deadlines.missed()
    except (aiohttp.ClientError, OSError) as error:
        failure = ProviderError(ErrorKind.TRUNCATED, f"the connection broke ({type(error).__name__})")
    raise failure


async def _drain(response: aiohttp.ClientResponse) -> None:
    """Read to the response's end if it is near; otherwise its connection is closed, which costs a new one."""
    try:
        async with asyncio.timeout(DRAIN):
            while await response.content.readany():
                pass
    except (TimeoutError, aiohttp.ClientError, OSError):
        pass


def _without_key(failure: ProviderError, target: Target) -> ProviderError:
    """Some servers repeat a wrong key in their refusal; the cut of a detail may fall inside it."""
    key = target.api_key
    if not key:
        return failure
    detail = failure.detail.replace(key, KEY_MARK)
    beginnings = (key[:length] for length in range(len(key), KEY_TRACE, -1))
    if trace := next((beginning for beginning in beginnings if detail.endswith(beginning)), ""):
        detail = detail.removesuffix(trace) + KEY_MARK
    return ProviderError(failure.kind, detail, retry_after=failure.retry_after)
