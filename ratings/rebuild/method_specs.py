"""The rating methods of the site, each declared once: what it reads, how it rates, and its words.

To add a method: a file with a fit function, and one entry of `METHOD_SPECS`; `Method` is made of the entries.
tests/ratings/rebuild/test_method_specs.py walks them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ratings.core.outcome_counts import OutcomeCounts
from ratings.rebuild.methods import (
    BRADLEY_TERRY,
    ELO,
    NO_ORDER,
    NO_STYLE,
    STYLE_CONTROLLED,
    STYLE_NOT_ESTIMABLE,
    MethodResult,
    empty_result,
    fit_bradley_terry,
    fit_elo,
    fit_style_controlled,
    to_outcome_counts,
)
from ratings.rebuild.selection import Selection

OUTCOME_COLUMNS = ("contender_a", "contender_b", "outcome", "reason", "origin", "tags", "language")
"""Columns of the ledger that select and count votes; every method needs them."""


class FitFunction(Protocol):
    """Rates a selection with votes. `with_flips`: also count votes to flip, where the method has them."""

    def __call__(
        self, selection: Selection, counts: OutcomeCounts, parameters: dict, *, with_flips: bool
    ) -> MethodResult: ...


@dataclass(frozen=True)
class MethodSpec:
    """One rating method.

    Attributes
    ----------
    method : its name in rows, addresses and JSON.
    label : its name for readers.
    fit : rates a selection.
    columns : columns of the ledger it needs besides OUTCOME_COLUMNS, to rate without votes to flip.
    has_anchor : whether the arena's anchor determines the zero of its ratings.
    notes : words for its own reasons of an empty board.
    """

    method: str
    label: Promise | str
    fit: FitFunction
    columns: tuple[str, ...] = ()
    has_anchor: bool = True
    notes: Mapping[str, Promise] = field(default_factory=dict)

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every column of the ledger it needs."""
        return (*OUTCOME_COLUMNS, *self.columns)


METHOD_SPECS: tuple[MethodSpec, ...] = (
    MethodSpec(BRADLEY_TERRY, _("Bradley–Terry"), fit_bradley_terry),
    MethodSpec(
        STYLE_CONTROLLED,
        _("Style-controlled"),
        fit_style_controlled,
        columns=("style",),
        notes={
            NO_STYLE: _(
                "The style of the answers is unknown for all of these votes, so this board cannot control "
                "for it."
            ),
            STYLE_NOT_ESTIMABLE: _(
                "In these votes style separates winners from losers completely, or its features always occur "
                "together, so its effect cannot be estimated here."
            ),
        },
    ),
    MethodSpec(
        ELO,
        _("Elo"),
        fit_elo,
        columns=("cast_at",),
        has_anchor=False,
        notes={
            NO_ORDER: _(
                "These votes came without times. Elo depends on the order of votes, so it has no value here."
            ),
        },
    ),
)

SPEC_BY_METHOD: dict[str, MethodSpec] = {str(spec.method): spec for spec in METHOD_SPECS}

Method: Any = TextChoices(
    "Method", [(spec.method.upper(), (spec.method, spec.label)) for spec in METHOD_SPECS]
)
"""The methods as choices: values, labels, and members by name."""

METHOD_NOTES: dict[str, Promise] = {
    note: words for spec in METHOD_SPECS for note, words in spec.notes.items()
}
"""Words for the notes of all methods; `ratings.published.NOTE_WORDS` has those of categories."""


def fit_methods(selection: Selection, parameters: dict) -> list[MethodResult]:
    """Ratings of one category's votes by every method. A pure function of its arguments."""
    counts = to_outcome_counts(selection)
    if not selection.votes:
        return [empty_result(spec.method, selection, counts) for spec in METHOD_SPECS]
    return [spec.fit(selection, counts, parameters, with_flips=True) for spec in METHOD_SPECS]


def fit_method(method: str, selection: Selection, parameters: dict) -> MethodResult:
    """Ratings by one method, with the digits of `fit_methods` but without votes to flip.

    The method's columns are enough.
    """
    spec = SPEC_BY_METHOD[method]
    counts = to_outcome_counts(selection)
    if not selection.votes:
        return empty_result(spec.method, selection, counts)
    return spec.fit(selection, counts, parameters, with_flips=False)
