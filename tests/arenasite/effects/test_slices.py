"""One moderator alone cannot move a model by decisions in slices, with rebuilds between them."""

import itertools

import pytest
from django.contrib.auth.models import User

from battles.models import Battle, Exclusion, Vote
from moderation.decisions import kinds, proposals
from ratings.published import STANDARD, published
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight

SLICE = 35


@pytest.fixture
@kept
def ladder(arena):
    """Sixteen models, each a little better than the next; the last ones fought most."""
    pool = world.make_pool(arena, tuple(f"model-{number:02}" for number in range(16)))
    for better, worse in itertools.pairwise(pool):
        fight(arena, better, worse, "aab" * 40)
    for better, worse in zip(pool, pool[2:], strict=False):
        fight(arena, better, worse, "aaab" * 30)
    rebuild(arena)
    return pool


def rank_of(arena, contender) -> int:
    snapshots = published(arena).snapshots().filter(method=STANDARD, board__category="overall")
    return snapshots.get().standings.get(contender=contender).rank


@pytest.mark.slow
@pytest.mark.parametrize("place", [8, 13])
def test_slices_stop_before_the_target_has_moved_two_ranks(arena, ladder, place):
    ann, target = User.objects.create_user("ann"), ladder[place]
    start = rank_of(arena, target)
    lost = Vote.objects.filter(battle__contender_b=target, outcome=1).order_by("pk")
    remaining, taken = list(lost.values_list("pk", flat=True)), 0
    while remaining:
        part, remaining = remaining[:SLICE], remaining[SLICE:]
        draft = kinds.SET_ASIDE.draft(
            Battle.objects.filter(pk__in=part), reason=Exclusion.Reason.SPAM, public_reason="Advertising."
        )
        if proposals.submit(draft, actor=ann).proposal:
            break
        taken += len(part)
        rebuild(arena)
    assert remaining or taken < len(lost), "no slice waited"
    assert abs(rank_of(arena, target) - start) < 2
