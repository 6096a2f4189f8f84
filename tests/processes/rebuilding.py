"""What the tests of rebuilding workers do to the site: `python -m tests.processes.rebuilding`.

It does what each line of its input names, and answers with a line when that is done.
`make`: an arena of its own with votes. `vote`: one vote more. `ask`: ask Celery's workers for a rebuild.
"""

import sys

import django

django.setup()

from battles.models import Arena  # noqa: E402  models exist only after the set-up
from ratings.tasks import rebuild_arena  # noqa: E402
from tests import world  # noqa: E402
from tests.ratings.fights import fight  # noqa: E402

SLUG = "rebuilt"


def make() -> None:
    arena = world.make_arena(SLUG)
    one, two, three = world.make_pool(arena, ("one", "two", "three"))
    fight(arena, one, two, "aabt" * 10)
    fight(arena, two, three, "aabt" * 10)
    fight(arena, three, one, "abbt" * 10)


def vote() -> None:
    arena = Arena.objects.get(slug=SLUG)
    one, two = arena.contenders.order_by("pk")[:2]
    fight(arena, one, two, "a")


def ask() -> None:
    rebuild_arena.delay(Arena.objects.get(slug=SLUG).pk)


if __name__ == "__main__":
    acts = {"make": make, "vote": vote, "ask": ask}
    for line in sys.stdin:
        acts[line.strip()]()
        print("done", flush=True)  # noqa: T201  what the test waits for
