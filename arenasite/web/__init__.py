"""What an ASGI process needs around Django: bounds of bodies, threads for requests, start and stop."""

from arenasite.web.body_limit import BodyLimit
from arenasite.web.lifespan import Lifespan
from arenasite.web.request_threads import RequestThreads

__all__ = [
    "BodyLimit",
    "Lifespan",
    "RequestThreads",
]
