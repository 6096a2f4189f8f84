"""Work at the desk: notes between members of staff, and their answers to known cases."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffNote(models.Model):
    """A note of staff about a subject (see Finding.subject), for other members of staff.

    `receiver`: the member of staff who got the claim with it, if it is a hand-over. The text may quote a
    conversation; erasing the battle or the voter empties it.
    """

    subject = models.CharField(_("subject"), max_length=40, db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed over to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = models.TextField(_("note"), max_length=2_000, blank=True)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("note of staff")
        verbose_name_plural = _("notes of staff")
        ordering = ["id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.subject} ({self.pk})"


class CalibrationAnswer(models.Model):
    """What a member of staff said of a finding that was decided before; it executes nothing.

    `expected` is what the standing decision about the finding said when the answer was given.
    """

    class Verdict(models.TextChoices):
        UPHOLD = "uphold", _("upheld")
        DISMISS = "dismiss", _("dismissed")
        UNSURE = "unsure", _("asked a colleague")

    finding = models.ForeignKey(
        "moderation.Finding", verbose_name=_("finding"), on_delete=models.PROTECT, related_name="+"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member of staff"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    verdict = models.CharField(_("answer"), max_length=8, choices=Verdict.choices)
    expected = models.CharField(_("decided before"), max_length=8, choices=Verdict.choices)
    answered_at = models.DateTimeField(_("answered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a known case")
        verbose_name_plural = _("answers to known cases")
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["finding", "member"], name="calibration_once_per_member")
        ]

    def __str__(self):
        return f"{self.finding_id}: {self.verdict}"
