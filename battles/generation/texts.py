"""The places with texts outside the database: spooled ends of turns, and streams in Redis."""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import redis
from django.conf import settings

from battles.generation.redis_relay import stream_key
from battles.generation.storage import list_files
from battles.models import Answer
from battles.texts import HeldText, TextPlace

logger = logging.getLogger(__name__)

SOCKET_SECONDS = 2.0
Ids = Sequence[int]


def _list_spool(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    for path in _spooled(battles):
        with contextlib.suppress(FileNotFoundError):
            yield HeldText(_battle_of(path), f"file {path.name}", path.read_text(errors="replace"))


def _erase_spool(battles: Ids, voters: Ids) -> int:
    paths = list(_spooled(battles))
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def _spooled(battles: Ids) -> Iterator[Path]:
    wanted = set(battles)
    return (path for path in list_files() if _battle_of(path) in wanted)


def _battle_of(path: Path) -> int:
    first = path.name.partition(".")[0]
    return int(first) if first.isascii() and first.isdecimal() else 0


def _list_streams(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    keys = _stream_keys(battles)
    if not keys:
        return
    with _connect() as client:
        for key, battle in keys.items():
            for _number, fields in client.xrange(key):
                yield HeldText(battle, f"stream {key}", str(fields))


def _erase_streams(battles: Ids, voters: Ids) -> int:
    """Delete the streams. While Redis is away they stay until they expire by themselves."""
    keys = _stream_keys(battles)
    if not keys:
        return 0
    try:
        with _connect() as client:
            return int(client.delete(*keys))
    except redis.RedisError as error:
        logger.warning("Redis is away; the streams of erased turns expire by themselves: %s", error)
        return 0


def _stream_keys(battles: Ids) -> dict[str, int]:
    if not settings.REDIS_URL:
        return {}
    rows = Answer.objects.filter(prompt__battle_id__in=battles).order_by()
    columns = ("prompt__battle_id", "prompt__battle__key", "prompt__turn", "attempt")
    return {
        stream_key(str(key), turn, attempt): battle
        for battle, key, turn, attempt in rows.values_list(*columns).distinct()
    }


@contextlib.contextmanager
def _connect() -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        decode_responses=True,
        socket_connect_timeout=SOCKET_SECONDS,
        socket_timeout=SOCKET_SECONDS,
    )
    try:
        yield client
    finally:
        client.close()


PLACES = [
    TextPlace("spool of ends", (), _list_spool, _erase_spool, is_outside=True),
    TextPlace("streams in Redis", (), _list_streams, _erase_streams, is_outside=True),
]
