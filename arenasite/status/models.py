"""Signs of life of the site's processes."""

from django.db import models


class Heartbeat(models.Model):
    """When a part of the site last gave a sign of life, one row per part."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.name
