"""The site as an ASGI application: `uvicorn arenasite.asgi:application`."""

import os

import django

from battles.process import collect_nothing

collect_nothing()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
django.setup(set_prefix=False)

# Models can be imported only after Django has been set up.
from arenasite.logs import RequestIds  # noqa: E402
from arenasite.public_pages import PublicPages  # noqa: E402
from arenasite.status.metrics import Metrics  # noqa: E402
from arenasite.status.probes import Probes  # noqa: E402
from arenasite.web import BodyLimit, Lifespan, RequestThreads, RunningStreams  # noqa: E402

application = Lifespan(Probes(Metrics(BodyLimit(PublicPages(RequestIds(RunningStreams(RequestThreads())))))))
