"""Claims: which member of staff is reviewing what. A claim is not evidence and expires by itself."""

from django.conf import settings
from django.db import models


class ClaimQuerySet(models.QuerySet):
    def running(self, now):
        """Claims that have not expired."""
        return self.filter(expires_at__gt=now)


class Claim(models.Model):
    """One member of staff reviews one subject (see Finding.subject) with all findings about it."""

    subject = models.CharField(max_length=40, primary_key=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    def __str__(self):
        return f"{self.subject} claimed by {self.holder_id}"
