"""The terms of a draw: what an arena's policy asks, as plain values, and who falls under which cap."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from battles.models import SamplingPolicy
from battles.models.contender import UNNAMED_GROUP, Entrant
from battles.pairing.draw import FloatArray, Places


@dataclass(frozen=True)
class PolicyTerms:
    """What policy asks of one draw; equal terms draw alike. A cap of 1 is none.

    caps: (group, cap) of the organizations with a cap of their own. digest: of the whole policy, which
    shapes the stored weights too.
    """

    uniform: float
    cap: float
    unnamed_cap: float
    caps: tuple[tuple[str, float], ...]
    digest: str


@dataclass(frozen=True, eq=False)
class Groups:
    """Whose contenders these are: names (G,) and caps (G,) of the groups; of (C,), the group of each."""

    names: tuple[str, ...]
    of: Places
    caps: FloatArray


def get_policy_terms(policy: SamplingPolicy) -> PolicyTerms:
    """A policy's terms."""
    named = {name.strip().casefold(): float(cap) for name, cap in policy.organization_caps.items()}
    return PolicyTerms(
        uniform=policy.uniform_share,
        cap=1.0 if policy.organization_cap is None else policy.organization_cap,
        unnamed_cap=1.0 if policy.preview_cap is None else policy.preview_cap,
        caps=tuple(sorted(named.items())),
        digest=policy.digest,
    )


def build_groups(entrants: Iterable[Entrant], terms: PolicyTerms) -> Groups:
    """The groups of some contenders, in order of name, with the caps that the terms give them."""
    names, of = np.unique([entrant.group for entrant in entrants], return_inverse=True)
    known = {UNNAMED_GROUP: terms.unnamed_cap, **dict(terms.caps)}
    caps = np.array([known.get(str(name), terms.cap) for name in names], dtype=np.float64)
    return Groups(tuple(map(str, names)), of, caps)


def draw_digest(entrants: Iterable[Entrant], terms: PolicyTerms) -> str:
    """The same for the same contenders, with the same weights and groups, under the same policy."""
    words = json.dumps([terms.digest, *map(list, entrants)])
    return hashlib.sha256(words.encode()).hexdigest()
