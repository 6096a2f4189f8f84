"""Counters of the rate limits, for sites without Redis."""

from django.db import models


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
