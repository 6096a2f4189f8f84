"""How often each gate passed, failed, was unreachable or off, by UTC day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GateCount(models.Model):
    """A counter. `detail`: what a gate counts apart, such as a category of screening; may be empty.

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
