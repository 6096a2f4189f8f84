"""Who gets how many of the sides of an arena's battles: what the draw promises beside what happened.

A battle has two sides; a share is of all sides. Promised is what today's pair probabilities give each
contender, the bench left out of account. What happened is counted from battles with a vote alone: a battle
under way must not be told from a number that just grew.

A contender that is not named yet stands under its codename, and no maker's sum contains it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from battles.models import Arena, Battle, Contender, SamplingPolicy
from battles.pairing import TooFewContenders, side_shares
from battles.sampling import PairProbabilities, get_pair_probabilities, get_policy_terms
from ratings.categories import OVERALL
from ratings.models import Snapshot
from ratings.published import STANDARD, published
from ratings.rebuild.pair_counts import stored_counts
from ratings.sampling.votes_needed import votes_needed

RECENT = dt.timedelta(days=7)


@dataclass(frozen=True)
class Sides:
    """How many battle sides, and of how many; the share is None where there is nothing to share."""

    number: int
    of: int

    @property
    def share(self) -> float | None:
        return self.number / self.of if self.of else None


@dataclass(frozen=True)
class ContenderShare:
    """One contender. promised: its share today, None for who is not in the draw. recent: sides of the
    battles with a vote of the last days. counted: sides of all counted votes. needed: votes still needed
    for the policy's target, None where it is not known. is_new: whether policy calls it new."""

    contender: Contender
    promised: float | None
    recent: Sides
    counted: Sides
    needed: int | None
    is_new: bool


@dataclass(frozen=True)
class MakerShare:
    """All contenders of one maker; name None: maker unknown. `is_unnamed`: the previews not named yet.

    cap: the policy's, None for none.
    """

    name: str | None
    is_unnamed: bool
    models: int
    promised: float | None
    recent: Sides
    counted: Sides
    cap: float | None


@dataclass(frozen=True)
class Shares:
    """An arena's shares; `odds` is None where too few contenders are in the draw."""

    arena: Arena
    policy: SamplingPolicy
    odds: PairProbabilities | None
    contenders: list[ContenderShare]
    makers: list[MakerShare]

    @property
    def least(self) -> float | None:
        """The probability of the pair that is drawn least."""
        return float(self.odds.table.probability.min()) if self.odds else None


def shares_of(arena: Arena, *, now: dt.datetime | None = None) -> Shares:
    """The shares of every listed contender that is in the draw or has been in a counted battle, and of their
    makers; most promised first, then most counted."""
    policy = SamplingPolicy.objects.in_effect(arena, as_of=now)
    odds = _odds(arena)
    promised = _promised(odds)
    recent = recent_sides(arena, since=(now or timezone.now()) - RECENT)
    board = published(arena)
    snapshot = board.snapshot(OVERALL.slug, STANDARD) if board else None
    counted = _counted(snapshot)
    needed = _needed(snapshot, policy)
    totals = (sum(recent.values()), sum(counted.values()))
    rows = [
        ContenderShare(
            contender=each,
            promised=promised.get(each.pk),
            recent=Sides(recent[each.pk], totals[0]),
            counted=Sides(counted[each.pk], totals[1]),
            needed=needed.get(each.pk),
            is_new=each.pk in promised and counted[each.pk] < policy.new_votes,
        )
        for each in Contender.objects.listed().filter(arena=arena).select_related("model")
        if each.pk in promised or recent[each.pk] or counted[each.pk]
    ]
    rows.sort(key=lambda row: (-(row.promised or 0), -row.counted.number, row.contender.public_name))
    return Shares(arena, policy, odds, rows, makers_of(rows, policy))


def recent_sides(arena: Arena, *, since: dt.datetime) -> Counter[int]:
    """Sides by contender id, of the blind battles opened since then that have their vote."""
    battles = Battle.objects.filter(
        arena=arena,
        origin=Battle.Origin.LIVE,
        mode=Battle.Mode.ANONYMOUS,
        state=Battle.State.VOTED,
        opened_at__gte=since,
    ).order_by()
    sides: Counter[int] = Counter()
    for side in ("contender_a", "contender_b"):
        sides.update(dict(battles.values_list(side).annotate(Count("pk"))))
    return sides


def makers_of(rows: Iterable[ContenderShare], policy: SamplingPolicy) -> list[MakerShare]:
    """The same added up by maker, most promised first."""
    terms = get_policy_terms(policy)
    gathered: dict[tuple[bool, str], list[ContenderShare]] = {}
    for row in rows:
        is_unnamed = row.contender.is_unnamed
        maker = "" if is_unnamed else row.contender.model.organization.strip()
        gathered.setdefault((is_unnamed, maker.casefold()), []).append(row)
    makers = []
    for (is_unnamed, maker), members in gathered.items():
        named = None if is_unnamed or not maker else members[0].contender.model.organization.strip()
        cap = terms.unnamed_cap if is_unnamed else dict(terms.caps).get(maker, terms.cap)
        makers.append(
            MakerShare(
                name=named,
                is_unnamed=is_unnamed,
                models=len(members),
                promised=_sum(members),
                recent=Sides(sum(row.recent.number for row in members), members[0].recent.of),
                counted=Sides(sum(row.counted.number for row in members), members[0].counted.of),
                cap=cap if cap < 1 and (maker or is_unnamed) else None,
            )
        )
    return sorted(makers, key=lambda maker: (-(maker.promised or 0), -maker.counted.number, maker.name or ""))


def _sum(members: list[ContenderShare]) -> float | None:
    promised = [row.promised for row in members if row.promised is not None]
    return sum(promised) if promised else None


def _odds(arena: Arena) -> PairProbabilities | None:
    try:
        return get_pair_probabilities(arena, Contender.objects.in_the_draw(arena).entrants())
    except TooFewContenders:
        return None


def _promised(odds: PairProbabilities | None) -> dict[int, float]:
    if odds is None:
        return {}
    shares = side_shares(odds.table.probability, odds.table.n)
    return {entrant.pk: float(share) for entrant, share in zip(odds.entrants, shares, strict=True)}


def _counted(snapshot: Snapshot | None) -> Counter[int]:
    """Counted votes by contender id, on the overall board that is shown."""
    stored = stored_counts(snapshot) if snapshot else None
    if stored is None:
        return Counter()
    votes = stored.outcomes.votes_per_model.tolist()
    return Counter(dict(zip(stored.contenders.tolist(), votes, strict=True)))


def _needed(snapshot: Snapshot | None, policy: SamplingPolicy) -> dict[int, int | None]:
    if snapshot is None:
        return {}
    standings = snapshot.standings.select_related("contender")
    return votes_needed(standings, target=policy.target_half_width)
