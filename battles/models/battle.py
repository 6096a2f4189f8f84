"""A battle."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from battles.models.evidence_tier import EvidenceTier
from battles.tags import Tag

CONTROL_SAMPLER = "control-1"
"""The sampler of control battles, of one model against itself: the only live ones with one contender."""


def has_any_tag(tags: Tag) -> Q:
    """Battles with at least one of these tags."""
    return Q(GreaterThan(F("tags").bitand(int(tags)), 0))


DOUBTED = (
    Q(mode="side_by_side")
    | Q(contender_a=F("contender_b"))
    | has_any_tag(
        Tag.FAILED_ANSWER | Tag.STOPPED | Tag.IDENTITY_LEAK | Tag.PROMPTED_IDENTITY | Tag.IDENTITY_REQUEST
    )
)
"""Battles whose vote does not count because of their mode, pair or tags. The index `battle_doubted` has them
and serves queries with this condition as it is."""


class BattleQuerySet(models.QuerySet):
    def silent(self, before):
        """Running battles that a process has claimed and without a heartbeat since `before`."""
        return self.filter(state=Battle.State.RUNNING, generator__isnull=False, heartbeat_at__lt=before)

    def unclaimed(self, before):
        """Running battles whose turn was stored before `before` and that no process has claimed."""
        return self.filter(state=Battle.State.RUNNING, generator__isnull=True, heartbeat_at__lt=before)

    def due(self, now):
        """Battles whose grace has ended and whose vote is not stored yet."""
        return self.filter(state=Battle.State.ANSWERED, settles_at__lte=now)

    def unread(self, before):
        """Battles not running with texts since before `before` that no detector has read."""
        return self.filter(unread_since__lte=before).exclude(state=Battle.State.RUNNING)

    def with_pair(self):
        """Battles with both contenders and their models in the same query."""
        return self.select_related("arena", "contender_a__model", "contender_b__model")


class Battle(models.Model):
    """Two contenders in one conversation.

    `key` is made by the client, or derived from an imported record: it is the idempotency key and part of the
    public address. `tags` is a bitmask of battles.tags.Tag, `language` a number of battles.languages (null:
    unknown or not stored yet). Both are rewritten from the current annotations.
    """

    class Mode(models.TextChoices):
        ANONYMOUS = "anonymous", _("Battle")
        SIDE_BY_SIDE = "side_by_side", _("Side by side")

    class Origin(models.TextChoices):
        LIVE = "live", _("Live")
        IMPORTED = "imported", _("Imported")
        SIMULATED = "simulated", _("Simulated")

    class Pace(models.IntegerChoices):
        """How the answers were shown; of several turns, the least even one."""

        UNKNOWN = 0, _("Unknown")
        PACED = 1, _("Same speed")
        APART = 2, _("Same speed, one side began alone")
        FREE = 3, _("As fast as they come")

    class State(models.TextChoices):
        RUNNING = "running", _("Answering")
        ANSWERED = "answered", _("Waiting for a vote")
        FAILED = "failed", _("Failed")
        INTERRUPTED = "interrupted", _("Interrupted")
        VOTED = "voted", _("Voted")

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    arena = models.ForeignKey(
        "battles.Arena", verbose_name=_("arena"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.ANONYMOUS)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.LIVE)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.RUNNING)
    # No index on arena and contenders: no query needs one, and each slows down imports.
    contender_a = models.ForeignKey(
        "battles.Contender",
        verbose_name=_("contender a"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    contender_b = models.ForeignKey(
        "battles.Contender",
        verbose_name=_("contender b"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    pair_probability = models.FloatField(
        _("pair probability"),
        null=True,
        blank=True,
        help_text=_("Probability of the unordered pair first drawn; replacements record their own."),
    )
    sampler = models.CharField(
        _("sampler"), max_length=40, blank=True, help_text=_("Sampling rule and version.")
    )
    voter = models.ForeignKey(
        "battles.Voter",
        verbose_name=_("voter"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="battles",
    )
    # Nullable and without an index: SQLite adds such a column without copying the table.
    follows = models.ForeignKey(
        "self",
        verbose_name=_("follows"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text=_("The revealed battle whose prompt this one repeats, drawn without its two models."),
    )
    pace = models.PositiveSmallIntegerField(_("pace"), choices=Pace.choices, default=Pace.UNKNOWN)
    # Nullable: SQLite adds such a column without copying the table. Null is unknown.
    evidence_tier = models.PositiveSmallIntegerField(
        _("evidence tier"),
        null=True,
        blank=True,
        choices=EvidenceTier.choices,
        help_text=_("What was known of the visitor when the battle was opened."),
    )
    tags = models.BigIntegerField(_("tags"), default=0)
    language = models.PositiveSmallIntegerField(_("language"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("heartbeat at"), null=True, blank=True)
    # Nullable: SQLite adds such a column without copying the table.
    generator = models.UUIDField(
        _("generating process"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The process that has claimed the running turn."),
    )
    fence = models.PositiveIntegerField(
        _("fencing number"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Grows with each claim; the end of a turn is stored only under the newest number."),
    )
    suspected_at = models.DateTimeField(
        _("suspected at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a missing heartbeat was first noticed; the next heartbeat clears it."),
    )
    settles_at = models.DateTimeField(
        _("settles at"), null=True, blank=True, help_text=_("When the newest ballot becomes the vote.")
    )
    # Nullable: SQLite adds such a column without copying the table.
    unread_since = models.DateTimeField(
        _("unread since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The end of a turn whose texts the detectors have not read yet."),
    )
    address_hash = models.CharField(_("address hash"), max_length=32, blank=True, editable=False)
    # Nullable: SQLite adds such a column without copying the table.
    address_hash_before = models.CharField(
        _("address hash under the key before"),
        max_length=32,
        null=True,
        blank=True,
        editable=False,
        help_text=_("Stored for a day after a new key."),
    )
    # Nullable, as above: unknown for battles of before, and for forms that did not show them.
    terms_version = models.PositiveSmallIntegerField(
        _("version of the terms"), null=True, blank=True, editable=False
    )
    privacy_version = models.PositiveSmallIntegerField(
        _("version of the privacy notice"), null=True, blank=True, editable=False
    )
    # Nullable, as above.
    erased_at = models.DateTimeField(
        _("erased at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When its texts were erased; the outcome stays."),
    )

    import_batch = models.ForeignKey(
        "battles.ImportBatch",
        verbose_name=_("import"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    objects = BattleQuerySet.as_manager()

    class Meta:
        verbose_name = _("battle")
        verbose_name_plural = _("battles")
        constraints = [
            models.CheckConstraint(
                condition=~Q(contender_a=F("contender_b"))
                | Q(origin="imported")
                | Q(origin="live", sampler=CONTROL_SAMPLER),
                name="battle_two_different_contenders",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["imported", "simulated"]) | Q(opened_at__isnull=False),
                name="battle_live_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(pair_probability__isnull=True)
                | Q(pair_probability__gt=0, pair_probability__lte=1),
                name="battle_pair_probability_in_range",
            ),
        ]
        indexes = [
            models.Index(fields=["heartbeat_at"], name="battle_running", condition=Q(state="running")),
            models.Index(
                fields=["settles_at"],
                name="battle_settling",
                condition=Q(state="answered", settles_at__isnull=False),
            ),
            models.Index(
                fields=["unread_since"], name="battle_unread", condition=Q(unread_since__isnull=False)
            ),
            models.Index(fields=["arena", "opened_at"], name="battle_arena_time", condition=Q(origin="live")),
            models.Index(fields=["id"], name="battle_doubted", condition=DOUBTED),
            models.Index(fields=["id"], name="battle_without_vote", condition=~Q(state="voted")),
            models.Index(fields=["address_hash"], name="battle_prefix", condition=~Q(address_hash="")),
        ]

    def __str__(self):
        return str(_("Battle %(number)s") % {"number": self.pk})

    @property
    def is_control(self) -> bool:
        """Whether both sides are the same model on purpose."""
        return self.sampler == CONTROL_SAMPLER

    @property
    def is_erased(self) -> bool:
        """Whether its texts were erased; facts and outcome stay."""
        return self.erased_at is not None

    @property
    def is_blind(self) -> bool:
        """Whether the models' names must still be hidden."""
        return self.mode == self.Mode.ANONYMOUS and self.state != self.State.VOTED

    @property
    def can_be_followed(self) -> bool:
        """Whether its voter may send the prompt to two other hidden models."""
        return self.mode == self.Mode.ANONYMOUS and self.state == self.State.VOTED
