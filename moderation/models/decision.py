"""Decisions about battles, voters and findings. An undo is a decision too."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from battles.database import joined_transaction
from battles.models import Exclusion
from battles.outbox import EventKind, note_event, note_events
from moderation.policies import Policy

SOURCE_PREFIX = "decision:"


class DecisionQuerySet(models.QuerySet):
    def standing(self):
        """Decisions that are not undone."""
        # Not a join: PostgreSQL would expect hardly any such decision, and choose a plan for few.
        return self.filter(~Exists(self.model.objects.filter(undoes=OuterRef("pk"))))

    def of_sources(self, source_ids):
        """The decisions with these source ids; ids of other sources are skipped."""
        parts = [each.removeprefix(SOURCE_PREFIX) for each in source_ids if each.startswith(SOURCE_PREFIX)]
        return self.filter(pk__in=[int(part) for part in parts if part.isdecimal()])

    def store_new(self, decisions):
        """Store several new decisions and note them in the outbox, in one transaction. Returns them."""
        with joined_transaction():
            stored = self.bulk_create(decisions)
            note_events(EventKind.DECISION, [decision.pk for decision in stored])
        return stored


class Decision(models.Model):
    """One moderation decision and what it covers. A decision of an automatic rule has no actor but its rule.

    An undo names the decision it undoes and lifts only the exclusions and blocks of that decision.
    """

    class Kind(models.TextChoices):
        SET_ASIDE = "set_aside", _("Set aside battles")
        RESTORE = "restore", _("Restore battles")
        DISMISS = "dismiss", _("Dismiss findings")
        BLOCK = "block", _("Block a voter")
        SECOND_OPINION = "second_opinion", _("Ask for a second opinion")
        UNDO = "undo", _("Undo a decision")
        CORRECT = "correct", _("Correct a detection")
        UNVEIL = "unveil", _("Unveil a battle")
        CHANGE_SETTINGS = "change_settings", _("Change settings")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    policy = models.CharField(
        _("policy"),
        max_length=20,
        choices=Policy.choices,
        blank=True,
        help_text=_("The written rule that it applies."),
    )
    reason = models.PositiveSmallIntegerField(
        _("reason"),
        choices=Exclusion.Reason.choices,
        null=True,
        blank=True,
        help_text=_("Named reason of a set-aside."),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Nullable: SQLite adds such a column without copying the table.
    rule = models.CharField(
        _("deciding rule"),
        max_length=40,
        null=True,
        blank=True,
        help_text=_("The rule that decided alone; empty for a decision of staff."),
    )
    public_reason = models.CharField(_("public reason"), max_length=300, blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    battles = models.ManyToManyField(
        "battles.Battle", verbose_name=_("battles"), blank=True, related_name="+"
    )
    findings = models.ManyToManyField(
        "moderation.Finding", verbose_name=_("findings"), blank=True, related_name="decisions"
    )
    voter = models.ForeignKey(
        "battles.Voter",
        verbose_name=_("voter"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    arena = models.ForeignKey(
        "battles.Arena",
        verbose_name=_("arena"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The arena whose settings it changes."),
    )
    settings = models.JSONField(
        _("settings"), default=list, blank=True, help_text=_("Old and new value of each setting.")
    )
    proposal = models.ForeignKey(
        "moderation.Proposal",
        verbose_name=_("proposal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carried_out",
        help_text=_("What it carries out, if it waited for a second member of staff."),
    )
    undoes = models.OneToOneField(
        "self",
        verbose_name=_("undoes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undone_by",
    )
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)
    form_key = models.UUIDField(
        _("key of the form"),
        null=True,
        unique=True,
        editable=False,
        help_text=_("Each form has a random key: a form that is sent twice decides once."),
    )

    seconds = models.PositiveIntegerField(
        _("seconds to decide"),
        null=True,
        editable=False,
        help_text=_("From the claim to the decision, if it was taken in the queue."),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]
        permissions = [
            ("set_aside_battles", _("Can set battles aside")),
            ("restore_battles", _("Can restore battles")),
            ("dismiss_findings", _("Can dismiss findings")),
            ("undo_decision", _("Can undo a decision")),
            ("block_voter", _("Can block a voter")),
            ("ask_second_opinion", _("Can ask for a second opinion")),
            ("correct_detections", _("Can correct detections")),
            ("unveil_battle", _("Can see the models of open battles, whose votes then do not count")),
            ("decide_board_settings", _("Can change settings that move boards")),
            ("view_staff_records", _("Can see how other members of staff decide")),
            ("view_traces", _("Can see personal traces of voters")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False) | (~Q(kind="undo") & Q(undoes__isnull=True)),
                name="decision_undo_names_one",
            ),
            models.CheckConstraint(
                condition=Q(rule__isnull=True) | Q(actor__isnull=True), name="decision_rule_or_actor"
            ),
            models.CheckConstraint(condition=~Q(undoes=F("id")), name="decision_not_its_own_undo"),
            models.CheckConstraint(
                condition=~Q(kind="set_aside") | Q(reason__isnull=False), name="decision_set_aside_reason"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.pk})"

    def save(self, *args, **kwargs):
        """Store it; a new one is noted in the outbox, in the same transaction."""
        is_new = self._state.adding
        with joined_transaction():
            super().save(*args, **kwargs)
            if is_new:
                note_event(EventKind.DECISION, self.pk)

    @property
    def source_id(self) -> str:
        """The source of this decision's exclusions and blocks (column `case` of battles.Exclusion)."""
        return f"{SOURCE_PREFIX}{self.pk}"

    def count_battles(self) -> int:
        """How many battles it covers; not read again right after it was taken."""
        number = getattr(self, "battles_just_covered", None)
        return self.battles.count() if number is None else number

    @property
    def is_undone(self) -> bool:
        """Whether a later decision undid this decision."""
        return hasattr(self, "undone_by")
