"""Prepare an empty database for real web processes: `python -m tests.prepare_site BASE_URL`.

Migrates, collects static files, and opens one arena, "text", with two models behind the endpoint at BASE_URL.
"""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402  models exist only after the set-up

from battles.models import Endpoint, LanguageModel  # noqa: E402
from tests import world  # noqa: E402


def main(base_url: str) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    world.make_pool(world.make_arena(vote_grace=0))
    endpoint = Endpoint.objects.create(
        name="Upstream", wire_format="openai", base_url=base_url, max_concurrency=2000
    )
    names = ("connect_timeout", "first_token_timeout", "idle_timeout", "total_timeout")
    # No model is late because the machine is busy.
    LanguageModel.objects.update(endpoint=endpoint, **dict.fromkeys(names, 3600.0))


if __name__ == "__main__":
    main(sys.argv[1])
