"""A contender that failed before its first token, and the contender drawn instead."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Replacement(models.Model):
    """One quiet replacement; append-only, and the only record of the answer that did not begin.

    `probability` is that of drawing `to_contender` given the other side's contender, from the pair weights
    named by `sampler`, among the contenders that this battle had not asked yet. The side's Answer row is
    reassigned to `to_contender`; the failed contender had produced no text, so none is lost.
    """

    battle = models.ForeignKey(
        "battles.Battle", verbose_name=_("battle"), on_delete=models.CASCADE, related_name="replacements"
    )
    side = models.CharField(_("side"), max_length=1, choices=[("a", "A"), ("b", "B")])
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Counts from 1 within its side."))
    from_contender = models.ForeignKey(
        "battles.Contender", verbose_name=_("from contender"), on_delete=models.PROTECT, related_name="+"
    )
    to_contender = models.ForeignKey(
        "battles.Contender", verbose_name=_("to contender"), on_delete=models.PROTECT, related_name="+"
    )
    error_kind = models.CharField(_("error kind"), max_length=20)
    error_detail = models.CharField(
        _("error detail"), max_length=500, blank=True, help_text=_("The upstream's words; staff only.")
    )
    retries = models.PositiveSmallIntegerField(_("retries"), default=0)
    duration_ms = models.PositiveIntegerField(_("duration ms"))
    probability = models.FloatField(_("probability"))
    sampler = models.CharField(_("sampler"), max_length=40)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("replacement")
        verbose_name_plural = _("replacements")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["battle", "side", "number"], name="replacement_number_once"),
            models.CheckConstraint(
                condition=~Q(from_contender=F("to_contender")), name="replacement_two_different_contenders"
            ),
            models.CheckConstraint(
                condition=Q(probability__gt=0, probability__lte=1), name="replacement_probability_in_range"
            ),
        ]

    def __str__(self):
        words = _("Replacement %(number)s of side %(side)s in battle %(battle)s")
        return str(words % {"number": self.number, "side": self.side.upper(), "battle": self.battle_id})
