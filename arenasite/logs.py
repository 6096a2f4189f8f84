"""Log lines: readable ones, or JSON with the ids of the request and of the battle.

Lines never contain a key, a prompt, an answer or an address. The code logs none; what libraries add is cut:
of a message only the first line is written, because a database's error quotes the row's values after it, and
the web server's access log, which has addresses, is off.
"""

import datetime as dt
import json
import logging
import traceback
import uuid
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from typing import Any

from battles.monitoring import BATTLE

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being answered; empty outside of one."""

MAX_MESSAGE = 2000
NO_CONNECTION = "PoolTimeout"
"""The name of psycopg_pool's exception, which a site on SQLite need not import."""


class RequestIds:
    """Gives each request an id of its own, which its response and its log lines carry."""

    def __init__(self, application: Callable) -> None:
        self._application = application

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable, send: Callable) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        number = uuid.uuid4().hex[:16]
        REQUEST.set(number)

        async def send_with_id(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"x-request-id", number.encode())]}
            await send(message)

        await self._application(scope, receive, send_with_id)


class LineFormatter(logging.Formatter):
    """One line, and the frames of an exception."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        line = logging.makeLogRecord({**vars(record), "msg": first_line(record.getMessage()), "args": None})
        line.exc_text = None
        return super().format(line)

    def formatException(self, ei) -> str:  # noqa: N802 - logging's name
        return describe_exception(ei[1])


class JSONFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message; request, battle and error where there are any."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": first_line(record.getMessage()),
            "request": REQUEST.get(),
            "battle": BATTLE.get(),
            "error": describe_exception(record.exc_info[1]) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


def describe_exception(error: BaseException | None) -> str:
    """Return an exception's frames and the first line of its message, and the same of its causes.

    Where the database is away each request fails with the same frames; they are left out.
    """
    if error is None:
        return ""
    if away := find_away(error):
        return f"{type(away).__qualname__}: {first_line(str(away))}"
    frames = "".join(traceback.format_tb(error.__traceback__))
    described = f"{frames}{type(error).__qualname__}: {first_line(str(error))}"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = [describe_exception(part) for part in getattr(error, "exceptions", [])]
    return "\n".join([*([describe_exception(cause)] if cause else []), described, *parts])


def find_away(error: BaseException) -> BaseException | None:
    """Return the exception that says that the pool has no connection to give: this one, or its direct cause.

    Django's own exception has the pool's as its cause. An error that happens while another is handled is
    another error, and keeps its frames.
    """
    reasons = (error, error.__cause__)
    return next((each for each in reasons if type(each).__name__ == NO_CONNECTION), None)


def first_line(text: str) -> str:
    """Return the first line of a text, not longer than a log line may be."""
    return (text.splitlines() or [""])[0][:MAX_MESSAGE]
