"""Erasing texts and traces: what was erased, for how long things are kept, and the progress of the job."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battles.models.policies.dated import DatedPolicy, DatedPolicyQuerySet, reason_required


class Erasure(models.Model):
    """One erasure of texts or traces: how many battles, why and when, and nothing about whose they were.

    `reason` and `actor` are those of staff; `policy` is the retention policy that the job applied.
    """

    class Cause(models.TextChoices):
        VISITOR = "visitor", _("Asked by the visitor")
        STAFF = "staff", _("By staff")
        RETENTION = "retention", _("By the retention policy")

    class Kind(models.TextChoices):
        TEXTS = "texts", _("Conversations")
        TRACES = "traces", _("Address codes")
        KEYS = "keys", _("Keys of address codes")

    cause = models.CharField(_("cause"), max_length=10, choices=Cause.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.PositiveIntegerField(_("number"), help_text=_("Of battles, or of keys."))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    policy = models.ForeignKey(
        "battles.RetentionPolicy",
        verbose_name=_("policy"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    erased_at = models.DateTimeField(_("erased at"), default=timezone.now)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-id"]
        permissions = [("erase_texts", _("Can erase the texts of battles and the data of voters"))]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(cause="staff") | ~models.Q(reason=""),
                name="erasure_of_staff_reason",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.number}"


class ErasureOrder(models.Model):
    """An erasure of all data of a voter that is under way: why it was asked, until the job is done."""

    voter = models.OneToOneField(
        "battles.Voter", primary_key=True, on_delete=models.CASCADE, related_name="erasure_order"
    )
    cause = models.CharField(max_length=10, choices=Erasure.Cause.choices)
    reason = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(cause="staff") | ~models.Q(reason=""), name="erasureorder_staff_reason"
            ),
        ]

    def __str__(self):
        return f"{self.get_cause_display()}: {self.voter_id}"


class RetentionPolicyQuerySet(DatedPolicyQuerySet):
    def in_effect(self, *, now):
        """The policy at a moment; an unsaved one with the values of the settings if none is stored."""
        return self.get_at(now) or self.model(
            trace_days=settings.TRACE_DAYS, text_days=settings.TEXT_DAYS or None, effective_from=None
        )


class RetentionPolicy(DatedPolicy):
    """For how long traces and texts are kept; append-only: a change is a new row with its reason.

    The row in effect has the latest `effective_from` that is not in the future. Traces are the address codes
    of voters and battles, and their keys.
    """

    trace_days = models.PositiveIntegerField(
        _("days of traces"),
        default=90,
        validators=[MinValueValidator(1)],
        help_text=_("After so many days the codes of addresses are erased and their keys destroyed."),
    )
    text_days = models.PositiveIntegerField(
        _("days of texts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("After so many days prompts and answers are erased; empty: they are kept."),
    )

    objects = RetentionPolicyQuerySet.as_manager()

    PARAMETERS = ("trace_days", "text_days")

    class Meta(DatedPolicy.Meta):
        verbose_name = _("retention policy")
        verbose_name_plural = _("retention policies")
        constraints = [
            models.CheckConstraint(condition=models.Q(trace_days__gte=1), name="retention_traces_end"),
            reason_required("retention_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.effective_from:%Y-%m-%d}" if self.effective_from else str(_("the site's default"))


class RetentionCursor(models.Model):
    """How far the retention job has come in one list: everything until `passed` is done."""

    name = models.CharField(max_length=40, unique=True)
    passed = models.DateTimeField()

    def __str__(self):
        return f"{self.name}: {self.passed}"
