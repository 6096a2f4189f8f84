"""Proposals: decisions of high impact that wait for a second member of staff."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from battles.models import Exclusion
from moderation.models.decision import Decision
from moderation.policies import Policy


class ProposalQuerySet(models.QuerySet):
    def open(self):
        """Proposals without an answer."""
        return self.filter(answer__isnull=True)


class Proposal(models.Model):
    """A proposed decision: written once, and answered once by a ProposalAnswer row.

    Battles, voters and decisions are fixed when it is proposed; later matches of a filter are not covered.
    `starts_at` and `ends_at` belong to a block. `stops` and `starts`: how many votes would stop and start
    counting, computed when it was proposed.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=Decision.Kind.choices)
    reason = models.PositiveSmallIntegerField(
        _("reason"), choices=Exclusion.Reason.choices, null=True, blank=True
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    policy = models.CharField(_("policy"), max_length=20, choices=Policy.choices)
    public_reason = models.CharField(_("public reason"), max_length=300, blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    battles = models.ManyToManyField(
        "battles.Battle", verbose_name=_("battles"), blank=True, related_name="+"
    )
    voters = models.ManyToManyField("battles.Voter", verbose_name=_("voters"), blank=True, related_name="+")
    decisions = models.ManyToManyField(Decision, verbose_name=_("decisions"), blank=True, related_name="+")
    arena = models.ForeignKey(
        "battles.Arena",
        verbose_name=_("arena"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    settings = models.JSONField(_("settings"), default=list, blank=True)
    stops = models.PositiveIntegerField(_("stops"))
    starts = models.PositiveIntegerField(_("starts"))
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    form_key = models.UUIDField(_("key of the form"), null=True, unique=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-id"]
        permissions = [("answer_proposal", _("Can confirm and decline proposals of others"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="set_aside") | Q(reason__isnull=False), name="proposal_set_aside_reason"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet."""
        return not hasattr(self, "answer")


class ProposalAnswer(models.Model):
    """The one answer to a proposal.

    It repeats the proposer, so that a database constraint can enforce that the proposer only withdraws, and
    that only other members of staff confirm or decline.
    """

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    proposal = models.OneToOneField(
        Proposal, primary_key=True, on_delete=models.PROTECT, related_name="answer"
    )
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="withdrawn", proposer__isnull=False, answered_by=F("proposer"))
                | (~Q(verdict="withdrawn") & (Q(proposer__isnull=True) | ~Q(answered_by=F("proposer")))),
                name="proposalanswer_by_somebody_else",
            )
        ]

    def __str__(self):
        return f"{self.get_verdict_display()} ({self.proposal_id})"
