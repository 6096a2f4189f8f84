"""The keys under which addresses are hashed, one a month, and the hashes of wider prefixes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AddressKey(models.Model):
    """The random key of one month: the exception to "no secret in the database".

    Without it the hashes of its month are random numbers, also for whoever has the database's backup and
    SECRET_KEY. It is destroyed with the traces that it made; the row stays and says when.
    """

    month = models.DateField(_("month"), unique=True, help_text=_("The first day of the month (UTC)."))
    secret = models.BinaryField(blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"))
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("address key")
        verbose_name_plural = _("address keys")
        ordering = ["-month"]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class AddressTrace(models.Model):
    """The hashes of the wider prefixes of the address from which a battle was opened.

    `Battle.address_hash` is the narrowest level (IPv4 /32, IPv6 /64). `site` is the IPv6 /56, empty for IPv4;
    `network` is the IPv4 /24 or the IPv6 /48. All are hashed under the key of the same month.
    """

    battle = models.OneToOneField(
        "battles.Battle", primary_key=True, on_delete=models.CASCADE, related_name="trace"
    )
    key = models.ForeignKey(AddressKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["site"], name="trace_site", condition=~Q(site="")),
            models.Index(fields=["network"], name="trace_network", condition=~Q(network="")),
        ]

    def __str__(self):
        return f"Trace of battle {self.battle_id}"
