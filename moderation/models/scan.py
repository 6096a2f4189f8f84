"""Positions of the scans."""

from django.db import models


class ScanMark(models.Model):
    """How far one scan has read its table; see moderation.scan.watermark.

    `passed`: the highest id read. `gaps`: [first id, last id, time in seconds] of ids below it that did not
    exist when they were read. `version`: increases with every change, for compare and set.
    """

    scan = models.CharField(max_length=40, primary_key=True)
    passed = models.BigIntegerField(default=0)
    gaps = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.scan}: {self.passed}"


class LedgerScan(models.Model):
    """The segments of an arena's ledger that the scan of votes has read; see moderation.scan.ledger."""

    arena = models.OneToOneField(
        "battles.Arena", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    segments = models.JSONField(default=list)
    scanned_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.arena_id}: {len(self.segments)} segments"
