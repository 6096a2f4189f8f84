"""Log lines: valid JSON with ids; and neither key, prompt, answer nor address in any of them."""

import json
import logging

import pytest
from django.db import IntegrityError, OperationalError

from arenasite.logs import REQUEST, JSONFormatter, LineFormatter, RequestIds
from battles.monitoring.log_context import BATTLE

LEAK = "duplicate key\nDETAIL:  Key (text)=(a visitor's prompt) already exists."


def emit(formatter, *, error=None) -> str:
    try:
        if error:
            raise error
        info = None
    except Exception as raised:
        info = (type(raised), raised, raised.__traceback__)
    record = logging.LogRecord("battles", logging.ERROR, "x.py", 1, "not stored: %s", (error or "it",), info)
    return formatter.format(record)


def test_a_json_line_has_the_ids_of_request_and_battle():
    REQUEST.set("0123456789abcdef")
    BATTLE.set("a-battle")
    line = json.loads(emit(JSONFormatter()))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "ERROR",
        "logger": "battles",
        "message": "not stored: it",
        "request": "0123456789abcdef",
        "battle": "a-battle",
    }


@pytest.mark.parametrize("formatter", [JSONFormatter(), LineFormatter()])
def test_what_a_database_quotes_of_a_row_is_cut_in_message_and_exception(formatter):
    written = emit(formatter, error=IntegrityError(LEAK))
    assert "duplicate key" in written
    assert "test_logs.py" in written
    assert "prompt" not in written
    nested = ExceptionGroup("some arenas failed", [ValueError("first"), IntegrityError(LEAK)])
    written = emit(formatter, error=nested)
    assert "ValueError: first" in written
    assert "prompt" not in written


@pytest.mark.parametrize("formatter", [JSONFormatter(), LineFormatter()])
def test_a_database_that_is_away_is_one_line_without_frames(formatter):
    class PoolTimeout(Exception):
        """As psycopg_pool has it."""

    away = OperationalError("wrapped by Django")
    away.__cause__ = PoolTimeout("couldn't get a connection after 1.00 sec")
    written = emit(formatter, error=away)
    assert "couldn't get a connection" in written
    assert "test_logs.py" not in written
    assert written.count("\n") <= 1
    later = RuntimeError("a mistake in the error page")
    later.__context__ = away
    written = emit(formatter, error=later)
    assert written.count("couldn't get a connection") == 1
    assert "RuntimeError: a mistake in the error page" in written
    assert "test_logs.py" in written
    away.__cause__ = None
    assert "test_logs.py" in emit(formatter, error=away)


async def test_a_request_has_its_own_id_in_its_response():
    seen = []

    async def site(scope, receive, send):
        seen.append(REQUEST.get())
        await send({"type": "http.response.start", "status": 200, "headers": []})

    sent = []

    async def send(message):
        sent.append(message)

    for _number in range(2):
        await RequestIds(site)({"type": "http", "headers": [(b"x-request-id", b"forged")]}, None, send)
    ids = [dict(message["headers"])[b"x-request-id"].decode() for message in sent]
    assert ids == seen
    assert len(set(ids)) == 2
    assert "forged" not in ids
