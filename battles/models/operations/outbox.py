"""What happened and is to be told to other sites; written in the transaction of what happened."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxEvent(models.Model):
    """One event by the id of its subject. What the public may know of it is decided when it is sent.

    handled_at: when the roof made deliveries of it, or found nothing public in it.
    """

    class Kind(models.TextChoices):
        LEADERBOARD = "leaderboard.published", _("Boards were published")
        MODEL = "model.status_changed", _("A model changed its state")
        DECISION = "decision.published", _("A decision was published")

    kind = models.CharField(_("kind"), max_length=40, choices=Kind.choices)
    subject = models.BigIntegerField(_("subject"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, db_index=True)

    def __str__(self):
        return f"{self.kind} {self.subject}"
