"""How many votes of an evidence count under each of several counting terms."""

from collections.abc import Sequence

import numpy as np

from battles.counting import COLUMNS_OF_TERMS, CountingTerms, apply_terms, load_columns
from battles.models import Evidence
from ratings.history.compute_once import compute_once
from ratings.rebuild.selection import excluded_by_reason

COUNTED = "counted"

PolicyCounts = dict[str, int]
"""Number of votes by the reason's slug, COUNTED for those that count; reasons without votes are left out."""


def count_under_terms(evidence: Evidence, terms: Sequence[CountingTerms | None]) -> list[PolicyCounts]:
    """The counts under each of these terms; None: as the ledger has them. Raises Busy."""
    digests = ":".join(each.digest[:16] if each else "-" for each in terms)
    return compute_once(
        f"policy-effects:1:{evidence.digest}:{digests}", lambda: _count(evidence, tuple(terms))
    )


def _count(evidence: Evidence, terms: Sequence[CountingTerms | None]) -> list[PolicyCounts]:
    votes = load_columns(evidence.segments, columns=COLUMNS_OF_TERMS)
    reasons = [votes.reason if each is None else apply_terms(votes, each).reason for each in terms]
    return [{COUNTED: int(np.count_nonzero(each == 0)), **excluded_by_reason(each)} for each in reasons]
