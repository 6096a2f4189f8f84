"""Admin lists are filtered only by their declared filters."""

from django.http import HttpRequest

SUFFIXES = ("", "__exact", "__in", "__isnull", "__gte", "__gt", "__lte", "__lt")
"""The lookups that Django's own list filters use."""
KEYS = ("", "__id", "__pk")


class DeclaredLookups:
    """Refuses every query parameter that no filter of the list declares.

    Django allows any lookup on the model's own fields: `?address_hash__startswith=a` links voters, and
    `?contender_a=5` shows which model answers.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self._declared_lookups(request)

    def _declared_lookups(self, request: HttpRequest | None) -> set[str]:
        lookups: set[str] = set()
        for item in self.get_list_filter(request):
            field = item if isinstance(item, str) else item[0] if isinstance(item, tuple) else None
            if field is None:
                lookups.add(item.parameter_name)
            else:
                lookups |= {f"{field}{key}{suffix}" for key in KEYS for suffix in SUFFIXES}
        if self.date_hierarchy:
            parts = ("year", "month", "day", "gte", "lt")
            lookups |= {f"{self.date_hierarchy}__{part}" for part in parts}
        return lookups
