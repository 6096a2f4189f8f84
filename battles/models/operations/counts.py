"""Counters: of the rate limits, for sites without Redis, and of what the gates decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RateCount(models.Model):
    """One counter: how often an action happened in its current period and in the one before.

    key: a keyed hash of action and subject. period: number of the period since the epoch. expires_at: seconds
    since the epoch after which the row no longer counts. Written by battles.rate_limits alone.
    """

    key = models.CharField(max_length=40, primary_key=True)
    period = models.BigIntegerField()
    previous = models.PositiveIntegerField()
    current = models.PositiveIntegerField()
    expires_at = models.BigIntegerField(db_index=True)

    def __str__(self):
        return self.key


class GateCount(models.Model):
    """How often a gate passed, failed, was unreachable or off on a UTC day.

    detail: what a gate counts apart, such as a category of screening; may be empty.

    Written by battles.gates.outcome_counts alone. Public for finished days only.
    """

    day = models.DateField(_("day (UTC)"))
    gate = models.CharField(_("gate"), max_length=40)
    outcome = models.CharField(_("outcome"), max_length=20)
    detail = models.CharField(_("detail"), max_length=40, blank=True)
    number = models.PositiveBigIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("count of a gate")
        verbose_name_plural = _("counts of gates")
        constraints = [
            models.UniqueConstraint(fields=["day", "gate", "outcome", "detail"], name="gate_count_once"),
        ]

    def __str__(self):
        return f"{self.day} {self.gate} {self.outcome} {self.detail}".strip()
