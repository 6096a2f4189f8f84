"""Health columns of models and endpoints in the admin, and the action that ends a bench."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.endpoints.health import close_breaker
from battles.endpoints.latency import get_call_stats
from battles.grouped_numbers import grouped
from battles.models import SEE_LIVE_MODELS

HEALTH_COLUMNS = ["bench", "first_token", "tokens_per_second", "failure_rate"]
NOTHING = "–"


class HealthColumns:
    """Columns about each row's health, for staff who may see live models.

    Add `health` to list_select_related.
    """

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        if request.user.has_perm(SEE_LIVE_MODELS):
            return columns
        return [column for column in columns if column not in HEALTH_COLUMNS]

    def health_subjects(self, row):
        """The subjects of a row: it is benched if any of them is; figures are those of the first."""
        return [row]

    @admin.display(description=_("bench"))
    def bench(self, row):
        healths = [getattr(subject, "health", None) for subject in self.health_subjects(row) if subject]
        benched = [health for health in healths if health and health.benched_until]
        ends = [health.benched_until for health in benched if health.benched_until > timezone.now()]
        if ends:
            end = date_format(timezone.localtime(max(ends)), "DATETIME_FORMAT")
            return _("until %(end)s") % {"end": end}
        pauses = [getattr(health, "rate_limited_until", None) for health in healths if health]
        if ends := [pause for pause in pauses if pause and pause > timezone.now()]:
            end = date_format(timezone.localtime(max(ends)), "DATETIME_FORMAT")
            return _("rate limited until %(end)s") % {"end": end}
        if any(health.strikes and not health.window for health in benched):
            return _("waiting for a retry")
        return NOTHING

    @admin.display(description=_("first token, median"))
    def first_token(self, row):
        speed = self._pulse(row).speed
        return _("%(count)s ms") % {"count": grouped(round(speed.first_token_ms))} if speed else NOTHING

    @admin.display(description=_("tokens per second, median"))
    def tokens_per_second(self, row):
        speed = self._pulse(row).speed
        return round(speed.tokens_per_second) if speed and speed.tokens_per_second is not None else NOTHING

    @admin.display(description=_("failed"))
    def failure_rate(self, row):
        pulse = self._pulse(row)
        if not pulse.calls:
            return NOTHING
        share = round(100 * pulse.failure_rate)
        return _("%(share)s %% of %(calls)s") % {"share": grouped(share), "calls": grouped(pulse.calls)}

    def _pulse(self, row):
        return get_call_stats(self.health_subjects(row)[0])


class BenchActions:
    """The action that takes selected models or endpoints off the bench."""

    @admin.action(description=_("Take off the bench"), permissions=["change"])
    def lift(self, request, queryset):
        now = timezone.now()
        lifted = sum(close_breaker(subject, actor=request.user, now=now) for subject in queryset)
        words = ngettext("%(count)s taken off the bench.", "%(count)s taken off the bench.", lifted)
        self.message_user(
            request, words % {"count": grouped(lifted)}, messages.SUCCESS if lifted else messages.INFO
        )
