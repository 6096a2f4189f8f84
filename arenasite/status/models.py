"""Signs of life of the site's processes."""

from django.db import models


class Heartbeat(models.Model):
    """When a part of the site last gave a sign of life, one row per part."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.name


class SiteKeyUse(models.Model):
    """When a SECRET_KEY was first seen: its id (no secret) and the time; `rotate_keys` writes it."""

    key_id = models.CharField(max_length=8, primary_key=True)
    first_used_at = models.DateTimeField()

    def __str__(self):
        return self.key_id
