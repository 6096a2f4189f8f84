"""Votes for each language, as bars."""

from dataclasses import dataclass

from django.utils.functional import Promise

from ratings.categories import OVERALL, Group
from ratings.tables.overview import Overview


@dataclass(frozen=True)
class LanguageBar:
    """One language. In percent: `share` of all counted votes, `bar` of the most frequent language."""

    title: str | Promise
    slug: str
    votes: int
    share: float
    bar: float


def build_language_bars(overview: Overview) -> list[LanguageBar]:
    """Build the bars of the languages with votes, most votes first. Votes without a language are left out."""
    votes = {category: snapshot.votes_counted for category, snapshot in overview.boards}
    total = votes.get(OVERALL) or 1
    languages = [category for category in votes if category.group == Group.LANGUAGE]
    largest = max((votes[category] for category in languages), default=1)
    return [
        LanguageBar(
            title=category.title,
            slug=category.slug,
            votes=votes[category],
            share=100 * votes[category] / total,
            bar=round(100 * votes[category] / largest, 2),
        )
        for category in languages
    ]
