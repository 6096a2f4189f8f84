"""Digests of first prompts, to find prompts that repeat too often."""

from django.db import models
from django.db.models import Q


class PromptDigest(models.Model):
    """The digest of a voted battle's first prompt; null where the battle has no text.

    `battles.detectors.frequency` defines it. This table is an index, not evidence:
    `battles.annotations.deduplication` can build it again. `is_dropped` repeats the battle's newest fact.
    """

    battle = models.OneToOneField(
        "battles.Battle", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    arena = models.ForeignKey("battles.Arena", on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.BigIntegerField(null=True)
    normalisation = models.PositiveSmallIntegerField()
    is_dropped = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["arena", "digest"], name="promptdigest_same"),
            models.Index(fields=["arena"], name="promptdigest_dropped", condition=Q(is_dropped=True)),
        ]

    def __str__(self):
        return f"Prompt of battle {self.battle_id}"
