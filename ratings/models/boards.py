"""Boards, and what each rebuild stored of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ratings.models.rebuilds import Rebuild


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
