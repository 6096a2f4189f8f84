"""Sampling shares: how many battle sides each model should get, and how many it got.

A battle has two sides; a share is a share of all sides. `expected` follows from the current pair
probabilities and ignores the circuit breaker. `recent` and `counted` include only battles with a vote, so
that a running battle changes no public number.

An unnamed contender appears under its codename and is in no organization's sum.
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
    """`count` battle sides out of `total`."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        """count / total; None if the total is 0."""
        return self.count / self.total if self.total else None


@dataclass(frozen=True)
class ContenderShare:
    """One contender.

    - `expected`: its share by the current probabilities; None if it is not sampled.
    - `recent`: sides of the battles of the last days that have a vote.
    - `counted`: sides of all counted votes.
    - `needed`: votes still needed for the policy's target; None if unknown.
    - `is_new`: it has fewer votes than the policy's limit for new models.
    """

    contender: Contender
    expected: float | None
    recent: Sides
    counted: Sides
    needed: int | None
    is_new: bool


@dataclass(frozen=True)
class OrganizationShare:
    """The sum over an organization's contenders.

    - `name`: None if the organization is unknown.
    - `is_unnamed`: this row sums all unnamed previews.
    - `cap`: the policy's cap; None without one.
    """

    name: str | None
    is_unnamed: bool
    models: int
    expected: float | None
    recent: Sides
    counted: Sides
    cap: float | None


@dataclass(frozen=True)
class SamplingShares:
    """An arena's shares; `odds` is None if too few contenders are sampled."""

    arena: Arena
    policy: SamplingPolicy
    odds: PairProbabilities | None
    contenders: list[ContenderShare]
    organizations: list[OrganizationShare]

    @property
    def min_pair_probability(self) -> float | None:
        """The probability of the rarest pair."""
        return float(self.odds.published.min()) if self.odds else None


def build_sampling_shares(arena: Arena, *, now: dt.datetime | None = None) -> SamplingShares:
    """Build the shares of all listed contenders that are sampled or have votes, and of their organizations.

    Rows are sorted by expected share, then by counted votes.
    """
    policy = SamplingPolicy.objects.in_effect(arena, as_of=now)
    odds = _odds(arena)
    expected = _expected_shares(odds)
    recent = recent_sides(arena, since=(now or timezone.now()) - RECENT)
    board = published(arena)
    snapshot = board.snapshot(OVERALL.slug, STANDARD) if board else None
    counted = _counted_votes(snapshot)
    needed = _votes_needed(snapshot, policy)
    recent_total, counted_total = sum(recent.values()), sum(counted.values())
    rows = [
        ContenderShare(
            contender=each,
            expected=expected.get(each.pk),
            recent=Sides(recent[each.pk], recent_total),
            counted=Sides(counted[each.pk], counted_total),
            needed=needed.get(each.pk),
            is_new=each.pk in expected and counted[each.pk] < policy.new_votes,
        )
        for each in Contender.objects.listed().filter(arena=arena).select_related("model")
        if each.pk in expected or recent[each.pk] or counted[each.pk]
    ]
    rows.sort(key=lambda row: (-(row.expected or 0), -row.counted.count, row.contender.public_name))
    return SamplingShares(arena, policy, odds, rows, sum_by_organization(rows, policy))


def recent_sides(arena: Arena, *, since: dt.datetime) -> Counter[int]:
    """Count sides by contender id, over the blind battles opened since then that have a vote."""
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


def sum_by_organization(rows: Iterable[ContenderShare], policy: SamplingPolicy) -> list[OrganizationShare]:
    """Sum the rows by organization; highest expected share first."""
    terms = get_policy_terms(policy)
    groups: dict[tuple[bool, str], list[ContenderShare]] = {}
    for row in rows:
        is_unnamed = row.contender.is_unnamed
        organization = "" if is_unnamed else row.contender.model.organization.strip()
        groups.setdefault((is_unnamed, organization.casefold()), []).append(row)
    organizations = []
    for (is_unnamed, key), members in groups.items():
        cap = terms.unnamed_cap if is_unnamed else dict(terms.caps).get(key, terms.cap)
        organizations.append(
            OrganizationShare(
                name=members[0].contender.model.organization.strip() if key else None,
                is_unnamed=is_unnamed,
                models=len(members),
                expected=_sum_expected(members),
                recent=Sides(sum(row.recent.count for row in members), members[0].recent.total),
                counted=Sides(sum(row.counted.count for row in members), members[0].counted.total),
                cap=cap if cap < 1 and (key or is_unnamed) else None,
            )
        )
    return sorted(organizations, key=lambda row: (-(row.expected or 0), -row.counted.count, row.name or ""))


def _sum_expected(members: list[ContenderShare]) -> float | None:
    shares = [row.expected for row in members if row.expected is not None]
    return sum(shares) if shares else None


def _odds(arena: Arena) -> PairProbabilities | None:
    try:
        return get_pair_probabilities(arena, Contender.objects.in_the_draw(arena).entrants())
    except TooFewContenders:
        return None


def _expected_shares(odds: PairProbabilities | None) -> dict[int, float]:
    if odds is None:
        return {}
    shares = side_shares(odds.table.probability, odds.table.n)
    return {entrant.pk: float(share) for entrant, share in zip(odds.entrants, shares, strict=True)}


def _counted_votes(snapshot: Snapshot | None) -> Counter[int]:
    """Return the counted votes by contender id on the published overall board."""
    stored = stored_counts(snapshot) if snapshot else None
    if stored is None:
        return Counter()
    votes = stored.outcomes.votes_per_model.tolist()
    return Counter(dict(zip(stored.contenders.tolist(), votes, strict=True)))


def _votes_needed(snapshot: Snapshot | None, policy: SamplingPolicy) -> dict[int, int | None]:
    if snapshot is None:
        return {}
    standings = snapshot.standings.select_related("contender")
    return votes_needed(standings, target=policy.target_half_width)
