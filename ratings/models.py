"""Models of the ratings floor: boards, the runs that rebuild them, and the results of each run."""

import datetime as dt

from django.db import models
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from battles.models import LeaseRow
from ratings.partner_keys.models import KeyUse, PartnerKey

__all__ = [
    "Board",
    "BoardQuality",
    "KeyUse",
    "Lease",
    "ModelSpeed",
    "PairCounts",
    "PartnerKey",
    "Rebuild",
    "Recount",
    "SegmentFigures",
    "Snapshot",
    "Standing",
    "ThinnedSnapshot",
    "Zero",
]


class Zero(models.TextChoices):
    """What determines the zero of a board's ratings."""

    ANCHOR = "anchor", _("the anchor's rating")
    MEAN = "mean", _("the mean of the rated models")


class Board(models.Model):
    """One category of one arena. Categories are declared in ratings.categories."""

    arena = models.ForeignKey("battles.Arena", on_delete=models.PROTECT, related_name="+")
    category = models.SlugField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["arena", "category"], name="board_once")]

    def __str__(self):
        return f"{self.arena} · {self.category}"


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
        return f"Rebuild {self.pk}"


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
        return f"Recount {self.pk}"

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
        return f"{self.arena_id}: {self.holder or 'free'}"


class Snapshot(models.Model):
    """One board by one method as one rebuild computed it; it never changes.

    Later rebuilds show it as long as nothing about its category changes; `Rebuild.shown` lists the published
    snapshots. `parameters` and `versions` with the rebuild's evidence are enough to compute it again.
    `votes_counted`: votes that this method rated. `votes_not_known`: counted votes of the arena that do not
    tell whether the category leaves them out. `votes_without_style`: counted votes that it had to leave
    out. `coefficients`: effect of style, null where it is not estimated. `zero`: empty on snapshots from
    before it was stored. `body`: the API's canonical JSON; `body_gzip` and `etag` belong to it.
    """

    rebuild = models.ForeignKey(Rebuild, on_delete=models.PROTECT, related_name="snapshots")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="snapshots")
    method = models.CharField(max_length=20)
    as_of = models.DateTimeField()
    seed = models.CharField(max_length=64)
    parameters = models.JSONField()
    versions = models.JSONField()
    votes_counted = models.PositiveIntegerField()
    votes_excluded = models.JSONField(help_text=_("Number of votes not counted, by reason."))
    votes_simulated = models.PositiveIntegerField(default=0)
    votes_without_style = models.PositiveIntegerField(default=0)
    votes_not_known = models.PositiveIntegerField(default=0)
    coefficients = models.JSONField(
        null=True,
        blank=True,
        # xgettext:no-python-format
        help_text=_("Style coefficients with their 95 % intervals, by feature."),
    )
    note = models.CharField(max_length=200, blank=True, help_text=_("Why there are no ratings, if so."))
    zero = models.CharField(
        max_length=10,
        blank=True,
        choices=Zero.choices,
        help_text=_("What determines the zero of the ratings; empty where there are none."),
    )
    seconds = models.FloatField(default=0.0, help_text=_("What rating the board took, all methods together."))
    body = models.BinaryField()
    body_gzip = models.BinaryField()
    etag = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rebuild", "board", "method"], name="snapshot_once_per_rebuild")
        ]
        indexes = [models.Index(fields=["board", "method", "-id"], name="snapshot_newest")]

    def __str__(self):
        return f"Snapshot {self.pk} of {self.board}"

    @property
    def zero_key(self) -> str:
        """Equal for snapshots whose ratings have the same kind of zero: the same anchor, or the mean.

        A snapshot from before the zero was stored counts as anchored if its arena had an anchor.
        """
        anchor = self.parameters.get("anchor")
        if anchor is None or self.zero == Zero.MEAN:
            return Zero.MEAN
        return f"{anchor} at {self.parameters.get('anchor_rating')}"


class ThinnedSnapshot(models.Model):
    """A published snapshot that was thinned away: its id, board, method and UTC day of publication, so that
    its address can name the snapshot that was kept.
    """

    id = models.BigIntegerField(primary_key=True)
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+", db_index=False)
    method = models.CharField(max_length=20)
    day = models.DateField()

    def __str__(self):
        return f"Snapshot {self.pk} of {self.board_id}, {self.day}"


class Standing(models.Model):
    """What one snapshot shows of one contender. Missing numbers are null, with a reason."""

    class Status(models.TextChoices):
        RANKED = "ranked", _("Ranked")
        PROVISIONAL = "provisional", _("Provisional")
        UNRANKED = "unranked", _("Unranked")

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="standings")
    contender = models.ForeignKey("battles.Contender", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status.choices)
    reason = models.CharField(max_length=40, blank=True)
    rating = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    rank = models.PositiveIntegerField(null=True)
    rank_low = models.PositiveIntegerField(null=True, help_text=_("Best rank within the noise."))
    rank_high = models.PositiveIntegerField(null=True, help_text=_("Worst rank within the noise."))
    votes = models.PositiveIntegerField()
    votes_against_rated = models.PositiveIntegerField(
        null=True, help_text=_("For a model without a rating: votes against models that have one.")
    )
    overturn_votes = models.PositiveIntegerField(
        null=True, help_text=_("Fewest votes whose removal would put the next ranked model ahead.")
    )
    overturn_voters = models.PositiveIntegerField(
        null=True, help_text=_("Fewest voters whose removal would put the next ranked model ahead.")
    )
    ess = models.FloatField(
        _("effective votes"),
        null=True,
        help_text=_("Effective sample size of its votes, weighted by the inverse probability of their pair."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "contender"], name="standing_once"),
            models.CheckConstraint(
                condition=models.Q(rating__isnull=False) | ~models.Q(reason=""),
                name="standing_without_rating_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.contender_id}: {self.rating}"


class PairCounts(models.Model):
    """Counts by pair and outcome of one board, as one rebuild counted them.

    Stored so that pages need not load the evidence; kept for boards that are shown. `data`: see
    ratings.rebuild.pair_counts.
    """

    rebuild = models.ForeignKey(Rebuild, on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+")
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rebuild", "board"], name="pair_counts_once_per_rebuild")
        ]

    def __str__(self):
        return f"Pair counts of {self.board_id} in rebuild {self.rebuild_id}"


class SegmentFigures(models.Model):
    """Number of votes of one segment by category and reason.

    Stored so that pages need not load the segment. `rules`: digest of the categories they were counted by.
    """

    segment = models.OneToOneField(
        "battles.Segment", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    rules = models.CharField(max_length=64)
    counts = models.JSONField(help_text=_("Number of votes by category and reason."))

    def __str__(self):
        return f"Figures of segment {self.segment_id}"


class ModelSpeed(models.Model):
    """A model's public speed as it was last measured (see battles.endpoints.get_speed).

    Stored so that boards can show and filter by it without reading answers.
    """

    model = models.OneToOneField(
        "battles.LanguageModel", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    first_token_ms = models.FloatField()
    tokens_per_second = models.FloatField(null=True)
    answers = models.PositiveIntegerField(help_text=_("Number of answers behind the medians."))
    measured_at = models.DateTimeField()

    def __str__(self):
        return f"Speed of {self.model_id}"


class BoardQuality(models.Model):
    """How well one snapshot predicts votes and how far it can be trusted; computed once, never changed.

    `body`: see ratings.quality.judge.
    """

    snapshot = models.OneToOneField(Snapshot, primary_key=True, on_delete=models.CASCADE, related_name="+")
    judged_at = models.DateTimeField()
    body = models.JSONField()

    def __str__(self):
        return f"Quality of snapshot {self.snapshot_id}"


class DataRelease(models.Model):
    """The files of one arena at the end of one UTC day. They never change.

    `license`: under which they were published. `gone`: why the files of the day do not exist (any more);
    empty while they do.
    """

    class Gone(models.TextChoices):
        NO_SNAPSHOTS = "no_snapshots", _("the boards of that day were thinned away before files were made")
        THINNED = "thinned", _("of old months only the last release is kept")

    arena = models.ForeignKey("battles.Arena", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    schema_version = models.CharField(max_length=10)
    license = models.CharField(max_length=60)
    gone = models.CharField(max_length=20, blank=True, choices=Gone.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["arena", "day"], name="release_once_a_day")]

    def __str__(self):
        return f"Files of {self.arena_id}, {self.day}"


class ReleaseFile(models.Model):
    """One file of a release. `body` is gzipped if `is_packed`; digest and size are of the unpacked bytes.

    `snapshot`: id of the snapshot it was made from, null for a file about several boards.
    """

    release = models.ForeignKey(DataRelease, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    snapshot = models.BigIntegerField(null=True)
    is_packed = models.BooleanField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="release_file_once")]

    def __str__(self):
        return f"{self.release}: {self.name}"
