"""What a visitor asks of a turn that another process generates."""

from django.db import models

from battles.models.battle import Battle


class TurnSignal(models.Model):
    """A visitor's request about a running turn, until the process that generates it has read it.

    A row and not a message: it waits for a process that is busy or cut off, and needs no Redis.
    """

    class Kind(models.TextChoices):
        STOP = "stop", "stop both answers"
        REPLACE_A = "replace_a", "ask another model for answer A"
        REPLACE_B = "replace_b", "ask another model for answer B"

    battle = models.ForeignKey(Battle, models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["battle", "turn", "attempt", "kind"], name="one_turn_signal_of_a_kind"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.battle_id}.{self.turn}.{self.attempt}"
