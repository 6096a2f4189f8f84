"""Imports of vote logs as a whole."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """What one run of an import stored. `digest`: SHA-256 of the keys and outcomes of its votes in order."""

    arena = models.ForeignKey(
        "battles.Arena", verbose_name=_("arena"), on_delete=models.PROTECT, related_name="+"
    )
    file = models.CharField(_("file"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    votes = models.PositiveIntegerField(_("votes"), default=0)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        default_permissions = ["view"]

    def __str__(self):
        return f"{self.pk}: {self.file or self.arena}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether its newest change withdrew it."""
        newest = self.changes.first()
        return newest is not None and newest.is_withdrawal


class ImportBatchChange(models.Model):
    """One withdrawal of an import, or the end of one; append-only."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="changes")
    is_withdrawal = models.BooleanField()
    reason = models.CharField(_("public reason"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = []

    def __str__(self):
        return f"{'withdrawn' if self.is_withdrawal else 'taken in again'}: {self.batch}"
