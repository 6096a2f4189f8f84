"""The probabilities with which pairs are drawn, as versioned arrays."""

from django.db import models


class PairWeights(models.Model):
    """One version of an arena's pair weights, written from above; the newest one draws.

    `contenders` lists contender ids; `weights` holds little-endian float64 values of the upper triangle,
    row by row, in that order: C·(C−1)/2 numbers, not negative, not necessarily summing to one.
    """

    arena = models.ForeignKey("battles.Arena", on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    contenders = models.JSONField()
    weights = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.rule} {self.pk}"

    @property
    def sampler(self) -> str:
        """What a battle drawn with these weights records as its sampler."""
        return f"{self.rule}#{self.pk}"
