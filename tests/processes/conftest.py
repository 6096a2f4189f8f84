"""One database on a real PostgreSQL, a scripted upstream and a Redis of one's own for all these tests."""

import os
import threading

import psycopg
import pytest

from tests.battles.providers.upstream import DONE, HOLD, Response, Upstream, chunk, stream, usage
from tests.real_site import RealSite, Visitor, fresh_database
from tests.redis_server import RedisServer

WORDS = [f"word{number} " for number in range(60)]
ANSWER = "".join(WORDS).strip()


def spoken(seconds: float) -> Response:
    """An answer of 60 words in about so many seconds."""
    steps = [step for word in WORDS for step in (chunk(word), seconds / len(WORDS))]
    return stream(chunk("", role="assistant"), *steps, chunk(finish="stop"), usage(), DONE)


def spoken_until(pause: threading.Event) -> Response:
    """The same answer, whose second half begins when this is set, however slow the readers are."""
    half = len(WORDS) // 2
    steps = [*map(chunk, WORDS[:half]), pause, *map(chunk, WORDS[half:])]
    return stream(chunk("", role="assistant"), *steps, chunk(finish="stop"), usage(), DONE)


def unended() -> Response:
    """The first half of the answer, and no end."""
    return stream(chunk("", role="assistant"), *map(chunk, WORDS[: len(WORDS) // 2]), HOLD)


@pytest.fixture(scope="session")
def upstream():
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="session")
def redis_server():
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session")
def site(upstream, tmp_path_factory):
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL server; see .ci/run")
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        pytest.skip(f"the PostgreSQL server of DATABASE_URL cannot be reached: {error}")
    with fresh_database(url) as database:
        yield RealSite(database, tmp_path_factory.mktemp("site"), upstream.base_url)


@pytest.fixture
async def visitor():
    async with Visitor() as visitor:
        yield visitor
