"""Links by which a visitor shows a finished battle to others."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

TOKEN_BYTES = 16


def make_token() -> str:
    """An unguessable token: 128 random bits, 22 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class ShareQuerySet(models.QuerySet):
    def active(self):
        """Links that were not taken back."""
        return self.filter(ended_at__isnull=True)


class Share(models.Model):
    """One link to one battle, made by its voter on purpose. It shows the battle's own texts and stores none.

    A link that was taken back stays as a row, so that its token never works again.
    """

    battle = models.ForeignKey(
        "battles.Battle", verbose_name=_("battle"), on_delete=models.PROTECT, related_name="shares"
    )
    token = models.CharField(_("token"), max_length=32, unique=True, default=make_token, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared battle")
        verbose_name_plural = _("shared battles")
        ordering = ["-id"]
        permissions = [("end_share", _("Can take back the links of shared battles"))]
        constraints = [
            models.UniqueConstraint(
                fields=["battle"], condition=Q(ended_at__isnull=True), name="share_one_active_link"
            )
        ]

    def __str__(self):
        return str(_("Share %(number)s") % {"number": self.pk})
