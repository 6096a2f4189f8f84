"""Partner keys and how much each is used a day."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a key reads: the groups of the API's description."""

    BOARDS = "boards", _("Boards and their changes")
    MODELS = "models", _("Models")
    EVIDENCE = "evidence", _("Sampling, votes and decisions in numbers")


def list_scopes() -> list[str]:
    """Return every scope: a new key reads everything public."""
    return list(Scope.values)


def validate_scopes(scopes: object) -> None:
    """Refuse anything but a list of scopes with one at least. Raises ValidationError."""
    if not isinstance(scopes, list) or not scopes or set(map(str, scopes)) - set(Scope.values):
        raise ValidationError(_("Choose at least one scope."))


class PartnerKeyQuerySet(models.QuerySet):
    def valid(self, now):
        """Keys that are accepted at this moment."""
        return self.filter(revoked_at__isnull=True).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


class PartnerKey(models.Model):
    """A key of one partner. The key itself is shown once and never stored.

    prefix: the start of the key, by which people recognise it. digest: SHA-256 of the whole key, which has
    256 random bits, so that no slow hash is needed. arena: the only arena that it reads, hidden or not; None
    for all public ones. successor: the key that replaced it.
    """

    name = models.CharField(_("partner"), max_length=120)
    contact = models.CharField(
        _("contact"), max_length=200, blank=True, help_text=_("Whom to write to before it ends.")
    )
    prefix = models.CharField(_("prefix"), max_length=24, unique=True, editable=False)
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list_scopes, validators=[validate_scopes])
    arena = models.ForeignKey(
        "battles.Arena",
        verbose_name=_("arena"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The only arena that the key reads, even if it is hidden; empty for all public arenas."),
    )
    reads_per_minute = models.PositiveIntegerField(
        _("reads per minute"), default=3000, validators=[MinValueValidator(1), MaxValueValidator(1_000_000)]
    )
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    last_used_on = models.DateField(_("last used on"), null=True, editable=False)
    successor = models.OneToOneField(
        "self",
        verbose_name=_("successor"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="predecessor",
    )

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner key")
        verbose_name_plural = _("partner keys")
        permissions = [
            ("rotate_partnerkey", "Can replace a partner key by a new one"),
            ("revoke_partnerkey", "Can revoke a partner key"),
        ]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"

    def is_valid(self, now) -> bool:
        """Whether it is accepted at this moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class KeyUse(models.Model):
    """How often a key was used on one UTC day. Added up in memory and stored every few seconds."""

    key = models.ForeignKey(PartnerKey, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField(_("day"))
    reads = models.PositiveBigIntegerField(_("reads"), default=0)
    refused = models.PositiveBigIntegerField(_("refused"), default=0, help_text=_("Beyond the quota."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="key_use_once_a_day")]

    def __str__(self):
        return f"{self.key_id} on {self.day}: {self.reads}"
