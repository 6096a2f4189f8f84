"""An S3 server on a real socket (moto), with a log of what it was asked and files that it refuses."""

import http.client
import threading
from contextlib import closing, contextmanager
from http import HTTPStatus

import pytest

BUCKET = "bucket"
REFUSAL = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Not this one.</Message></Error>"


class S3Server:
    """`requests`: method, path and number of body bytes of each request. `refused`: endings of names whose
    PUT is answered with 403."""

    def __init__(self, application):
        self._application = application
        self.requests: list[tuple[str, str, int]] = []
        self.refused: tuple[str, ...] = ()

    def __call__(self, environ, start_response):
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.requests.append((method, path, int(environ.get("CONTENT_LENGTH") or 0)))
        if method == "PUT" and path.endswith(self.refused or ("\0",)):
            environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [REFUSAL]
        return self._application(environ, start_response)

    def list_written(self) -> list[str]:
        """Return the names of the objects that were put, in order."""
        prefix = f"/{BUCKET}/place/"
        return [path.removeprefix(prefix) for method, path, _bytes in self.requests if method == "PUT"]

    def forget(self) -> None:
        """Empty the log."""
        self.requests.clear()


@contextmanager
def running_server(monkeypatch):
    """Start a server with an empty bucket, and point the environment of S3 clients at it."""
    moto = pytest.importorskip("moto.server")
    serving = pytest.importorskip("werkzeug.serving")
    server = S3Server(moto.DomainDispatcherApplication(moto.create_backend_app))

    class Quiet(serving.WSGIRequestHandler):
        def log_request(self, *args):
            pass

    listening = serving.make_server("127.0.0.1", 0, server, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{listening.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    try:
        for method, path in (("POST", "/moto-api/reset"), ("PUT", f"/{BUCKET}")):
            with closing(http.client.HTTPConnection("127.0.0.1", listening.server_port)) as client:
                client.request(method, path, headers={"Content-Length": "0"})
                assert client.getresponse().status == HTTPStatus.OK
        server.forget()
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
