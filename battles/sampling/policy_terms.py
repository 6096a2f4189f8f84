"""A sampling policy as plain values, and the groups of contenders that share a cap."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from battles.models import SamplingPolicy
from battles.models.contender import UNNAMED_GROUP, Entrant
from battles.pairing.draw import FloatArray, Indices


@dataclass(frozen=True)
class PolicyTerms:
    """The values of a policy that the draw needs; equal terms give equal probabilities. A cap of 1 is none.

    control_share: the share of battles of one model against itself.
    caps: (group, cap) for each organization with its own cap. digest: of the whole policy, because it affects
    the stored weights too.
    """

    uniform: float
    cap: float
    unnamed_cap: float
    caps: tuple[tuple[str, float], ...]
    digest: str
    control_share: float = 0.0


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups that share a cap. names (G,), caps (G,); of (C,): the group of each contender."""

    names: tuple[str, ...]
    of: Indices
    caps: FloatArray


def get_policy_terms(policy: SamplingPolicy) -> PolicyTerms:
    """Read the terms from a policy."""
    named = {name.strip().casefold(): float(cap) for name, cap in policy.organization_caps.items()}
    return PolicyTerms(
        uniform=policy.uniform_share,
        cap=1.0 if policy.organization_cap is None else policy.organization_cap,
        unnamed_cap=1.0 if policy.preview_cap is None else policy.preview_cap,
        caps=tuple(sorted(named.items())),
        digest=policy.digest,
        control_share=policy.control_share,
    )


def build_groups(entrants: Iterable[Entrant], terms: PolicyTerms) -> Groups:
    """The groups of some contenders, in order of name, with their caps under these terms."""
    names, of = np.unique([entrant.group for entrant in entrants], return_inverse=True)
    known = {UNNAMED_GROUP: terms.unnamed_cap, **dict(terms.caps)}
    caps = np.array([known.get(str(name), terms.cap) for name in names], dtype=np.float64)
    return Groups(tuple(map(str, names)), of, caps)


def draw_digest(entrants: Iterable[Entrant], terms: PolicyTerms) -> str:
    """A digest of the contenders, their weights and groups, and the policy."""
    text = json.dumps([terms.digest, *map(list, entrants)])
    return hashlib.sha256(text.encode()).hexdigest()
