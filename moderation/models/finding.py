"""Findings: observations about battles, voters, prompts and campaigns."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battles.models import Battle
from moderation.models.decision import Decision

OPEN_STATES = (Battle.State.RUNNING, Battle.State.ANSWERED)


class FindingQuerySet(models.QuerySet):
    def open(self):
        """Findings without a standing decision; undoing a decision reopens its findings."""
        return self.filter(resolved_by__isnull=True)

    def store_resolutions(self):
        """Store the newest standing decision of each finding as `resolved_by`.

        Called by moderation.decisions.resolutions for every finding that a decision or an undo concerns.
        """
        judged = Decision.objects.standing().filter(findings=OuterRef("pk")).order_by("-pk")
        return self.update(resolved_by=Subquery(judged.values("pk")[:1]))

    def visible(self):
        """Findings without detected leaks of open battles: their kind tells something about the models."""
        # Not a join: only findings of this kind need their battle.
        open_battle = Battle.objects.filter(
            pk=OuterRef("battle_id"), mode=Battle.Mode.ANONYMOUS, state__in=OPEN_STATES
        )
        return self.filter(~Q(kind=Finding.Kind.IDENTITY_LEAK) | ~Exists(open_battle))

    def most_urgent_first(self):
        """In order of due time, then age."""
        return self.order_by("due_at", "pk")


class Finding(models.Model):
    """An observation by a detector, a visitor or staff about a battle, voter, prompt or campaign.

    moderation.findings.record writes it once, and decisions resolve it. Only the numbers of an open finding
    of the scan of votes are updated (moderation.findings.repeats). `subject` is what
    it is about, such as "battle-12"; a finding about a prompt is also about its battle. `once` is the key
    that makes repeated detections one finding. `priority` and `due_at` are computed when it is recorded
    (see moderation.findings.priority). `resolved_by` is the newest decision about it that is not undone, as
    moderation.decisions.resolutions stores it; None while it is open.
    """

    class Kind(models.TextChoices):
        IDENTITY_LEAK = "identity_leak", _("Identity leak")
        REPORT = "report", _("Visitor's report")
        CONTEST = "contest", _("Contested receipt")
        ODD_BATTLE = "odd_battle", _("Odd battle")
        SCREENING = "screening", _("Screening")
        STAFF = "staff", _("Noted by staff")
        SECOND_OPINION = "second_opinion", _("Second opinion asked")
        MANIPULATION = "manipulation", _("Unusual voting")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    detector = models.CharField(_("detector"), max_length=40, blank=True)
    version = models.CharField(_("version"), max_length=40, blank=True)
    noticed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("noticed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reporter = models.ForeignKey(
        "battles.Voter",
        verbose_name=_("reporter"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    battle = models.ForeignKey(
        "battles.Battle",
        verbose_name=_("battle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    voter = models.ForeignKey(
        "battles.Voter",
        verbose_name=_("voter"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    prompt = models.ForeignKey(
        "battles.Prompt",
        verbose_name=_("prompt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    campaign = models.ForeignKey(
        "moderation.Campaign",
        verbose_name=_("campaign"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    subject = models.CharField(_("subject"), max_length=40, blank=True, editable=False, db_index=True)
    once = models.CharField(_("noticed once as"), max_length=200, null=True, editable=False, unique=True)
    strength = models.FloatField(_("strength"), default=1.0, help_text=_("From 0, a hint, to 1, certain."))
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    # Nullable: SQLite adds such a column without copying the table.
    votes = models.PositiveIntegerField(
        _("votes"), null=True, editable=False, help_text=_("How many votes made it.")
    )
    priority = models.FloatField(_("priority"), default=0.5, editable=False)
    due_at = models.DateTimeField(_("due at"), default=timezone.now, editable=False)
    noticed_at = models.DateTimeField(_("noticed at"), auto_now_add=True)
    # No index of its own: the partial ones below serve the open findings, all others are read by subject.
    resolved_by = models.ForeignKey(
        "moderation.Decision",
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-id"]
        permissions = [("claim_finding", _("Can claim findings for review"))]
        indexes = [
            models.Index(fields=["due_at", "id"], name="finding_due"),
            models.Index(fields=["detector"], name="finding_detector"),
            models.Index(
                fields=["due_at", "id"], condition=Q(resolved_by__isnull=True), name="finding_open_due"
            ),
            models.Index(
                fields=["reporter", "-id"], condition=Q(reporter__isnull=False), name="finding_of_reporter"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(battle__isnull=False) | Q(voter__isnull=False) | Q(campaign__isnull=False),
                name="finding_has_a_subject",
                violation_error_message=_("Name a battle, a voter or a campaign."),
            ),
            models.CheckConstraint(condition=Q(strength__gte=0, strength__lte=1), name="finding_strength"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.pk})"

    def save(self, *args, **kwargs):
        self.subject = self.subject or self.named_subject()
        super().save(*args, **kwargs)

    def named_subject(self) -> str:
        """What it is about, such as "battle-12": the battle, else the voter, else the campaign."""
        for name in ("battle", "voter", "campaign"):
            pk = getattr(self, f"{name}_id")
            if pk is not None:
                return f"{name}-{pk}"
        return ""


class Review(Finding):
    """A finding in the review queue (proxy model for the admin)."""

    class Meta:
        verbose_name = _("finding to review")
        verbose_name_plural = _("findings to review")
        proxy = True
        default_permissions = ()
