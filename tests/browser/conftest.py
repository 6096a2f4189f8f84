"""The real site as a newcomer starts it, and a real Chromium that looks at it."""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "screenshots"
START_SECONDS = 600  # only a hang reaches it: a busy machine needs minutes
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or "/usr/bin/chromium"
"""The shell is the same browser without windows of its own: half of the processor time for a page."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

BOTH_THEMES = pytest.mark.parametrize(
    "scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)], ids=["light", "dark"]
)
"""The dark theme differs in colours alone: its pictures and its contrast are checked with the slow tests."""

playwright_sync = pytest.importorskip("playwright.sync_api")
playwright_sync.expect.set_options(timeout=PATIENCE_SECONDS * 1000)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """`manage.py demo` in a process of its own, with a data directory of its own. `more`: environment."""

    def __init__(self, data: Path, *, speed: float, patience: int = 5, **more: str):
        self.data, self.port, self.speed, self.patience = data, free_port(), speed, patience
        self._more = more
        self.url = f"http://localhost:{self.port}"
        self.log = data / "demo.log"
        self.process: subprocess.Popen | None = None

    @property
    def env(self) -> dict[str, str]:
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return keep | {
            "ARENA_DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "ARENA_DEMO_SPEED": str(self.speed),
            "ARENA_SHUTDOWN_SECONDS": str(self.patience),
            "ARENA_BATTLES_PER_MINUTE": "0",
            "ARENA_READS_PER_MINUTE": "0",
            "PYTHONUNBUFFERED": "1",
            **self._more,
        }

    def manage(self, *command: str, check: bool = True, **env: str) -> None:
        """Run a command of manage.py on this site's data."""
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.env | env, check=check)

    def start(self) -> None:
        """Start it and wait until it answers. One that does not is not left behind."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        try:
            if self._comes_up():
                return
        except BaseException:
            self._kill()
            raise
        self._kill()
        pytest.fail(f"the site did not start:\n{self.log.read_text()}")

    def _comes_up(self) -> bool:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1)  # noqa: S310  our own server
                return True
            time.sleep(0.1)
        return False

    def _kill(self) -> None:
        self.process.kill()  # its second process ends by itself without it
        self.process.wait(PATIENCE_SECONDS)

    def stop(self, sig=signal.SIGINT) -> int:
        self.process.send_signal(sig)
        return self.process.wait(PATIENCE_SECONDS)

    @property
    def password(self) -> str:
        return re.search(r"now\): (\S+)", self.log.read_text())[1]


@pytest.fixture(scope="session")
def first_start(tmp_path_factory, worker_id) -> Path:
    """The data that the demo's first start leaves, made once for all processes that test.

    ARENA_TEST_FIRST_START names a folder with such data and its demo.log, where one was tested before.
    """
    if made := os.environ.get("ARENA_TEST_FIRST_START"):
        return ROOT / made
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    data, done = shared / "first-start", shared / "first-start-done"
    with (shared / "first-start-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            first = Site(data, speed=1)
            first.start()
            first.stop()
            done.touch()
    return data


@pytest.fixture(scope="session")
def site(first_start, tmp_path_factory):
    data = tmp_path_factory.mktemp("site")
    shutil.copytree(first_start, data, dirs_exist_ok=True)
    site = Site(data, speed=4)
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def chromium():
    with playwright_sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        open_context = browser.new_context

        def open_patient_context(**options):
            context = open_context(**options)
            context.set_default_timeout(PATIENCE_SECONDS * 1000)
            return context

        browser.new_context = open_patient_context
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, site):
    """Open a page in a context of its own; whatever it complains about fails the test."""
    contexts, complaints = [], []

    def open_page(path="/", *, context=None, **options):
        if context is None:
            context = chromium.new_context(base_url=site.url, **options)
            contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((site.url, "data:"))
                else complaints.append(f"third party: {request.url}")
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A refused form is a 4xx that the console reports; the tests that provoke one look at the page itself.
    refusals = ("status of 4", "Status Error Code 4")
    assert [text for text in complaints if not any(refusal in text for refusal in refusals)] == []


@pytest.fixture
def shoot(request):
    """Keep a picture of the page, to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def take(page, name: str):
        # Hiding the caret leaves style attributes, which htmx copies and the content policy then blocks.
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True, caret="initial")

    return take
