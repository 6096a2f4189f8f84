"""What a voter marked as better after the vote."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_ASPECT_CHARACTERS = 40
MAX_ASPECTS = 12

DEFAULT_ASPECTS = "correct\ncomplete\nclear\ninstruction\nstyle\nsafe"


class AspectMark(models.Model):
    """One mark of a vote. No evidence: a voter may set and clear it at any time, and nothing rates it."""

    battle = models.ForeignKey(
        "battles.Battle", verbose_name=_("battle"), on_delete=models.CASCADE, related_name="aspect_marks"
    )
    aspect = models.CharField(_("aspect"), max_length=MAX_ASPECT_CHARACTERS)
    marked_at = models.DateTimeField(_("marked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("what was better")
        verbose_name_plural = _("what was better")
        constraints = [
            models.UniqueConstraint(fields=["battle", "aspect"], name="aspect_mark_once"),
        ]

    def __str__(self):
        return f"{self.aspect} in battle {self.battle_id}"
