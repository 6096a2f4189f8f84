"""How many votes each language has, as bars."""

from dataclasses import dataclass

from django.utils.functional import Promise

from ratings.categories import OVERALL, Group
from ratings.tables.overview import Overview


@dataclass(frozen=True)
class LanguageBar:
    """One language. Numbers in percent: `share` of all counted votes, `bar` of the most frequent language."""

    title: str | Promise
    slug: str
    votes: int
    share: float
    bar: float


def languages_of(found: Overview) -> list[LanguageBar]:
    """The languages that have votes, most first. A vote whose language is unknown has none."""
    votes = {category: snapshot.votes_counted for category, snapshot in found.boards}
    total = votes.get(OVERALL) or 1
    languages = [category for category in votes if category.group == Group.LANGUAGE]
    most = max((votes[category] for category in languages), default=1)
    return [
        LanguageBar(
            title=category.title,
            slug=category.slug,
            votes=votes[category],
            share=100 * votes[category] / total,
            bar=round(100 * votes[category] / most, 2),
        )
        for category in languages
    ]
