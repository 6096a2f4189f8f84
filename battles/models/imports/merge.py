"""Names of vote logs that are counted as one model: acts of staff, append-only and public."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NameMergeQuerySet(models.QuerySet):
    def current(self):
        """Merges that no later row has ended."""
        return self.filter(end=None)


class NameMerge(models.Model):
    """From its time on, votes of `contender` are read as votes of `into`, another of the same arena.

    The votes keep the contender that their log names; the ledger reads them under the other. So an end of the
    merge restores the same evidence.
    """

    contender = models.ForeignKey(
        "battles.Contender", verbose_name=_("name"), on_delete=models.PROTECT, related_name="merges"
    )
    into = models.ForeignKey(
        "battles.Contender", verbose_name=_("counted as"), on_delete=models.PROTECT, related_name="merged"
    )
    reason = models.CharField(_("public reason"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member of staff"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = NameMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of names")
        verbose_name_plural = _("merges of names")
        ordering = ["-pk"]
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(contender=models.F("into")), name="name_merge_of_two_names"
            ),
        ]

    def __str__(self):
        return f"{self.contender.imported_name} → {self.into.model.name}"

    @property
    def is_over(self) -> bool:
        """Whether it has ended; reads the related row."""
        return hasattr(self, "end")

    @property
    def is_current(self) -> bool:
        """Whether no later row has ended it."""
        return not NameMergeEnd.objects.filter(merge=self).exists()


class NameMergeEnd(models.Model):
    """The end of one merge, at most one each."""

    merge = models.OneToOneField(NameMerge, on_delete=models.PROTECT, related_name="end")
    reason = models.CharField(_("public reason"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"end of {self.merge}"
