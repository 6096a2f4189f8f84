"""The fields that all dated policies share: a start, a public reason and the member of staff."""

import hashlib
import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DatedPolicyQuerySet(models.QuerySet):
    def get_at(self, moment):
        """The newest row that has started at this moment; None without one."""
        return self.filter(effective_from__lte=moment).order_by("-effective_from", "-id").first()


class DatedPolicy(models.Model):
    """Parameters that apply from a date; append-only: a change is a new row with its reason.

    The row in effect has the latest `effective_from` that is not in the future; of several, the newest.
    `PARAMETERS` lists the fields that a new row copies from the newest. A subclass adds `reason_required` to
    its constraints.
    """

    PARAMETERS: ClassVar[tuple[str, ...]]

    public_reason = models.CharField(_("public reason"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    effective_from = models.DateTimeField(_("effective from"), default=timezone.now)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-effective_from", "-id"]

    @property
    def parameters(self) -> dict[str, Any]:
        """All parameters, by name."""
        return {name: getattr(self, name) for name in self.PARAMETERS}

    @property
    def digest(self) -> str:
        """Equal for policies with equal parameters."""
        return hash_parameters(self.parameters)


def hash_parameters(parameters: dict[str, Any]) -> str:
    """The SHA-256 of parameters, as 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()


def reason_required(name: str) -> models.CheckConstraint:
    """The constraint that a policy has a public reason."""
    return models.CheckConstraint(condition=~models.Q(public_reason=""), name=name)
