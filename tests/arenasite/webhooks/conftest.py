"""A receiver of webhooks on a real socket."""

import base64
import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from arenasite.webhooks.models import Receiver

SECRET = "whsec_" + base64.b64encode(b"first secret of sixteen bytes").decode()
NEXT_SECRET = "whsec_" + base64.b64encode(b"other secret of sixteen bytes").decode()


class Site:
    """Another site: what it received, and how it answers. It can be closed and opened at the same port."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], str]] = []
        self.status = 200
        self._server: HTTPServer | None = None
        self.open(0)
        self.port = self._server.server_port

    def open(self, port: int) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                site.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(site.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self._server = HTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def bodies(self, kind: str = "") -> list[dict]:
        found = [json.loads(body) for _headers, body in self.received]
        return [body for body in found if not kind or body["type"] == kind]


@pytest.fixture
def site():
    site = Site()
    yield site
    site.close()


@pytest.fixture
def receiver(db, site, monkeypatch):
    monkeypatch.setenv("ARENA_WEBHOOK_SECRET", SECRET)
    return Receiver.objects.create(name="Lab", url=site.address)


@pytest.fixture
def now():
    return timezone.now()


def later(moment: dt.datetime, **delta) -> dt.datetime:
    return moment + dt.timedelta(**delta)
