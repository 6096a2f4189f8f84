"""Rules that may decide alone: dated rows, off where there is none."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from battles.models import DatedPolicy, DatedPolicyQuerySet, reason_required


class RulePolicyQuerySet(DatedPolicyQuerySet):
    def begun(self, *, now):
        """Rows whose time has come, the newest first."""
        return self.filter(effective_from__lte=now)

    def in_effect(self, *, now):
        """The row in effect of every rule that has one, by rule."""
        newest_last = self.begun(now=now).order_by("effective_from", "pk")
        return {policy.rule: policy for policy in newest_last}


class RulePolicy(DatedPolicy):
    """Whether a rule of the scan may decide without a person; append-only: a change is a new row.

    A rule without a row only makes findings. The row in effect has the latest `effective_from` that is not in
    the future; it covers findings that were noticed since then.
    """

    rule = models.CharField(_("rule"), max_length=40)
    acts_alone = models.BooleanField(
        _("decides alone"),
        default=False,
        help_text=_("The rule sets aside what its findings cover. High impact still waits for a person."),
    )
    min_strength = models.FloatField(
        _("from this strength on"),
        default=0.9,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text=_("Weaker findings wait for a person."),
    )
    public_reason = models.CharField(
        _("public reason"),
        max_length=300,
        help_text=_("Shown with each decision of the rule and on the transparency page."),
    )
    objects = RulePolicyQuerySet.as_manager()

    PARAMETERS = ("acts_alone", "min_strength")

    class Meta(DatedPolicy.Meta):
        verbose_name = _("policy of a rule")
        verbose_name_plural = _("policies of rules")
        constraints = [
            reason_required("rulepolicy_has_a_reason"),
            models.CheckConstraint(
                condition=Q(min_strength__gte=0, min_strength__lte=1), name="rulepolicy_strength"
            ),
        ]

    def __str__(self):
        return f"{self.rule} ({self.pk})"


class RuleAction(models.Model):
    """What a rule made of one finding alone, once: a decision, or a proposal where the impact is high.

    After an undo the finding is open again, and only a person decides about it.
    """

    finding = models.OneToOneField(
        "moderation.Finding", primary_key=True, on_delete=models.PROTECT, related_name="rule_action"
    )
    policy = models.ForeignKey(RulePolicy, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        "moderation.Decision", null=True, on_delete=models.PROTECT, related_name="rule_action"
    )
    proposal = models.ForeignKey(
        "moderation.Proposal", null=True, on_delete=models.PROTECT, related_name="rule_action"
    )
    acted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, proposal__isnull=True)
                | Q(decision__isnull=True, proposal__isnull=False),
                name="ruleaction_made_one_thing",
            )
        ]

    def __str__(self):
        return f"{self.policy} on finding {self.finding_id}"
