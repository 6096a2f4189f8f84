"""OpenAI-compatible chat completions: the wire format of OpenAI, Groq, vLLM, Ollama, llama.cpp and more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import aiohttp

from battles.providers.base import ErrorKind, Finish, Message, ProviderError, Target
from battles.providers.chat_answer import AnswerReader
from battles.providers.deadlines import Body, Deadlines
from battles.providers.errors import error_from_response
from battles.providers.model_list import parse_model_names
from battles.providers.sessions import close_session, session

HEADERS = {
    "User-Agent": "arenasite",
    "Accept": "text/event-stream, application/json",
    "Accept-Encoding": "identity",
}

USAGE_GRACE = 2.0
"""Seconds to wait for token counts and the stream's end once the answer has its finish_reason."""

DRAIN = 0.05
"""Seconds to wait for the response's last bytes, so that the connection can be used again."""

KEY_MARK = "[key]"
KEY_TRACE = 3
"""Characters of a key that may remain at the end of a cut message."""

MAX_REFUSAL = 64 * 1024
MAX_MODEL_LIST = 16 * 1024 * 1024


class OpenAIChatProvider:
    """Streams over the running loop's shared session, which `close` closes."""

    def __init__(self) -> None:
        self._refuse_usage: set[str] = set()

    async def stream(self, target: Target, messages: list[Message]) -> AsyncIterator[str | Finish]:
        """Yield pieces of the answer's text, then one Finish. Raises ProviderError.

        A caller that stops early closes the generator (contextlib.aclosing), which closes the connection.
        """
        loop = asyncio.get_running_loop()
        deadlines = Deadlines(target.timeouts, loop.time())
        reader = AnswerReader()
        body = None
        try:
            body = await self._ask(target, messages, deadlines)
            while not reader.is_done:
                chunk = await _next_bytes(body, reader)
                text = reader.feed(chunk) if chunk else reader.end()
                if text:
                    deadlines.text_seen(loop.time())
                    yield text
                if reader.failure is not None:
                    raise reader.failure
                if not chunk:
                    break
            yield reader.finish()
            await _drain(body)
        except ProviderError as failure:
            raise _without_key(failure, target) from None
        finally:
            if body is not None:
                body.close()

    async def list_models(self, target: Target) -> list[str]:
        """Return the upstream names that this endpoint offers, in its order. Raises ProviderError."""
        deadlines = Deadlines(target.timeouts, asyncio.get_running_loop().time())
        body = None
        try:
            body = await _accepted(await _send("GET", "models", target, deadlines))
            return parse_model_names(await body.read_all(limit=MAX_MODEL_LIST))
        except ProviderError as failure:
            raise _without_key(failure, target) from None
        finally:
            if body is not None:
                body.close()

    async def close(self) -> None:
        """Close the running loop's connections."""
        await close_session()

    async def _ask(self, target: Target, messages: list[Message], deadlines: Deadlines) -> Body:
        """Return the body of a successful response. Raises ProviderError.

        Requests token counts, unless this address refused a request because of that option.
        """
        asks_usage = target.base_url not in self._refuse_usage and "stream_options" not in target.parameters
        content = _request_content(target, messages)
        if asks_usage:
            counted = content | {"stream_options": {"include_usage": True}}
            body = await _send("POST", "chat/completions", target, deadlines, counted)
            if body.response.status not in {400, 422}:
                return await _accepted(body)
            refusal = await _refusal(body)
            if refusal.kind is not ErrorKind.BAD_REQUEST:
                raise refusal
        body = await _accepted(await _send("POST", "chat/completions", target, deadlines, content))
        if asks_usage:
            self._refuse_usage.add(target.base_url)
        return body


def _request_content(target: Target, messages: list[Message]) -> dict[str, Any]:
    return {
        **target.parameters,
        "model": target.upstream_name,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "stream": True,
    }


async def _send(
    method: str, path: str, target: Target, deadlines: Deadlines, content: dict[str, Any] | None = None
) -> Body:
    """Send one request and return the response, whatever its status. Raises ProviderError."""
    headers = dict(HEADERS)
    if target.api_key:
        headers["Authorization"] = f"Bearer {target.api_key}"
    try:
        async with asyncio.timeout_at(deadlines.next):
            response = await session().request(
                method,
                f"{target.base_url.rstrip('/')}/{path}",
                json=content,
                headers=headers,
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
    except (aiohttp.ClientConnectionError, OSError) as error:
        failure = ProviderError(ErrorKind.CONNECT, f"{type(error).__name__}: {error}")
    except aiohttp.ClientError as error:
        failure = ProviderError(ErrorKind.MALFORMED, f"no valid HTTP response ({type(error).__name__})")
    except ValueError:
        failure = ProviderError(ErrorKind.AUTH, "the key holds a character that no header may carry")
    raise failure


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
    """Return the next bytes, none at the end. After the finish reason, errors no longer matter."""
    if reader.finish_reason is None:
        return await body.read()
    try:
        return await body.read(grace=USAGE_GRACE)
    except ProviderError:
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
    return ProviderError(failure.kind, detail, retry_after=failure.retry_after)
