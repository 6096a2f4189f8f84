"""What was said in a battle: its prompts and their answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from battles.models.battle import Battle


class Prompt(models.Model):
    """The prompt of one turn; turns count from 1."""

    battle = models.ForeignKey(Battle, on_delete=models.CASCADE, related_name="prompts")
    turn = models.PositiveSmallIntegerField()
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["turn"]
        constraints = [models.UniqueConstraint(fields=["battle", "turn"], name="prompt_turn_once")]

    def __str__(self):
        return f"{self.battle}, turn {self.turn}"


class AnswerManager(models.Manager):
    def get_queryset(self):
        """Answers without their thinking, which can be long and only staff read; `defer(None)` loads it."""
        return super().get_queryset().defer("thinking")


class Answer(models.Model):
    """One side's answer to one prompt; a regenerated answer is a new row with the next attempt."""

    class Side(models.TextChoices):
        A = "a", "A"
        B = "b", "B"

    class State(models.TextChoices):
        RUNNING = "running", _("Answering")
        DONE = "done", _("Complete")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")
        INTERRUPTED = "interrupted", _("Interrupted")

    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="answers")
    side = models.CharField(max_length=1, choices=Side.choices)
    attempt = models.PositiveSmallIntegerField(default=1)
    contender = models.ForeignKey("battles.Contender", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    text = models.TextField(blank=True)
    thinking = models.TextField(
        blank=True,
        help_text=_("The thinking before the answer; staff only, never shown or scored."),
    )
    finish_reason = models.CharField(max_length=20, blank=True)
    error_kind = models.CharField(max_length=20, blank=True)
    error_detail = models.CharField(
        max_length=500, blank=True, help_text=_("The upstream's words; staff only.")
    )
    retries = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often the model was asked again before it said anything.")
    )
    input_tokens = models.PositiveIntegerField(null=True, blank=True)
    output_tokens = models.PositiveIntegerField(null=True, blank=True)
    first_token_ms = models.PositiveIntegerField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AnswerManager()

    class Meta:
        ordering = ["prompt_id", "attempt", "side"]
        constraints = [
            models.UniqueConstraint(fields=["prompt", "side", "attempt"], name="answer_attempt_once"),
        ]
        indexes = [
            models.Index(
                fields=["contender", "-id"],
                name="answer_measured",
                condition=Q(first_token_ms__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.prompt}, side {self.side.upper()}"
