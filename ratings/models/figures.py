"""Numbers beside the ratings, computed apart from them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ratings.models.boards import Snapshot


class SegmentFigures(models.Model):
    """Number of votes of one segment by category and reason.

    Stored so that pages need not load the segment. `rules`: digest of the categories they were counted by.
    """

    segment = models.OneToOneField(
        "battles.Segment", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    rules = models.CharField(max_length=64)
    counts = models.JSONField(help_text=_("Number of votes by category and reason."))

    def __str__(self):
        return f"Figures of segment {self.segment_id}"


class ModelSpeed(models.Model):
    """A model's public speed as it was last measured (see battles.endpoints.get_speed).

    Stored so that boards can show and filter by it without reading answers.
    """

    model = models.OneToOneField(
        "battles.LanguageModel", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    first_token_ms = models.FloatField()
    tokens_per_second = models.FloatField(null=True)
    answers = models.PositiveIntegerField(help_text=_("Number of answers behind the medians."))
    measured_at = models.DateTimeField()

    def __str__(self):
        return f"Speed of {self.model_id}"


class BoardQuality(models.Model):
    """How well one snapshot predicts votes and how far it can be trusted; computed once, never changed.

    `body`: see ratings.quality.judge.
    """

    snapshot = models.OneToOneField(Snapshot, primary_key=True, on_delete=models.CASCADE, related_name="+")
    judged_at = models.DateTimeField()
    body = models.JSONField()

    def __str__(self):
        return f"Quality of snapshot {self.snapshot_id}"
