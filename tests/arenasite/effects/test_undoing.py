"""A big decision, proposed and confirmed, and taken back: every board returns to the same digits."""

import pytest
from django.contrib.auth.models import User

from battles.models import Battle, Exclusion
from moderation.decisions import kinds, proposals
from moderation.models import Decision
from ratings.published import published
from ratings.rebuild.run import rebuild
from tests import world
from tests.ratings.fights import fight

pytestmark = pytest.mark.django_db


def digits(arena) -> dict:
    """Every number of every board that is shown."""
    columns = ("contender_id", "rating", "ci_low", "ci_high", "rank", "votes")
    return {
        (snapshot.board.category, snapshot.method): list(
            snapshot.standings.order_by("contender_id").values_list(*columns)
        )
        for snapshot in published(arena).snapshots()
    }


def two_take(draft) -> Decision:
    """One member of staff proposes, another confirms."""
    ann, ben = (User.objects.get_or_create(username=name)[0] for name in ("ann", "ben"))
    waiting = proposals.submit(draft, actor=ann).proposal
    [decision] = proposals.confirm(waiting, by=ben)
    return decision


def test_the_boards_return_to_the_same_digits(arena, settings):
    settings.MODERATION_MANY_BATTLES = 10
    settings.BOOTSTRAP_ROUNDS = 20
    high, low = world.make_pool(arena, ("high", "low"))
    fight(arena, high, low, "aaabtaab" * 8)
    rebuild(arena)
    before = digits(arena)
    half = Battle.objects.filter(pk__in=list(Battle.objects.order_by("pk").values_list("pk", flat=True)[:32]))
    decision = two_take(kinds.SET_ASIDE.draft(half, reason=Exclusion.Reason.SPAM, public_reason="x"))
    rebuild(arena)
    assert digits(arena) != before
    two_take(kinds.UNDO.draft(Decision.objects.filter(pk=decision.pk), public_reason="x"))
    rebuild(arena)
    assert digits(arena) == before
