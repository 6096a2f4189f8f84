"""Imports that staff start in the admin: one row from the upload to the result."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battles.models.operations.lease import LeaseRow


class ImportJob(LeaseRow):
    """One file on its way into an arena.

    The columns of the lease say which process works on it; a job whose process died is free again within
    half a minute, and another process continues it.

    - path: name of the uploaded file in the spool, or the path below settings.IMPORT_DIR
    - options: labels and columns as staff mapped them; see battles.imports.jobs.options
    - position, size: bytes (of Parquet: rows) read so far and in all; records: judgements read so far
    - result: what the last check or import found; see battles.imports.jobs.results
    - batch: what it stored, also while it is not finished
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("is read, nothing is stored")
        CHECKED = "checked", _("waits for your answer")
        STORING = "storing", _("is imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("could not be read")
        CANCELLED = "cancelled", _("cancelled")

    arena_slug = models.SlugField(_("arena"), max_length=50)
    arena_title = models.CharField(_("title of a new arena"), max_length=120, blank=True)
    file = models.CharField(_("file"), max_length=200)
    path = models.CharField(_("path"), max_length=500)
    is_upload = models.BooleanField(_("uploaded"))
    options = models.JSONField(_("options"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHECKING)
    position = models.PositiveBigIntegerField(_("read"), default=0)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    records = models.PositiveBigIntegerField(_("records"), default=0)
    result = models.JSONField(_("result"), null=True)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    batch = models.ForeignKey(
        "battles.ImportBatch",
        verbose_name=_("import"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member of staff"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("free without a sign of life at"), default=timezone.now)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")
        ordering = ["-pk"]
        default_permissions = ["view"]
        permissions = [("import_votes", "Can import vote logs and withdraw imports")]

    def __str__(self):
        return f"{self.pk}: {self.file}"

    @property
    def is_under_way(self) -> bool:
        """Whether a process works on it, or will."""
        return self.state in (self.State.CHECKING, self.State.STORING)

    @property
    def percent(self) -> int:
        """The share of the file that was read, from 0 to 100."""
        return min(100, 100 * self.position // self.size) if self.size else 0
