"""How votes are counted: the counting policies of an arena, and the votes that wait."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battles.models.evidence_tier import EvidenceTier
from battles.models.policies.dated import DatedPolicy, DatedPolicyQuerySet, reason_required

AT_LEAST_ONE = [MinValueValidator(1)]
TIERS = {tier: 1 << tier for tier in EvidenceTier.values}
"""The bit of each evidence tier in a set of tiers."""


def tiers_to_bits(tiers) -> int:
    """A set of evidence tiers as a number."""
    return sum(TIERS[tier] for tier in set(tiers))


class CountingPolicyQuerySet(DatedPolicyQuerySet):
    def in_effect(self, arena_id, *, as_of=None):
        """The policy of an arena's id at a moment (now); an unsaved one with the defaults if none is
        stored.
        """
        return self.filter(arena=arena_id).get_at(as_of or timezone.now()) or self.model(arena_id=arena_id)


class CountingPolicy(DatedPolicy):
    """Thresholds on the stored evidence of votes; append-only: a change is a new row with its reason.

    The row in effect when a vote was cast decides about it: the latest `effective_from` that is not later; of
    several, the newest. A cap and a wait are thresholds on the vote's ordinal of the day among its voter's or
    its network's votes on one of its models. A vote above a cap does not count; one above a wait counts later
    (see battles.counting.waiting). Null is no threshold. Sets of tiers are bits, see TIERS.
    """

    arena = models.ForeignKey(
        "battles.Arena", verbose_name=_("arena"), on_delete=models.PROTECT, related_name="+"
    )
    voter_cap = models.PositiveIntegerField(
        _("voter's cap"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("Votes of one browser on one model and day that can count; empty for no cap."),
    )
    prefix_cap = models.PositiveIntegerField(
        _("network's cap"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("The same for all votes from one network; empty for no cap."),
    )
    voter_wait = models.PositiveIntegerField(
        _("voter's votes without a wait"),
        null=True,
        blank=True,
        default=20,
        validators=AT_LEAST_ONE,
        help_text=_("Further votes of one browser on one model and day wait for a day; empty: none waits."),
    )
    prefix_wait = models.PositiveIntegerField(
        _("network's votes without a wait"),
        null=True,
        blank=True,
        default=10,
        validators=AT_LEAST_ONE,
        help_text=_("The same for all votes from one network; empty: none waits."),
    )
    excluded_tiers = models.PositiveIntegerField(_("tiers that do not count"), default=0)
    waiting_tiers = models.PositiveIntegerField(_("tiers that wait"), default=1 << EvidenceTier.UNVERIFIED)
    created_at = models.DateTimeField(_("announced at"), auto_now_add=True)

    objects = CountingPolicyQuerySet.as_manager()

    PARAMETERS = (
        "voter_cap",
        "prefix_cap",
        "voter_wait",
        "prefix_wait",
        "excluded_tiers",
        "waiting_tiers",
    )

    class Meta(DatedPolicy.Meta):
        verbose_name = _("counting policy")
        verbose_name_plural = _("counting policies")
        indexes = [models.Index(fields=["arena", "-effective_from", "-id"], name="countingpolicy_in_effect")]
        constraints = [reason_required("countingpolicy_has_a_reason")]

    def __str__(self):
        return f"{self.arena}: {self.effective_from:%Y-%m-%d %H:%M}"


class WaitingVoteQuerySet(models.QuerySet):
    def waiting(self):
        """The votes whose wait has not ended."""
        return self.filter(ended_at__isnull=True)


class WaitingVote(models.Model):
    """A vote that the policy of its time lets wait; `ended_at` is set once, and then it counts."""

    vote = models.OneToOneField(
        "battles.Vote",
        verbose_name=_("vote"),
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="waiting",
    )
    since = models.DateTimeField(_("waits since"))
    ended_at = models.DateTimeField(_("counts since"), null=True, blank=True)

    objects = WaitingVoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting vote")
        verbose_name_plural = _("waiting votes")
        indexes = [
            models.Index(fields=["since"], name="waitingvote_open", condition=Q(ended_at__isnull=True))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")),
                name="waitingvote_ends_later",
            )
        ]

    def __str__(self):
        words = _("Vote %(number)s, waiting since %(moment)s")
        return str(words % {"number": self.vote_id, "moment": f"{self.since:%Y-%m-%d %H:%M}"})
