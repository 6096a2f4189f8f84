"""The ledger's tables: dirty days, immutable segments, and the current segment of each day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DirtyDay(models.Model):
    """A day whose votes changed; the row is written in the transaction of the change.

    `day` is null for votes without a time. A rebuild deletes exactly the rows that its snapshot saw; a row
    that commits later remains for the next rebuild.
    """

    arena = models.ForeignKey("battles.Arena", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.arena_id} {self.day}"


class Segment(models.Model):
    """One day's votes as compressed arrays, addressed by the SHA-256 of their values; never changed."""

    arena = models.ForeignKey("battles.Arena", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    digest_format = models.PositiveSmallIntegerField(
        default=1, help_text=_("The set of columns that the digest covers.")
    )
    votes = models.PositiveIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["arena", "digest"], name="segment_content_addressed")]

    def __str__(self):
        return f"{self.arena_id} {self.day} {self.digest[:12]}"


class LedgerDay(models.Model):
    """The segment of a day's votes as of the last refresh."""

    arena = models.ForeignKey("battles.Arena", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(null=True)
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["arena", "day"], name="ledgerday_once"),
            models.UniqueConstraint(
                fields=["arena"], condition=models.Q(day__isnull=True), name="ledgerday_timeless_once"
            ),
        ]

    def __str__(self):
        return f"{self.arena_id} {self.day}"


class Evidence(models.Model):
    """A version of the ledger: segments in order of day, addressed by the digest of that list."""

    arena = models.ForeignKey("battles.Arena", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    segments = models.JSONField(help_text="Segment ids in order of day, votes without a time first.")
    votes = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["arena", "digest"], name="evidence_content_addressed")]

    def __str__(self):
        return f"{self.arena_id} {self.digest[:12]}"
