"""A site under bad weather, and visitors who do not give up.

Web processes are killed, stopped for a while and restarted; the database is cut or locked; Redis is
restarted. Visitors repeat what was not answered, as browsers and people do, and remember what they saw.
"""

import asyncio
import contextlib
import json
import random
import re
import signal
import subprocess
import sys
import uuid
from collections import Counter
from dataclasses import dataclass, field

import aiohttp

from tests.patience import PATIENCE_SECONDS
from tests.real_site import GRACEFUL_SECONDS, ROOT, RealSite
from tests.redis_server import free_port

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PHASE = re.compile(r'data-phase="(\w+)"')
TAGS = re.compile(r"<[^>]+>")
FAILURES = (aiohttp.ClientError, ConnectionError, TimeoutError, asyncio.IncompleteReadError)
BUSY = {500, 502, 503, 504}


class Place:
    """A port on which one web process runs after another."""

    def __init__(self, site: RealSite, env: dict[str, str]):
        self._site, self._env = site, site.env | env
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = site.folder / f"place-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "arenasite.asgi:application", "--log-level", "warning"]
        options = ["--port", str(self.port), "--timeout-graceful-shutdown", str(GRACEFUL_SECONDS)]
        with self.log_path.open("a") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220  returns at once
                [*command, *options], cwd=ROOT, env=self._env, stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """SIGKILL and a new process."""
        assert self.process is not None
        self.process.kill()
        await asyncio.to_thread(self.process.wait)
        await self.start()

    async def restart(self) -> None:
        """SIGTERM, as at a deployment, and a new process."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(self.process.wait, PATIENCE_SECONDS)
        await self.start()

    async def freeze(self, seconds: float) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()


@dataclass
class Seen:
    """What one visitor saw and did.

    ends: the texts shown as complete, by battle path and side. retries: battles that were given up for new
    ones. vote: the outcome that the site acknowledged, with the battle's path.
    """

    ends: dict[tuple[str, str], str] = field(default_factory=dict)
    retries: int = 0
    battle: str = ""
    vote: str = ""


class StubbornVisitor:
    """A browser that repeats every request until it is answered."""

    def __init__(self, places: list[Place], rng: random.Random):
        self._places, self._rng = places, rng
        self.seen = Seen()
        self.statuses: Counter[int] = Counter()
        self._token = ""

    async def run(self) -> Seen:
        timeout = aiohttp.ClientTimeout(total=None, connect=5, sock_read=25)
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, timeout=timeout) as self._session:
            battle = await self._open()
            while await self._watch(battle) == "broken":
                self.seen.retries += 1
                battle = await self._again(battle)
            await self._vote(battle)
        return self.seen

    @property
    def _url(self) -> str:
        return self._rng.choice(self._places).url

    async def _get(self, path: str) -> str:
        while True:
            with contextlib.suppress(*FAILURES):
                async with self._session.get(self._url + path) as response:
                    self.statuses[response.status] += 1
                    text = await response.text()
                    if response.status not in BUSY:
                        assert response.status == 200, (path, response.status)
                        return text
            await asyncio.sleep(0.3)

    async def _post(self, path: str, **data: str) -> tuple[int, str, str]:
        """Status, Location and text of the first answer that is no failure."""
        while True:
            form = data | {"csrfmiddlewaretoken": self._token}
            with contextlib.suppress(*FAILURES):
                if self._rng.random() < 0.25:
                    await self._drop(path, form)
                async with self._session.post(self._url + path, data=form, allow_redirects=False) as response:
                    self.statuses[response.status] += 1
                    text = await response.text()
                    if response.status == 403:
                        self._token = TOKEN.search(text)[1]  # type: ignore[index]
                    elif response.status not in BUSY:
                        return response.status, response.headers.get("Location", ""), text
            await asyncio.sleep(0.3)

    async def _drop(self, path: str, form: dict[str, str]) -> None:
        """Post and close the connection without waiting for the answer."""
        pause = self._rng.choice([0.001, 0.01, 0.03, 0.1])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause), self._session.post(self._url + path, data=form):
                pass

    async def _open(self) -> str:
        self._token = TOKEN.search(await self._get("/"))[1]  # type: ignore[index]
        key = str(uuid.uuid4())
        status, path, text = await self._post("/battles/", prompt="A heron?", key=key, arena="text")
        assert status == 302, (status, text[-2000:])
        return path

    async def _again(self, battle: str) -> str:
        status, path, text = await self._post(f"{battle}again/")
        assert status == 302, (status, text[-2000:])
        return path

    async def _watch(self, battle: str) -> str:
        """Follow the stream, over as many connections as it takes. Returns the phase after the end."""
        last_id = ""
        while True:
            with contextlib.suppress(*FAILURES):
                headers = {"Last-Event-ID": last_id} if last_id else {}
                async with self._session.get(f"{self._url}{battle}events/", headers=headers) as response:
                    self.statuses[response.status] += 1
                    if response.status == 200:
                        fields: dict[str, str] = {}
                        async for line in response.content:
                            name, _, value = line.decode().rstrip("\n").partition(": ")
                            if name:
                                fields[name] = value
                                continue
                            if fields.get("event") == "done":
                                return PHASE.search(await self._get(battle))[1]  # type: ignore[index]
                            if "data" in fields:
                                last_id = fields["id"]
                                self._note(battle, fields["event"], json.loads(fields["data"]))
                            fields = {}
            await asyncio.sleep(0.5)

    def _note(self, battle: str, side: str, data: dict[str, str]) -> None:
        if data.get("state") == "done":
            self.seen.ends[battle, side] = TAGS.sub("", data["html"]).strip()

    async def _vote(self, battle: str) -> None:
        outcome = self._rng.choice(["a", "b", "tie", "both_bad"])
        status, _path, text = await self._post(f"{battle}vote/", outcome=outcome)
        assert status == 302, (status, text[-2000:])
        self.seen.battle, self.seen.vote = battle, outcome
