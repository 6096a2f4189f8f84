"""Receivers of webhooks and what was sent to them."""

import re
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from battles.models import OutboxEvent

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")


def list_kinds() -> list[str]:
    """Return every kind of event."""
    return list(OutboxEvent.Kind.values)


def validate_kinds(kinds: object) -> None:
    """Refuse anything but a list of kinds with one at least. Raises ValidationError."""
    if not isinstance(kinds, list) or not kinds or set(map(str, kinds)) - set(OutboxEvent.Kind.values):
        raise ValidationError(_("Choose at least one kind of event."))


def validate_address(address: str) -> None:
    """Refuse an address with a password, or without encryption on a public site. Raises ValidationError."""
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise ValidationError(_("The address may not contain a name or password."))
    if settings.PRODUCTION and parts.scheme != "https":
        raise ValidationError(_("The address must begin with https://."))


def validate_variables(text: str) -> None:
    """Refuse what is no name of an allowed environment variable. Raises ValidationError."""
    names = text.split()
    if not names or not all(is_allowed(name) for name in names):
        patterns = ", ".join(settings.WEBHOOK_SECRET_VARIABLES)
        raise ValidationError(
            _("Give names of environment variables, not secrets. Allowed: %(patterns)s."),
            params={"patterns": patterns},
        )


def is_allowed(variable: str) -> bool:
    """Whether the setting WEBHOOK_SECRET_VARIABLES allows this variable."""
    is_name = VARIABLE.fullmatch(variable) is not None
    return is_name and any(fnmatchcase(variable, pattern) for pattern in settings.WEBHOOK_SECRET_VARIABLES)


class Receiver(models.Model):
    """Another site that is told what happens.

    secrets: names of environment variables, separated by spaces; each message is signed with all of them,
    so that a secret can be replaced without a gap. failing_since: first failure after the last success.
    paused_at: since when nothing is sent; deliveries wait until a member of staff resumes.
    """

    name = models.CharField(_("name"), max_length=120)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    url = models.CharField(
        _("address"), max_length=500, validators=[URLValidator(["http", "https"]), validate_address]
    )
    kinds = models.JSONField(_("events"), default=list_kinds, validators=[validate_kinds])
    arena = models.ForeignKey(
        "battles.Arena",
        verbose_name=_("arena"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Only events of this arena; empty for all public ones."),
    )
    secrets = models.CharField(
        _("secrets"),
        max_length=300,
        default="ARENA_WEBHOOK_SECRET",
        validators=[validate_variables],
        help_text=_(
            "Names of the environment variables with the secrets (whsec_…), separated by spaces. With two, "
            "messages have both signatures while a secret is replaced."
        ),
    )
    is_enabled = models.BooleanField(_("is enabled"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    paused_at = models.DateTimeField(_("paused at"), null=True, editable=False)
    pause_reason = models.CharField(_("pause reason"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("webhook receiver")
        verbose_name_plural = _("webhook receivers")
        permissions = [("resume_receiver", "Can resume a paused webhook receiver")]

    def __str__(self):
        return self.name


class Delivery(models.Model):
    """One message to one receiver: what is sent, when next, and every attempt.

    key: the header webhook-id, the same for each attempt and replay. log: the last attempts, each with its
    time, status (0 without an answer), error and milliseconds.
    """

    receiver = models.ForeignKey(
        Receiver, verbose_name=_("receiver"), on_delete=models.CASCADE, related_name="deliveries"
    )
    key = models.CharField(_("message"), max_length=80)
    kind = models.CharField(_("kind"), max_length=40, choices=OutboxEvent.Kind.choices)
    body = models.TextField(_("body"))
    created_at = models.DateTimeField(_("created at"))
    next_at = models.DateTimeField(_("next attempt"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    log = models.JSONField(_("log"), default=list)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        permissions = [("replay_delivery", "Can send a webhook again")]
        constraints = [models.UniqueConstraint(fields=["receiver", "key"], name="delivery_once_per_receiver")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(delivered_at__isnull=True), name="delivery_due")
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
