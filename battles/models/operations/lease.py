"""Leases: the one kind of lock between processes, as rows with a fencing number (see battles.leases)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeaseRow(models.Model):
    """The columns of a lease, written by battles.leases alone.

    `number` is the fencing number: it rises each time the lease is taken, and `holder` ends with it; the
    holder of a free lease is empty.
    """

    holder = models.CharField(_("holder"), max_length=80, blank=True)
    expires_at = models.DateTimeField(_("free without a sign of life at"))
    number = models.PositiveBigIntegerField(_("fencing number"), default=0)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)

    class Meta:
        abstract = True


class JobLease(LeaseRow):
    """The lease of a job by its name, for work that one process at a time shall do."""

    name = models.CharField(max_length=60, primary_key=True)

    def __str__(self):
        return f"{self.name}: {self.holder or 'free'}"
