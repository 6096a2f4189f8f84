"""Voters: anonymous, identified by a signed cookie and a keyed hash of the address."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Voter(models.Model):
    """A browser, not a person. The address is stored only as a keyed hash.

    Imported and simulated voters have no address; their key is derived from the voter's name in the log.
    """

    class Origin(models.TextChoices):
        LIVE = "live", _("Live")
        IMPORTED = "imported", _("Imported")
        SIMULATED = "simulated", _("Simulated")

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.LIVE)
    address_hash = models.CharField(
        _("address hash"), max_length=32, blank=True, db_index=True, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    # Nullable: SQLite adds such a column without copying the table.
    terms_version = models.PositiveSmallIntegerField(
        _("version of the terms"), null=True, blank=True, editable=False
    )
    privacy_version = models.PositiveSmallIntegerField(
        _("version of the privacy notice"), null=True, blank=True, editable=False
    )
    # Nullable, as above.
    erasure_asked_at = models.DateTimeField(
        _("erasure asked at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Set while an erasure of all its data is under way; the retention job finishes it."),
    )

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        indexes = [
            models.Index(
                fields=["erasure_asked_at"],
                name="voter_erasing",
                condition=models.Q(erasure_asked_at__isnull=False),
            )
        ]
        permissions = [("vetted_voter", _("Votes as a vetted member"))]

    def __str__(self):
        return str(_("Voter %(number)s") % {"number": self.pk})
