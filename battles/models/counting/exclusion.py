"""Exclusions of battles and blocks of voters. Written only through battles.counting; a lift is a row too."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from battles.grounds import DECIDED


class ExclusionQuerySet(models.QuerySet):
    def standing(self):
        """Exclusions that are not lifted."""
        return self.filter(lift__isnull=True)


class Exclusion(models.Model):
    """One source's exclusion of one battle. A battle counts only if no exclusion of it is standing."""

    class Reason(models.IntegerChoices):
        """The grounds of decisions, from battles.grounds."""

        _ignore_ = ["ground"]

        for ground in DECIDED:
            vars()[ground.exclusion_code] = ground.exclusion_number, ground.staff_label

    battle = models.ForeignKey("battles.Battle", on_delete=models.PROTECT, related_name="exclusions")
    reason = models.PositiveSmallIntegerField(choices=Reason.choices)
    case = models.CharField(max_length=60, help_text=_("Who set it aside: only this case can lift it."))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["battle", "case"], name="exclusion_once_per_case")]
        indexes = [models.Index(fields=["case"], name="exclusion_case")]

    def __str__(self):
        return f"{self.get_reason_display()}: battle {self.battle_id}"


class ExclusionLift(models.Model):
    """The end of one exclusion."""

    exclusion = models.OneToOneField(
        Exclusion, primary_key=True, on_delete=models.PROTECT, related_name="lift"
    )
    case = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Lift of {self.exclusion_id}"


class VoterBlockQuerySet(models.QuerySet):
    def standing(self):
        """Blocks that are not lifted."""
        return self.filter(lift__isnull=True)


class VoterBlock(models.Model):
    """A voter whose votes recorded from `starts_at` until `ends_at` (null: without end) do not count."""

    voter = models.ForeignKey("battles.Voter", on_delete=models.PROTECT, related_name="blocks")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    case = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VoterBlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voter", "case"], name="voterblock_once_per_case"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="voterblock_has_length",
            ),
        ]

    def __str__(self):
        return f"Block of voter {self.voter_id}"


class VoterBlockLift(models.Model):
    """The end of one block, for all the votes that it covered."""

    block = models.OneToOneField(VoterBlock, primary_key=True, on_delete=models.PROTECT, related_name="lift")
    case = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Lift of block {self.block_id}"
