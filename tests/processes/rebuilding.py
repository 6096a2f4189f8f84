"""What the tests of rebuilding workers do to the site: `python -m tests.processes.rebuilding`.

Each line of its input names what to do and the slug of an arena; it answers with a line when that is done.
`make`: an arena of its own with votes. `vote`: one vote more. `ask`: ask Celery's workers for a rebuild.
`publish`: one vote more and a rebuild here, published. `key`: a partner key of ten reads a minute, in the
answer.
"""

import sys

import django

django.setup()

from battles.models import Arena  # noqa: E402  models exist only after the set-up
from ratings.partner_keys import PartnerKey  # noqa: E402
from ratings.partner_keys.issuing import write_key  # noqa: E402
from ratings.rebuild import rebuild  # noqa: E402
from ratings.tasks import rebuild_arena  # noqa: E402
from tests import world  # noqa: E402
from tests.ratings.fights import fight  # noqa: E402


def make(slug: str) -> None:
    arena = world.make_arena(slug)
    one, two, three = world.make_pool(arena, ("one", "two", "three"))
    fight(arena, one, two, "aabt" * 10)
    fight(arena, two, three, "aabt" * 10)
    fight(arena, three, one, "abbt" * 10)


def vote(slug: str) -> None:
    arena = Arena.objects.get(slug=slug)
    one, two = arena.contenders.order_by("pk")[:2]
    fight(arena, one, two, "a")


def ask(slug: str) -> None:
    rebuild_arena.delay(Arena.objects.get(slug=slug).pk)


def publish(slug: str) -> None:
    vote(slug)
    assert rebuild(Arena.objects.get(slug=slug)) is not None


def key(slug: str) -> str:
    return write_key(PartnerKey(name=slug, reads_per_minute=10))


if __name__ == "__main__":
    acts = {"make": make, "vote": vote, "ask": ask, "publish": publish, "key": key}
    for line in sys.stdin:
        act, slug = line.split()
        print(acts[act](slug) or "done", flush=True)  # noqa: T201  what the test waits for
