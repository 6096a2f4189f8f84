"""The real site as a newcomer starts it, and a real Chromium that looks at it."""

import contextlib
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

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "screenshots"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

playwright_sync = pytest.importorskip("playwright.sync_api")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """`manage.py demo` in a process of its own, with a data directory of its own."""

    def __init__(self, data: Path, *, speed: float, patience: int = 5):
        self.data, self.port, self.speed, self.patience = data, free_port(), speed, patience
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
            "PYTHONUNBUFFERED": "1",
        }

    def manage(self, *command: str, check: bool = True, **env: str) -> None:
        """Run a command of manage.py on this site's data."""
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.env | env, check=check)

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        for _ in range(1800):  # a busy machine needs minutes
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1)  # noqa: S310  our own server
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"the site did not start:\n{self.log.read_text()}")

    def stop(self, sig=signal.SIGINT) -> int:
        self.process.send_signal(sig)
        return self.process.wait(30)

    @property
    def password(self) -> str:
        return re.search(r"now\): (\S+)", self.log.read_text())[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"), speed=4)
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def chromium():
    with playwright_sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
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
        page.set_default_timeout(15_000)
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
    assert [text for text in complaints if "status of 4" not in text] == []


@pytest.fixture
def shoot(request):
    """Keep a picture of the page, to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def take(page, name: str):
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return take
