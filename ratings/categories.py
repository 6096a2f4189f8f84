"""The boards an arena has: declared categories, each a rule over a battle's tags and outcome."""

from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from battles.ledger.arrays import VoteArrays
from battles.outcomes import Outcome
from battles.tags import Tag


@dataclass(frozen=True)
class Category:
    """One category. A counted vote belongs to it if it has every bit of `has` and none of `lacks`.

    `version` changes whenever the rule does; snapshots keep it.
    """

    slug: str
    title: Promise
    definition: Promise
    version: int = 1
    has: int = 0
    lacks: int = 0
    drops_ties: bool = False

    def contains(self, votes: VoteArrays) -> NDArray[np.bool_]:
        """Which votes, counted or not, belong to this category, as a mask of length N."""
        mask: NDArray[np.bool_] = (votes.tags & self.has) == self.has
        if self.lacks:
            mask &= (votes.tags & self.lacks) == 0
        if self.drops_ties:
            mask &= ~np.isin(votes.outcome, [Outcome.TIE, Outcome.BOTH_BAD])
        return mask


OVERALL = Category("overall", _("Overall"), _("Every counted vote."))

CATEGORIES: tuple[Category, ...] = (
    OVERALL,
    Category(
        "english", _("English"), _("Battles whose first prompt is written in English."), has=Tag.ENGLISH
    ),
    Category(
        "chinese",
        _("Chinese"),
        _("Battles whose first prompt is written in Chinese, in either script."),
        has=Tag.CHINESE,
    ),
    Category(
        "coding",
        _("Coding"),
        _("Battles whose conversation contains code or asks for it."),
        has=Tag.CODING,
    ),
    Category(
        "longer-query",
        _("Longer query"),
        _("Battles whose prompts have 500 tokens or more together."),
        has=Tag.LONGER_QUERY,
    ),
)

BY_SLUG = {category.slug: category for category in CATEGORIES}
