"""Several small reads in one statement."""

from collections.abc import Mapping

from django.db.models import F, QuerySet, Value


def tagged_rows(parts: Mapping[str, tuple[QuerySet, str, str]]) -> dict[str, list[tuple[int, int]]]:
    """Read two integer columns of each query set, in one statement of all. Returns the pairs by name.

    parts: a query set without annotations, and the names of its two columns, by name.
    """
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in parts}
    names = list(parts)
    selects = [
        rows.order_by()
        .annotate(tag=Value(tag), first=F(first), second=F(second))
        .values_list("tag", "first", "second")
        for tag, (rows, first, second) in enumerate(parts.values())
        if not rows.query.is_empty()
    ]
    if not selects:
        return found
    first_select, *others = selects
    for tag, first, second in first_select.union(*others, all=True) if others else first_select:
        found[names[tag]].append((first, second))
    return found
