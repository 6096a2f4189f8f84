"""What a web process does besides answering: sweep at start and periodically, and stop in good order.

Django knows no lifespan, so the ASGI application is wrapped.
"""

import asyncio
import contextlib
import gc
import logging
import signal
import sys

from django.conf import settings
from django.urls import reverse

from battles.generation import RUNNER, in_background, run_sweep
from battles.providers import close_all

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 2.0
SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter. The event loop asks for it back after every write: at Python's
usual 5 ms, a single busy thread of the database's would hold up a hundred streams for as many times 5 ms."""
GC_THRESHOLDS = (20_000, 20, 20)
"""Events and tokens come and go without cycles: look for cycles seldom."""


class Lifespan:
    """An ASGI application that handles lifespan events and passes everything else on."""

    def __init__(self, application):
        self._application = application
        self._sweeper: asyncio.Task | None = None

    async def __call__(self, scope, receive, send):
        if scope["type"] != "lifespan":
            await self._application(scope, receive, send)
            return
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _start(self) -> None:
        _settle_in()
        self._sweeper = asyncio.create_task(sweep_forever(), name="sweeper")
        _tell_viewers_on_stop(asyncio.get_running_loop())

    async def _stop(self) -> None:
        if self._sweeper:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        await RUNNER.shutdown(settings.SHUTDOWN_SECONDS)
        await close_all()


def _settle_in() -> None:
    """Load what the first request would, and make room for the event loop among threads and garbage.

    A full garbage collection looks at everything ever imported, a tenth of a second in which no stream
    gets a byte; frozen objects are passed over.
    """
    reverse("health")
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


async def sweep_forever() -> None:
    """Settle ballots and interrupt abandoned battles, at once and then every two seconds."""
    while True:
        try:
            await in_background(run_sweep)
        except Exception:
            logger.exception("sweep failed")
        await asyncio.sleep(SWEEP_SECONDS)


def _tell_viewers_on_stop(loop: asyncio.AbstractEventLoop) -> None:
    """Release viewers as soon as the stop signal comes.

    The server waits for open connections before it sends the shutdown event, and an event stream would
    stay open as long as an answer takes. The server's own handler runs after ours.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        servers = signal.getsignal(number)
        if not callable(servers):
            continue

        def handle(received, frame, servers=servers):
            loop.call_soon_threadsafe(RUNNER.release_viewers)
            servers(received, frame)

        try:
            signal.signal(number, handle)
        except ValueError:  # not the main thread: the server stops without our word
            return
