"""The recent health of models and endpoints, and their benchings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ERROR_KIND_LENGTH = 20

SEE_LIVE_MODELS = "battles.see_live_models"
"""Health follows every answer at once, so it can name the models of an open battle. The votes of staff with
this permission do not count."""


class Health(models.Model):
    """Figures of one subject's newest answers; derived from them and rewritten under a row lock.

    recent: the newest answers, oldest first, as [error kind or "", first token in ms or null, tokens per
    second or null]. window: the answers since the last benching that count towards the next one, as [model
    id, failed]. strikes: benchings in a row.
    """

    recent = models.JSONField(default=list)
    window = models.JSONField(default=list)
    strikes = models.PositiveSmallIntegerField(default=0)
    benched_until = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class ModelHealth(Health):
    """The health of one model in all arenas.

    rate_limits: rate limits in a row that its provider answered with. rate_limited_until: the model is not
    drawn before; None before the first rate limit.
    """

    rate_limits = models.PositiveSmallIntegerField(default=0)
    rate_limited_until = models.DateTimeField(null=True, blank=True)

    model = models.OneToOneField(
        "battles.LanguageModel", primary_key=True, on_delete=models.CASCADE, related_name="health"
    )

    def __str__(self):
        return f"Health of model {self.model_id}"


class EndpointHealth(Health):
    """The health of one endpoint over all its models."""

    endpoint = models.OneToOneField(
        "battles.Endpoint", primary_key=True, on_delete=models.CASCADE, related_name="health"
    )

    def __str__(self):
        return f"Health of endpoint {self.endpoint_id}"


class BenchEvent(models.Model):
    """A model or an endpoint was benched, answered again, or was taken off the bench; append-only."""

    class Step(models.TextChoices):
        BENCHED = "benched", _("Benched")
        RETURNED = "returned", _("Answered again")
        LIMITED = "limited", _("Rate limited")
        LIFTED = "lifted", _("Taken off by staff")

    model = models.ForeignKey(
        "battles.LanguageModel",
        verbose_name=_("model"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="bench_events",
    )
    endpoint = models.ForeignKey(
        "battles.Endpoint",
        verbose_name=_("endpoint"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="bench_events",
    )
    step = models.CharField(_("step"), max_length=10, choices=Step.choices)
    error_kind = models.CharField(_("error kind"), max_length=ERROR_KIND_LENGTH, blank=True)
    strikes = models.PositiveSmallIntegerField(_("strikes"), default=0)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    happened_at = models.DateTimeField(_("happened at"))

    class Meta:
        verbose_name = _("bench event")
        verbose_name_plural = _("bench events")
        ordering = ["-id"]
        permissions = [("see_live_models", _("Can see the health of models while their battles are open"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(model__isnull=True, endpoint__isnull=False)
                | Q(model__isnull=False, endpoint__isnull=True),
                name="benchevent_of_model_or_endpoint",
            ),
            models.CheckConstraint(
                condition=~Q(step="benched") | Q(until__isnull=False), name="benchevent_has_an_end"
            ),
        ]

    def __str__(self):
        return f"{self.model or self.endpoint}: {self.get_step_display()}"
