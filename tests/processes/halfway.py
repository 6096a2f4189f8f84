"""A process that stands still halfway through a bulk decision: `python -m tests.processes.halfway WHAT`.

`make:N` makes so many battles. Any other name is a decision; just before its transaction would end the
process writes a line and waits for one, so that it can be killed there or told to go on.
"""

import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402  models exist only after the set-up
from django.db import transaction  # noqa: E402

from battles.models import Arena, Battle  # noqa: E402
from moderation.decisions import execution as decisions  # noqa: E402
from moderation.decisions import kinds, proposals  # noqa: E402
from moderation.models import Decision, Proposal  # noqa: E402
from tests.moderation.builders import make_battles  # noqa: E402
from tests.world import NOON  # noqa: E402

NOBODY = {"actor": None, "public_reason": "Killed or not."}
MADE = Battle.objects.filter(opened_at=NOON, arena__slug="text")
"""Not those that other tests have fought on the same site."""


def make(number: int) -> None:
    make_battles(Arena.objects.get(slug="text"), number)
    User.objects.create_user("ann")


def set_aside() -> None:
    decisions.set_aside(MADE, reason=3, **NOBODY)


def undo() -> None:
    decisions.undo(Decision.objects.standing().get(kind="set_aside"), **NOBODY)


def propose() -> None:
    draft = kinds.SET_ASIDE.draft(MADE, reason=3, public_reason="Killed or not.")
    proposals.propose(draft, change=draft.change(), proposer=None)


def confirm() -> None:
    proposals.confirm(Proposal.objects.get(), by=User.objects.get(username="ann"))


def stand_still() -> None:
    print("halfway", flush=True)  # noqa: T201  what the test waits for
    sys.stdin.readline()


def main(what: str) -> None:
    if what.startswith("make:"):
        make(int(what.removeprefix("make:")))
        return
    draft = {"set_aside": set_aside, "undo": undo, "propose": propose, "confirm": confirm}[what]
    with transaction.atomic():
        draft()
        stand_still()


if __name__ == "__main__":
    main(sys.argv[1])
