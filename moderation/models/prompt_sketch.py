"""Sketches of first prompts, to find near-duplicate ones."""

from django.db import models


class PromptSketch(models.Model):
    """The sketch of a voted battle's first prompt (moderation.statistics.near_texts); it holds no text.

    An index, not evidence: the scan of votes builds it again. It goes with the text of its prompt.
    """

    battle = models.OneToOneField(
        "battles.Battle", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    sketch = models.BinaryField()
    version = models.PositiveSmallIntegerField()

    def __str__(self):
        return f"Sketch of battle {self.battle_id}"
