"""The end of waits: a vote counts after a day unless an open finding on its voter or campaign holds it."""

import pytest

from battles.counting import WAIT, Reason, get_reason
from battles.models import DirtyDay, Vote, Voter, WaitingVote
from moderation.decisions import execution as decisions
from moderation.findings.campaigns import add_members, remove_members
from moderation.findings.record import record_finding
from moderation.findings.waits import end_due_waits
from moderation.models import Campaign, Finding
from tests.moderation.builders import make_battles
from tests.world import NOON

LATER = NOON + WAIT


@pytest.fixture
def voter(db):
    return Voter.objects.create()


@pytest.fixture
def vote(arena, voter):
    [battle] = make_battles(arena, 1, voter=voter)
    WaitingVote.objects.create(vote=battle.vote, since=NOON)
    return battle.vote


def suspect(**subject) -> Finding:
    return record_finding(Finding.Kind.STAFF, evidence={}, **subject)


def test_a_vote_that_nothing_holds_counts_after_a_day(vote):
    assert end_due_waits(now=NOON) == 0
    assert get_reason(vote) == Reason.PENDING
    DirtyDay.objects.all().delete()
    assert end_due_waits(now=LATER) == 1
    assert get_reason(vote) == Reason.COUNTED
    assert DirtyDay.objects.filter(day=vote.day).exists()
    assert end_due_waits(now=LATER) == 0


def test_an_open_finding_about_the_voter_holds_it_until_a_decision(vote, voter):
    suspect(voter=voter)
    assert end_due_waits(now=LATER) == 0
    decisions.dismiss(Finding.objects.all(), actor=None, public_reason="A person.")
    assert end_due_waits(now=LATER) == 1


@pytest.mark.parametrize("by", ["voter", "battle"])
def test_a_campaign_with_an_open_finding_holds_its_members(vote, voter, by):
    campaign = Campaign.objects.create(title="Burst")
    members = {"voters": [voter.pk]} if by == "voter" else {"battles": [vote.pk]}
    add_members(campaign, by=None, **members)
    assert end_due_waits(now=NOON) == 0
    suspect(campaign=campaign)
    assert end_due_waits(now=LATER) == 0
    remove_members(campaign.members.all(), by=None)
    assert end_due_waits(now=LATER) == 1


def test_a_campaign_without_a_finding_holds_nothing(vote, voter):
    add_members(Campaign.objects.create(title="Old"), voters=[voter.pk], by=None)
    assert end_due_waits(now=LATER) == 1


@pytest.mark.parametrize("kind", [Finding.Kind.REPORT, Finding.Kind.CONTEST])
def test_a_finding_about_the_battle_alone_holds_nothing(vote, kind):
    record_finding(kind, battle=vote.battle, evidence={})
    assert end_due_waits(now=LATER) == 1


def test_a_finding_about_another_voter_holds_nothing(vote):
    suspect(voter=Voter.objects.create())
    assert end_due_waits(now=LATER) == 1


def test_votes_of_a_held_voter_do_not_delay_others(arena, vote, voter):
    suspect(voter=voter)
    [other] = make_battles(arena, 1)
    WaitingVote.objects.create(vote=other.vote, since=NOON)
    assert end_due_waits(now=LATER) == 1
    assert get_reason(Vote.objects.get(pk=other.pk)) == Reason.COUNTED
