"""The site as an ASGI application: `uvicorn arenasite.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
django_application = get_asgi_application()

# Models can be imported only after Django has been set up.
from arenasite.body_limit import BodyLimit  # noqa: E402
from arenasite.lifespan import Lifespan  # noqa: E402
from arenasite.public_pages import PublicPages  # noqa: E402
from arenasite.status.probes import Probes  # noqa: E402

application = Lifespan(Probes(BodyLimit(PublicPages(django_application))))
