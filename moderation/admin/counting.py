"""The filter by whether a vote counts, and why not."""

from django.utils.translation import gettext_lazy as _

from battles.counting import REASONS, Reason, battles_under_rule, only_not_counted, only_set_aside
from battles.models import Battle
from moderation.admin.filters import SelectFilter


class CountedFilter(SelectFilter):
    """Counted, not counted, or not counted for one reason; needs the annotation `reason`.

    The reason of a battle is computed row by row, which is slow in a big table with few matches. So battles
    that do not count are found by their rules.
    """

    title = _("counting")
    parameter_name = "counting"
    BY_SLUG = {reason.slug: reason for reason in REASONS}

    def lookups(self, request, model_admin):
        return [
            ("counted", _("Counted")),
            ("not_counted", _("Not counted")),
            ("no_vote", _("No vote")),
            *((reason.slug, words.label) for reason, words in REASONS.items()),
        ]

    def narrow(self, queryset, value):
        if value == "no_vote":
            return queryset.exclude(state=Battle.State.VOTED)
        if value == "counted":
            return queryset.filter(reason=Reason.COUNTED)
        if value == "not_counted":
            return only_not_counted(queryset)
        reason = self.BY_SLUG[value]
        if reason.is_decided:
            return only_set_aside(queryset, reason)
        return queryset.filter(pk__in=battles_under_rule(reason), reason=reason)
