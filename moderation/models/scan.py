"""Positions of the scans."""

from django.db import models


class ScanMark(models.Model):
    """The highest row that one scan has finished with; see moderation.scan.watermark."""

    scan = models.CharField(max_length=40, primary_key=True)
    passed = models.BigIntegerField(default=0)

    def __str__(self):
        return f"{self.scan}: {self.passed}"
