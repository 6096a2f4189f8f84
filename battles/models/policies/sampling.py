"""How pairs are drawn: sampling policies, changes of weights, and versions of the pair probabilities."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battles.models.policies.dated import DatedPolicy, DatedPolicyQuerySet, hash_parameters, reason_required

SHARE_VALIDATORS = [MinValueValidator(0.001), MaxValueValidator(1.0)]


class SamplingPolicyQuerySet(DatedPolicyQuerySet):
    def in_effect(self, arena, *, as_of=None):
        """An arena's policy at a moment (now); an unsaved one with the defaults if none is stored."""
        return self.filter(arena=arena).get_at(as_of or timezone.now()) or self.model(arena=arena)


class SamplingPolicy(DatedPolicy):
    """The parameters of an arena's draw; append-only: a change is a new row with its reason.

    The row in effect has the latest `effective_from` that is not in the future; of several, the newest. The
    floor is a share of battles, a cap is a share of battle sides. `organization_caps` maps the name of an
    organization to its own cap; null means no cap.
    """

    arena = models.ForeignKey(
        "battles.Arena", verbose_name=_("arena"), on_delete=models.PROTECT, related_name="+"
    )
    uniform_share = models.FloatField(
        _("uniform share"),
        default=0.1,
        validators=[MinValueValidator(0.01), MaxValueValidator(0.9)],
        help_text=_("Share of the battles drawn evenly: the floor under every pair. From 0.01 to 0.9."),
    )
    target_half_width = models.FloatField(
        _("target half width"),
        default=10.0,
        validators=[MinValueValidator(1.0)],
        help_text=_("Points to either side: a model with a wider interval is one that votes are wanted for."),
    )
    new_votes = models.PositiveIntegerField(
        _("new votes"), default=1000, help_text=_("Below this many counted votes a model counts as new.")
    )
    new_boost = models.FloatField(
        _("new boost"),
        default=2.0,
        validators=[MinValueValidator(1.0), MaxValueValidator(100.0)],
        help_text=_("So many times as much the pairs of a new model weigh; 1 for no boost."),
    )
    organization_cap = models.FloatField(
        _("organization cap"),
        null=True,
        blank=True,
        validators=SHARE_VALIDATORS,
        help_text=_("The largest share of battle sides for the models of one organization; empty for none."),
    )
    organization_caps = models.JSONField(
        _("organization caps"),
        default=dict,
        blank=True,
        help_text=_("Caps of single organizations, in place of the general one."),
    )
    preview_cap = models.FloatField(
        _("preview cap"),
        null=True,
        blank=True,
        validators=SHARE_VALIDATORS,
        help_text=_("The same for all previews that are not named yet, together; empty for none."),
    )
    control_share = models.FloatField(
        _("share of control battles"),
        default=0.0,
        validators=[MinValueValidator(0.0), MaxValueValidator(0.05)],
        help_text=_(
            "Share of the battles of one model against itself, told after the vote and never counted. "
            "They show how people vote where there is nothing to choose. From 0 to 0.05."
        ),
    )

    objects = SamplingPolicyQuerySet.as_manager()

    PARAMETERS = (
        "uniform_share",
        "target_half_width",
        "new_votes",
        "new_boost",
        "organization_cap",
        "organization_caps",
        "preview_cap",
        "control_share",
    )

    class Meta(DatedPolicy.Meta):
        verbose_name = _("sampling policy")
        verbose_name_plural = _("sampling policies")
        indexes = [models.Index(fields=["arena", "-effective_from", "-id"], name="samplingpolicy_in_effect")]
        constraints = [
            models.CheckConstraint(
                condition=Q(uniform_share__gt=0, uniform_share__lt=1), name="samplingpolicy_floor"
            ),
            reason_required("samplingpolicy_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.arena}: {self.effective_from:%Y-%m-%d %H:%M}"

    @property
    def digest(self) -> str:
        """Equal for policies with equal parameters. A share of 0 is left out: older digests stay."""
        parameters = self.parameters
        if not self.control_share:
            del parameters["control_share"]
        return hash_parameters(parameters)


class WeightChange(models.Model):
    """One change of a contender's weight in the draw; append-only."""

    contender = models.ForeignKey(
        "battles.Contender",
        verbose_name=_("contender"),
        on_delete=models.PROTECT,
        related_name="weight_changes",
    )
    from_weight = models.FloatField(_("from weight"))
    to_weight = models.FloatField(_("to weight"))
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("weight change")
        verbose_name_plural = _("weight changes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(to_weight__gte=0), name="weightchange_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="weightchange_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.contender}: {self.from_weight:g} → {self.to_weight:g}"


class PairWeights(models.Model):
    """One version of an arena's pair probabilities, written by the ratings floor; the newest is in use.

    `contenders` lists contender ids. `weights` is the upper triangle in that order, row by row, as
    little-endian float64: C·(C−1)/2 numbers, not negative, not necessarily summing to one. `own_weights` are
    the contenders' weights, `uniform_share` the share drawn evenly; both are already part of `weights`.
    `terms` is the digest of the entrants and the policy. `is_kept`: a battle names this version.
    """

    arena = models.ForeignKey("battles.Arena", on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    contenders = models.JSONField()
    own_weights = models.JSONField(default=list)
    uniform_share = models.FloatField(default=0.1)
    terms = models.CharField(max_length=64, blank=True)
    weights = models.BinaryField()
    is_kept = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.rule} {self.pk}"

    @property
    def sampler(self) -> str:
        """The name that a battle drawn with these weights records as its sampler."""
        return f"{self.rule}#{self.pk}"
