"""The runs that rebuild an arena's boards, their audits, and who may run one."""

import datetime as dt

from django.db import models
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from battles.models import LeaseRow


class RebuildQuerySet(models.QuerySet):
    def published(self, arena):
        """An arena's published rebuilds, newest first."""
        return self.filter(arena=arena, published_at__isnull=False).order_by("-id")

    def last_of_days(self, arena):
        """The id of the last published rebuild of every UTC day that has one, by day in order."""
        by_day = self.published(arena).order_by().annotate(day=TruncDate("published_at", tzinfo=dt.UTC))
        last = by_day.values("day").annotate(last=models.Max("pk")).order_by("day")
        return dict(last.values_list("day", "last"))


class Rebuild(models.Model):
    """One run over one arena's evidence; its snapshots become visible together, when it is published.

    `settings_digest` covers everything besides the votes that determines the boards. `due` are the slugs of
    the categories that this run rates; all other boards are unchanged. `shown` are the ids of the snapshots
    it publishes, new and unchanged ones. `stages`: seconds by stage. `holder`: the lease under which it runs.
    `failed`: error by category that could not be rated; its board stays as it was.
    """

    arena = models.ForeignKey(
        "battles.Arena", verbose_name=_("arena"), on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.ForeignKey(
        "battles.Evidence", verbose_name=_("evidence"), on_delete=models.PROTECT, related_name="+"
    )
    settings_digest = models.CharField(_("settings digest"), max_length=64)
    started_at = models.DateTimeField(_("started at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    due = models.JSONField(_("due"), default=list)
    shown = models.JSONField(_("shown"), default=list)
    stages = models.JSONField(_("stages"), default=dict)
    holder = models.CharField(_("holder"), max_length=80, blank=True)
    failed = models.JSONField(_("boards that failed"), default=dict, blank=True)

    objects = RebuildQuerySet.as_manager()

    class Meta:
        verbose_name = _("rebuild")
        verbose_name_plural = _("rebuilds")
        indexes = [models.Index(fields=["arena", "-id"], name="rebuild_newest")]

    def __str__(self):
        return str(_("Rebuild %(number)s") % {"number": self.pk})


class Recount(models.Model):
    """One audit of an arena: ledger and boards compared with a full recount. Append-only.

    wrong_days: UTC days ("" for votes without a time) whose votes differed from the ledger without a dirty
    mark. wrong_boards: category and method of shown snapshots that differ from the evidence in any digit.
    unreadable: segments and boards that could not be read or rated, with the error. All empty: no
    differences.
    """

    arena = models.ForeignKey(
        "battles.Arena", verbose_name=_("arena"), on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    votes = models.PositiveIntegerField(_("votes"))
    days = models.PositiveIntegerField(_("days"))
    boards = models.PositiveIntegerField(_("boards"))
    wrong_days = models.JSONField(_("wrong days"), default=list)
    wrong_boards = models.JSONField(_("wrong boards"), default=list)
    unreadable = models.JSONField(_("unreadable"), default=list, blank=True)

    class Meta:
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")
        indexes = [models.Index(fields=["arena", "-id"], name="recount_newest")]

    def __str__(self):
        return str(_("Recount %(number)s") % {"number": self.pk})

    @property
    def is_right(self) -> bool:
        """Whether there were no differences."""
        return not (self.wrong_days or self.wrong_boards or self.unreadable)


class Lease(LeaseRow):
    """The right to rebuild an arena, held by one process at a time, and the state of its rebuilds.

    `waiting`: numbers of the run's parts that no process has started. `failure`, `failed_at`, `failures`: the
    last error that stopped a rebuild and how often in a row; empty after a success.
    """

    arena = models.OneToOneField(
        "battles.Arena",
        verbose_name=_("arena"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    waiting = models.JSONField(_("parts that wait"), default=list, blank=True)
    failure = models.TextField(_("error"), blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    class Meta:
        verbose_name = _("rebuild state")
        verbose_name_plural = _("rebuild states")

    def __str__(self):
        return str(self.arena)
