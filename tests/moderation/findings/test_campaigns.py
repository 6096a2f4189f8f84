import pytest

from battles.models import Voter
from moderation.findings.campaigns import (
    add_members,
    campaign_battles,
    campaign_voters,
    remove_members,
    split_members,
)
from moderation.findings.record import record_finding
from moderation.models import Campaign, CampaignMember, Finding
from tests.moderation.builders import make_battles

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(superuser):
    return Campaign.objects.create(title="One prompt, many browsers", created_by=superuser)


def test_a_campaign_holds_battles_and_all_battles_of_its_voters(arena, battles, campaign, superuser):
    voter = Voter.objects.create()
    theirs = make_battles(arena, 2, voter=voter)
    assert add_members(campaign, battles=[battles[0].pk], voters=[voter.pk], by=superuser) == 2
    assert set(campaign_battles(campaign)) == {battles[0], *theirs}
    assert list(campaign_voters(campaign)) == [voter]
    assert set(campaign.members.values_list("added_by", flat=True)) == {superuser.pk}


def test_putting_in_again_changes_nothing(battles, campaign, superuser):
    assert add_members(campaign, battles=[battles[0].pk, battles[0].pk], by=superuser) == 1
    assert add_members(campaign, battles=[battles[0].pk, battles[1].pk], by=superuser) == 1


def test_taking_out_is_a_row_and_whoever_went_may_come_back(battles, campaign, superuser):
    add_members(campaign, battles=[battle.pk for battle in battles], by=superuser)
    gone = campaign.members.filter(battle=battles[0])
    assert remove_members(gone, by=superuser) == 1
    assert remove_members(gone, by=superuser) == 0
    assert set(campaign_battles(campaign)) == set(battles[1:])
    assert CampaignMember.objects.count() == 3
    assert add_members(campaign, battles=[battles[0].pk], by=None) == 1
    assert set(campaign_battles(campaign)) == set(battles)


def test_campaigns_do_not_touch_each_other(battles, campaign):
    other = Campaign.objects.create(title="Another")
    add_members(campaign, battles=[battles[0].pk], by=None)
    add_members(other, battles=[battles[0].pk, battles[1].pk], by=None)
    remove_members(other.members.all(), by=None)
    assert set(campaign_battles(campaign)) == {battles[0]}
    assert not campaign_battles(other).exists()


def test_members_that_are_split_off_are_judged_apart_and_stay_held(arena):
    voters = [Voter.objects.create() for _ in range(3)]
    campaign = Campaign.objects.create(title="Burst")
    add_members(campaign, voters=[voter.pk for voter in voters], by=None)
    record_finding(Finding.Kind.MANIPULATION, campaign=campaign, detector="burst", evidence={"z": 9})
    chosen = campaign.members.filter(voter__in=voters[:2])
    part = split_members(chosen, by=None)
    assert set(campaign_voters(part)) == set(voters[:2])
    assert set(campaign_voters(campaign)) == {voters[2]}
    finding = Finding.objects.open().get(campaign=part)
    assert finding.evidence == {"z": 9, "split_from": campaign.pk}
    assert split_members(campaign.members.none(), by=None) is None
