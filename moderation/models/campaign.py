"""Groups of battles and voters that are reviewed together."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Campaign(models.Model):
    """A named set of battles and voters; moderation.findings.campaigns resolves its members."""

    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    # Nullable: SQLite adds such a column without copying the table.
    key = models.CharField(
        _("key"),
        max_length=64,
        null=True,
        editable=False,
        help_text=_("What a rule found it by, so that the next scan adds to it; null for staff's own."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["key"], name="campaign_key")]
        permissions = [("fill_campaign", _("Can put battles and voters into campaigns and take them out"))]

    def __str__(self):
        return f"{self.title} ({self.pk})"


class CampaignMemberQuerySet(models.QuerySet):
    def standing(self):
        """Members that are not removed."""
        return self.filter(removal__isnull=True)


class CampaignMember(models.Model):
    """One battle or one voter in a campaign; a CampaignRemoval row removes it."""

    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="members"
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
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    objects = CampaignMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign member")
        verbose_name_plural = _("campaign members")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(battle__isnull=False, voter__isnull=True)
                | Q(battle__isnull=True, voter__isnull=False),
                name="campaignmember_is_one_thing",
            ),
        ]

    def __str__(self):
        words = _("%(member)s in %(campaign)s")
        return str(words % {"member": self.battle or self.voter, "campaign": self.campaign})


class CampaignRemoval(models.Model):
    """The end of one membership."""

    member = models.OneToOneField(
        CampaignMember, primary_key=True, on_delete=models.PROTECT, related_name="removal"
    )
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Removal of {self.member_id}"
