"""Categories by their group: which of them have votes, and in which order pages show them."""

from collections.abc import Mapping

from ratings.categories import CATEGORIES, Category, Group
from ratings.published import Published


def votes_by_category(now: Published | None, method: str) -> dict[str, int]:
    """How many votes each board of a method counts; nothing before the first rebuild."""
    if now is None:
        return {}
    return dict(now.snapshots().filter(method=method).values_list("board__category", "votes_counted"))


def used(group: Group, votes: Mapping[str, int]) -> list[Category]:
    """A group's categories that have votes: languages by votes, others as they are declared."""
    found = [each for each in CATEGORIES if each.group == group and votes.get(each.slug)]
    return sorted(found, key=lambda each: -votes[each.slug]) if group == Group.LANGUAGE else found


def all_used(votes: Mapping[str, int]) -> list[Category]:
    """Every category that has votes, group after group."""
    return [category for group in Group for category in used(group, votes)]


def unused(votes: Mapping[str, int]) -> list[Category]:
    """The categories without votes, as they are declared."""
    return [each for each in CATEGORIES if not votes.get(each.slug)]
