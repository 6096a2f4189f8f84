"""What a web process does besides answering requests: sweep at start and periodically, and stop cleanly.

Django does not support lifespan events, so this wraps the ASGI application.
"""

import asyncio
import contextlib
import gc
import logging
import signal
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.urls import reverse

from arenasite.status.metrics import listen, note_pool, prepare_folder
from battles.detectors import warm_up
from battles.generation import RUNNER, in_background, run_sweep, start_unclaimed
from battles.markdown import PROCESS
from battles.process import collect_rarely
from battles.providers import close_all
from ratings.partner_keys import store_uses

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 2.0
SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter lock. The event loop needs it again after every write: at
Python's default of 5 ms one busy database thread would delay a hundred streams by 5 ms each."""


class Lifespan:
    """Handles lifespan events and passes everything else to the application."""

    def __init__(self, application):
        self._application = application
        self._sweeper: asyncio.Task | None = None
        self._warming: asyncio.Future | None = None

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
        _tune_process()
        prepare_folder()
        listen()
        RUNNER.bind()
        self._sweeper = asyncio.create_task(sweep_forever(), name="sweeper")
        self._warming = asyncio.gather(PROCESS.render_async("*"), asyncio.to_thread(warm_up))
        _release_viewers_on_signal(asyncio.get_running_loop())

    async def _stop(self) -> None:
        if self._sweeper:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        with contextlib.suppress(OperationalError, InterfaceError):
            await in_background(store_uses, at_once=True)
        await RUNNER.shutdown(settings.SHUTDOWN_SECONDS)
        await close_all()
        PROCESS.close()


def _tune_process() -> None:
    """Load the URLs before the first request, and tune thread switching and garbage collection for streams.

    A full garbage collection walks everything ever imported and stops all streams for 0.1 s; frozen objects
    are skipped.
    """
    reverse("health")
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    collect_rarely()


async def sweep_forever() -> None:
    """Settle ballots and interrupt abandoned battles, now and then every two seconds."""
    while True:
        try:
            start_unclaimed(await in_background(run_sweep))
            await in_background(note_pool)
            await in_background(store_uses)
        except (OperationalError, InterfaceError) as error:
            logger.warning("no sweep: the database is away: %s", error)
        except Exception:
            logger.exception("sweep failed")
        await asyncio.sleep(SWEEP_SECONDS)


def _release_viewers_on_signal(loop: asyncio.AbstractEventLoop) -> None:
    """Release viewers when the stop signal arrives.

    The server closes only after all connections have ended, and an event stream stays open as long as its
    answer takes. The server's own handler runs after this one.
    """
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        server_handler = signal.getsignal(signal_number)
        if not callable(server_handler):
            continue

        def handle(received, frame, server_handler=server_handler):
            loop.call_soon_threadsafe(RUNNER.release_viewers)
            server_handler(received, frame)

        try:
            signal.signal(signal_number, handle)
        except ValueError:  # not the main thread: viewers are not released early
            return
