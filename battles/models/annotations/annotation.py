"""Facts that detectors recorded about a battle (append-only), readings, and style counts for counting."""

from django.db import models


class Annotation(models.Model):
    """One fact recorded by one detector; the newest row per battle and detector is the current one."""

    battle = models.ForeignKey("battles.Battle", on_delete=models.CASCADE, related_name="annotations")
    detector = models.CharField(max_length=40)
    version = models.CharField(max_length=200)
    value = models.JSONField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["battle", "detector", "-id"], name="annotation_current")]

    def __str__(self):
        return f"{self.detector} {self.version} on battle {self.battle_id}"


class Reading(models.Model):
    """What the detectors read in one text. Facts are combined from readings, so a text is read only once.

    Readings contain names from the lexicon and the arena, numbers and flags, but no words of the text.
    """

    version = models.CharField(max_length=40)
    value = models.JSONField()

    class Meta:
        abstract = True


class PromptReading(Reading):
    """The reading of one prompt."""

    prompt = models.OneToOneField(
        "battles.Prompt", primary_key=True, on_delete=models.CASCADE, related_name="reading"
    )

    def __str__(self):
        return f"Reading of prompt {self.prompt_id}"


class AnswerReading(Reading):
    """The reading of one answer, with the prompts up to its turn."""

    answer = models.OneToOneField(
        "battles.Answer", primary_key=True, on_delete=models.CASCADE, related_name="reading"
    )

    def __str__(self):
        return f"Reading of answer {self.answer_id}"


class BattleStyle(models.Model):
    """A battle's style counts per side, summed over its turns: the input of style control."""

    battle = models.OneToOneField(
        "battles.Battle", primary_key=True, on_delete=models.CASCADE, related_name="style"
    )
    tokens_a = models.PositiveIntegerField()
    tokens_b = models.PositiveIntegerField()
    headers_a = models.PositiveIntegerField()
    headers_b = models.PositiveIntegerField()
    lists_a = models.PositiveIntegerField()
    lists_b = models.PositiveIntegerField()
    bold_a = models.PositiveIntegerField()
    bold_b = models.PositiveIntegerField()

    def __str__(self):
        return f"Style of battle {self.battle_id}"
