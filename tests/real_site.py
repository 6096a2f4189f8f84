"""The site as real web processes on one database, and visitors who reach it over sockets."""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import psycopg

from tests.patience import PATIENCE_SECONDS
from tests.redis_server import free_port

ROOT = Path(__file__).resolve().parents[1]
KEPT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")
START_SECONDS = 600  # only a hang reaches it: a busy machine needs minutes
GRACEFUL_SECONDS = 10


@contextlib.contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """The URL of a new, empty database on the PostgreSQL server of this URL; dropped afterwards."""
    parts = urlsplit(server_url)
    name = f"arena_processes_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Web:
    """One web process on a port of its own; what it writes is in `log`."""

    def __init__(self, name: str, env: dict[str, str], folder: Path):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.path = folder / f"{name}.log"
        command = [sys.executable, "-m", "uvicorn", "arenasite.asgi:application", "--log-level", "warning"]
        options = ["--port", str(self.port), "--timeout-graceful-shutdown", str(GRACEFUL_SECONDS)]
        with self.path.open("w") as log:
            self.process = subprocess.Popen([*command, *options], cwd=ROOT, env=env, stdout=log, stderr=log)

    @property
    def log(self) -> str:
        return self.path.read_text()

    async def ready(self) -> "Web":
        """Wait until it answers. Raises RuntimeError with its log if it does not."""
        async with aiohttp.ClientSession() as session:
            until = time.monotonic() + START_SECONDS
            while time.monotonic() < until and self.process.poll() is None:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{self.url}/healthz") as response:
                        if response.status == 200:
                            return self
                await asyncio.sleep(0.05)
        raise RuntimeError(f"the web process did not start:\n{self.log}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    async def stop(self, *, patience: float) -> int:
        """Ask it to stop; its exit code. Raises TimeoutExpired."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.process.wait, patience)


class RealSite:
    """Web processes that share a database, a secret key and collected static files."""

    def __init__(self, database_url: str, folder: Path, upstream: str, **env: str):
        self.database_url, self.folder = database_url, folder
        self.env = {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "DJANGO_SETTINGS_MODULE": "arenasite.settings",
            "DATABASE_URL": database_url,
            "ARENA_DATA_DIR": str(folder),
            "ARENA_BATTLES_PER_MINUTE": "0",
            "ARENA_BATTLES_PER_DAY": "0",
            "ARENA_BATTLES_PER_ADDRESS_PER_DAY": "0",
            "ARENA_READS_PER_MINUTE": "0",
            "ARENA_STREAMS_PER_ADDRESS": "0",
            "PYTHONUNBUFFERED": "1",
            **env,
        }
        command = [sys.executable, "-m", "tests.prepare_site", upstream]
        subprocess.run(command, cwd=ROOT, env=self.env, check=True)

    @contextlib.asynccontextmanager
    async def running(self, count: int, **env: str) -> AsyncIterator[list[Web]]:
        """So many web processes, all answering; killed at the end if they still run."""
        webs = [Web(f"web-{uuid.uuid4().hex[:8]}", self.env | env, self.folder) for _ in range(count)]
        try:
            yield list(await asyncio.gather(*(web.ready() for web in webs)))
        finally:
            for web in webs:
                web.kill()

    def rows(self, query: str) -> list[tuple]:
        """What the database answers."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query).fetchall()

    def run(self, statement: str) -> None:
        """Change the database."""
        with psycopg.connect(self.database_url) as connection:
            connection.execute(statement)


class Visitor:
    """A browser: one cookie jar for all processes, as behind one address. Use it in `async with`."""

    def __init__(self) -> None:
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            # The server closes idle connections after five seconds; a post must not meet that moment.
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=2),
            timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
        )
        self._token = ""

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def page(self, web: Web, path: str) -> str:
        async with self.session.get(web.url + path) as response:
            assert response.status == 200, response.status
            return await response.text()

    async def post(self, web: Web, path: str, **data: str) -> tuple[int, str]:
        """The status and the Location of a posted form."""
        form = data | {"csrfmiddlewaretoken": self._token}
        async with self.session.post(web.url + path, data=form, allow_redirects=False) as response:
            await response.read()
            return response.status, response.headers.get("Location", "")

    async def open_battle(self, web: Web, prompt: str = "What is a heron?", **form: str) -> str:
        """Start a battle; its path. `form`: further fields of the form."""
        if not self._token:
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', await self.page(web, "/"))
            assert found is not None
            self._token = found[1]
        fields = {"arena": "text", "key": str(uuid.uuid4()), **form}
        status, path = await self.post(web, "/battles/", prompt=prompt, **fields)
        assert status == 302, status
        return path

    async def events(
        self, web: Web, battle: str, *, after: str = ""
    ) -> AsyncIterator[tuple[str, str, dict[str, str]]]:
        """A battle's events as (id, name, data) until the stream ends; comments are passed over."""
        headers = {"Last-Event-ID": after} if after else {}
        async with self.session.get(f"{web.url}{battle}events/", headers=headers) as response:
            assert response.status == 200, response.status
            fields: dict[str, str] = {}
            async for line in response.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif "data" in fields:
                    yield fields["id"], fields["event"], json.loads(fields["data"])
                    fields = {}


class Shown:
    """What a page shows of a battle as its events come."""

    def __init__(self) -> None:
        self.text = {"a": "", "b": ""}
        self.state = {"a": "running", "b": "running"}
        self.last_id = ""
        self.is_done = False

    def take(self, number: str, name: str, data: dict[str, str]) -> None:
        self.last_id = number
        if name == "done":
            self.is_done = True
        elif "html" in data:
            self.text[name], self.state[name] = data["html"], data["state"]
        else:
            self.text[name] = data.get("full") or self.text[name] + data["text"]

    async def watch(self, visitor: Visitor, web: Web, battle: str, *, until: int | None = None) -> "Shown":
        """Take events until the stream ends, or until both sides show `until` characters."""
        async with contextlib.aclosing(visitor.events(web, battle, after=self.last_id)) as events:
            async for number, name, data in events:
                self.take(number, name, data)
                if until is not None and min(map(len, self.text.values())) >= until:
                    break
        return self
