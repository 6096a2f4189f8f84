"""The stored result of a simulation."""

from django.db import models


class AttackPrice(models.Model):
    """One run of `manage.py attack_price` for an arena; the newest is shown. `rows`: see Price."""

    arena = models.ForeignKey("battles.Arena", on_delete=models.CASCADE, related_name="+")
    evidence = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField()
    computed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.arena_id}: {self.computed_at:%Y-%m-%d}"
