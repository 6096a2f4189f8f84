"""How far the scans have come."""

from django.db import models


class ScanMark(models.Model):
    """Up to which row one scan has looked; see moderation.marks."""

    scan = models.CharField(max_length=40, primary_key=True)
    passed = models.BigIntegerField(default=0)

    def __str__(self):
        return f"{self.scan}: {self.passed}"
