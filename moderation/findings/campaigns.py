"""Campaigns: groups of battles and voters. Members are added and removed by rows.

Membership does not change what counts. Decisions can cover all members of a campaign at once.
"""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from battles.models import Battle, Voter
from moderation.models import Campaign, CampaignMember, CampaignRemoval, Finding

BATCH = 2_000


def campaign_battles(campaign: Campaign) -> QuerySet[Battle]:
    """The battles in a campaign: its member battles, and all battles of its member voters."""
    return battles_in(Campaign.objects.filter(pk=campaign.pk))


def battles_in(campaigns: QuerySet[Campaign]) -> QuerySet[Battle]:
    """The battles in any of these campaigns."""
    members = CampaignMember.objects.standing().filter(campaign__in=campaigns.order_by().values("pk"))
    members = members.order_by()
    named = members.filter(battle__isnull=False).values("battle")
    voters = members.filter(voter__isnull=False).values("voter")
    return Battle.objects.filter(Q(pk__in=named) | Q(voter__in=voters))


def campaign_voters(campaign: Campaign) -> QuerySet[Voter]:
    """The member voters of a campaign."""
    return voters_in(Campaign.objects.filter(pk=campaign.pk))


def voters_in(campaigns: QuerySet[Campaign]) -> QuerySet[Voter]:
    """The member voters of any of these campaigns."""
    members = CampaignMember.objects.standing().filter(campaign__in=campaigns.order_by().values("pk"))
    return Voter.objects.filter(pk__in=members.order_by().filter(voter__isnull=False).values("voter"))


def fully_covered_campaigns(battle_ids: QuerySet) -> QuerySet:
    """Ids, as a subquery, of the campaigns that have an open finding and whose battles are all among these.

    A campaign without a battle is not covered.
    """
    members = CampaignMember.objects.standing().filter(campaign=OuterRef("pk")).order_by()
    voters = members.filter(voter__isnull=False)
    of_voters = Battle.objects.filter(voter__in=voters.values("voter")).order_by()
    inside, outside = Q(battle__in=battle_ids), Q(battle__isnull=False) & ~Q(battle__in=battle_ids)
    has_battle = Exists(members.filter(inside)) | Exists(of_voters.filter(pk__in=battle_ids))
    has_other = Exists(members.filter(outside)) | Exists(of_voters.exclude(pk__in=battle_ids))
    asked = Finding.objects.open().filter(campaign__isnull=False).values("campaign")
    return Campaign.objects.filter(has_battle, ~has_other, pk__in=asked).order_by().values("pk")


@transaction.atomic
def add_members(
    campaign: Campaign,
    *,
    battles: Iterable[int] = (),
    voters: Iterable[int] = (),
    by: AbstractBaseUser | None,
) -> int:
    """Add battles and voters by id; existing members stay. Returns the number of new members."""
    _lock(campaign)
    return _add(campaign, "battle", battles, by) + _add(campaign, "voter", voters, by)


def _add(campaign: Campaign, subject: str, ids: Iterable[int], by: AbstractBaseUser | None) -> int:
    column = f"{subject}_id"
    inside = set(campaign.members.standing().order_by().values_list(column, flat=True))
    rows = [
        CampaignMember(campaign=campaign, added_by=by, **{column: pk})
        for pk in sorted(set(ids))
        if pk not in inside
    ]
    CampaignMember.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


@transaction.atomic
def remove_members(members: QuerySet[CampaignMember], *, by: AbstractBaseUser | None) -> int:
    """Remove members that are not removed yet. Returns how many."""
    for campaign in Campaign.objects.filter(pk__in=members.order_by().values("campaign")).order_by("pk"):
        _lock(campaign)
    member_ids: Sequence[int] = list(members.standing().order_by("pk").values_list("pk", flat=True))
    CampaignRemoval.objects.bulk_create(
        [CampaignRemoval(member_id=pk, removed_by=by) for pk in member_ids], batch_size=BATCH
    )
    return len(member_ids)


@transaction.atomic
def split_members(members: QuerySet[CampaignMember], *, by: AbstractBaseUser | None) -> Campaign | None:
    """Move members to a new campaign, which has an open finding if theirs had one. None without a member.

    Nothing is decided: both parts can then be judged apart.
    """
    chosen = list(members.standing().select_related("campaign").order_by("pk"))
    if not chosen:
        return None
    source = chosen[0].campaign
    part = Campaign.objects.create(title=f"{source.title} ({source.pk})", created_by=by)
    battles = [each.battle_id for each in chosen if each.battle_id]
    add_members(part, battles=battles, voters=[each.voter_id for each in chosen if each.voter_id], by=by)
    asked = Finding.objects.open().filter(campaign__in={each.campaign_id for each in chosen}).first()
    if asked is not None:
        Finding.objects.create(
            kind=asked.kind,
            detector=asked.detector,
            version=asked.version,
            campaign=part,
            strength=asked.strength,
            evidence={**asked.evidence, "split_from": source.pk},
            noticed_by=by,
            votes=asked.votes,
            priority=asked.priority,
            due_at=asked.due_at,
        )
    remove_members(members.model.objects.filter(pk__in=[each.pk for each in chosen]), by=by)
    return part


def _lock(campaign: Campaign) -> None:
    """Lock the campaign's row, so that simultaneous changes run one after the other."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
