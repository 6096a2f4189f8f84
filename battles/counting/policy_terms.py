"""A counting policy as plain values, and its decision about votes of the ledger.

`battles.counting.eligibility` has the same rules in SQL, for the policy of each vote's own time. This module
applies any terms to all votes of a ledger, so that every policy has a board.
"""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass, replace

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from battles.counting.eligibility import Reason
from battles.counting.ledger.arrays import VoteArrays
from battles.models import CountingPolicy, EvidenceTier
from battles.models.policies.counting import TIERS, tiers_to_bits

WAIT = dt.timedelta(hours=24)
"""How long a vote waits at least."""

BY_POLICY = (
    Reason.COUNTED,
    Reason.OVER_VOTER_CAP,
    Reason.OVER_PREFIX_CAP,
    Reason.EVIDENCE_TIER,
    Reason.PENDING,
)
"""The reasons that a policy gives; every other one precedes them and applies under each policy."""

COLUMNS_OF_TERMS = ("reason", "cast_at", "evidence_tier", "nth_of_voter", "nth_of_prefix")
"""The columns of the ledger that `apply_terms` reads."""

UNKNOWN_TIER_BIT = 1
"""The bit of an unknown tier (0 in the ledger). No stored policy has it."""


@dataclass(frozen=True)
class CountingTerms:
    """The thresholds of a policy, see CountingPolicy."""

    voter_cap: int | None = None
    prefix_cap: int | None = None
    voter_wait: int | None = None
    prefix_wait: int | None = None
    excluded_tiers: int = 0
    waiting_tiers: int = 0

    @property
    def parameters(self) -> dict[str, int | None]:
        """The thresholds by name."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """Equal for equal terms, and equal to the digest of a stored policy with these parameters."""
        return hashlib.sha256(json.dumps(self.parameters, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class ReferencePolicy:
    """Terms that were never adopted, to compare boards with. `slug` names them in addresses."""

    slug: str
    title: Promise
    terms: CountingTerms


PROVEN = (EvidenceTier.WORKED, EvidenceTier.MEMBER, EvidenceTier.VETTED)
MEMBERS = (EvidenceTier.MEMBER, EvidenceTier.VETTED)


def only_tiers(*tiers: int) -> CountingTerms:
    """Terms under which only votes of these evidence tiers count."""
    others = set(EvidenceTier.values) - set(tiers)
    return CountingTerms(excluded_tiers=tiers_to_bits(others) | UNKNOWN_TIER_BIT)


REFERENCES: dict[str, ReferencePolicy] = {
    reference.slug: reference
    for reference in (
        ReferencePolicy("everybody", _("Everybody: no caps, no waiting"), CountingTerms()),
        ReferencePolicy("proof", _("Only votes with proof of work or of members"), only_tiers(*PROVEN)),
        ReferencePolicy("members", _("Only votes of members"), only_tiers(*MEMBERS)),
    )
}


def tier_labels(bits: int) -> list[str | Promise]:
    """The names of the evidence tiers in a set."""
    return [EvidenceTier(tier).label for tier, bit in TIERS.items() if bits & bit]


def get_counting_terms(policy: CountingPolicy) -> CountingTerms:
    """The terms of a policy."""
    return CountingTerms(**policy.parameters)


def apply_terms(votes: VoteArrays, terms: CountingTerms, *, as_of: float | None = None) -> VoteArrays:
    """The same votes with the reasons that these terms give them.

    Parameters
    ----------
    votes : votes of a ledger with COLUMNS_OF_TERMS.
    terms : the thresholds.
    as_of : seconds since 1970. A vote that waits counts WAIT after it was cast, unless it still waits in the
        ledger. None: the time of the newest vote, so that the result depends on the votes only.
    """
    if as_of is None:
        as_of = float(np.nanmax(votes.cast_at)) if np.isfinite(votes.cast_at).any() else 0.0
    decided = decide_reasons(votes, terms, as_of=as_of)
    return replace(votes, reason=np.where(np.isin(votes.reason, BY_POLICY), decided, votes.reason))


def decide_reasons(votes: VoteArrays, terms: CountingTerms, *, as_of: float) -> NDArray[np.uint8]:
    """(N,) the reasons that the terms alone give."""
    waits = (
        _is_above(votes.nth_of_voter, terms.voter_wait)
        | _is_above(votes.nth_of_prefix, terms.prefix_wait)
        | _is_in(votes.evidence_tier, terms.waiting_tiers)
    )
    with np.errstate(invalid="ignore"):
        is_recent = votes.cast_at > as_of - WAIT.total_seconds()
    reasons = np.zeros(len(votes), dtype=np.uint8)
    # The first rule in the order of eligibility is written last.
    reasons[waits & (is_recent | (votes.reason == Reason.PENDING))] = Reason.PENDING
    reasons[_is_in(votes.evidence_tier, terms.excluded_tiers)] = Reason.EVIDENCE_TIER
    reasons[_is_above(votes.nth_of_prefix, terms.prefix_cap)] = Reason.OVER_PREFIX_CAP
    reasons[_is_above(votes.nth_of_voter, terms.voter_cap)] = Reason.OVER_VOTER_CAP
    return reasons


def _is_above(ordinals: NDArray[np.uint16], threshold: int | None) -> NDArray[np.bool_]:
    """Whether each ordinal is above a threshold; an unknown one (0) never is."""
    return np.zeros(len(ordinals), dtype=bool) if threshold is None else ordinals > threshold


def _is_in(tiers: NDArray[np.uint8], bits: int) -> NDArray[np.bool_]:
    return (bits >> tiers.astype(np.int64)) & 1 == 1
