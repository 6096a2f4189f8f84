"""Ballots, which can be replaced until the grace ends, and the vote that the newest one becomes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from battles.models.evidence_tier import EvidenceTier
from battles.outcomes import Outcome

OUTCOME_CHOICES = [
    (Outcome.A, _("A is better")),
    (Outcome.B, _("B is better")),
    (Outcome.TIE, _("Tie")),
    (Outcome.BOTH_BAD, _("Both are bad")),
]
OUTCOME_VALUES = [outcome.value for outcome in Outcome]


class Ballot(models.Model):
    """One click on an outcome; append-only. The newest ballot of a battle becomes its vote."""

    battle = models.ForeignKey("battles.Battle", on_delete=models.CASCADE, related_name="ballots")
    outcome = models.PositiveSmallIntegerField(choices=OUTCOME_CHOICES)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=OUTCOME_VALUES), name="ballot_known_outcome"
            ),
        ]

    def __str__(self):
        return f"Ballot on battle {self.battle_id}"


class Vote(models.Model):
    """The outcome of a battle: one row per battle by its primary key, never edited.

    `cast_at` is when the vote happened, null if an import does not know it. `recorded_at` is when it was
    stored here. `day` is the UTC day of `cast_at` (or null): the ledger's unit. `arena` repeats the battle's
    arena, so that a day is one index range.

    The other columns are evidence that is stored once, with the vote (see battles.counting.vote_evidence):
    `prompt_cluster` is a digest of the first prompt, equal for equal prompts; `nth_of_voter` and
    `nth_of_prefix` are ordinals of the day. Null is unknown.
    """

    EvidenceTier = EvidenceTier

    battle = models.OneToOneField(
        "battles.Battle", primary_key=True, on_delete=models.PROTECT, related_name="vote"
    )
    arena = models.ForeignKey("battles.Arena", on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.PositiveSmallIntegerField(choices=OUTCOME_CHOICES)
    cast_at = models.DateTimeField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    prompt_cluster = models.BigIntegerField(null=True, blank=True)
    evidence_tier = models.PositiveSmallIntegerField(null=True, blank=True, choices=EvidenceTier.choices)
    nth_of_voter = models.PositiveSmallIntegerField(null=True, blank=True)
    nth_of_prefix = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=OUTCOME_VALUES), name="vote_known_outcome"),
            models.CheckConstraint(
                condition=models.Q(cast_at__isnull=True, day__isnull=True)
                | models.Q(cast_at__isnull=False, day__isnull=False),
                name="vote_day_with_time",
            ),
        ]
        indexes = [
            models.Index(fields=["arena", "day"], name="vote_arena_day"),
            # The first of the day is above no cap.
            models.Index(
                fields=["nth_of_voter"], name="vote_nth_of_voter", condition=models.Q(nth_of_voter__gt=1)
            ),
            models.Index(
                fields=["nth_of_prefix"], name="vote_nth_of_prefix", condition=models.Q(nth_of_prefix__gt=1)
            ),
        ]

    def __str__(self):
        return str(_("Vote on battle %(number)s") % {"number": self.battle_id})
