"""What an ASGI process needs around Django: bounds of bodies, threads, streams, start and stop."""

from arenasite.web.body_limit import BodyLimit
from arenasite.web.lifespan import Lifespan
from arenasite.web.request_threads import RequestThreads
from arenasite.web.running_streams import RunningStreams

__all__ = [
    "BodyLimit",
    "Lifespan",
    "RequestThreads",
    "RunningStreams",
]
