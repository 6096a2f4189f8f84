"""Decisions on a voter name the battles they cover and announce those fought since."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from battles.models import Voter
from moderation.decisions import kinds, proposals
from moderation.models import Decision
from tests.moderation.builders import make_battles


@pytest.fixture
def voter(db):
    return Voter.objects.create()


def test_a_block_names_the_battles_it_covers(arena, voter):
    mine = make_battles(arena, 3, voter=voter)
    make_battles(arena, 1)
    draft = kinds.BLOCK.draft(Voter.objects.all(), public_reason="Scripted.")
    [decision] = draft.execute(actor=None)
    assert set(decision.battles.all()) == set(mine)


def test_a_block_of_the_future_names_none(arena, voter):
    make_battles(arena, 3, voter=voter)
    draft = kinds.BLOCK.draft(Voter.objects.all(), past_votes=False, days="7", public_reason="Scripted.")
    [decision] = draft.execute(actor=None)
    assert not decision.battles.exists()


@pytest.mark.parametrize("action", ["block", "set_aside"])
def test_who_votes_while_the_page_is_open_is_announced_again(desk, arena, voter, action):
    make_battles(arena, 2, voter=voter)
    address = reverse("admin:battles_voter_changelist")
    chosen = {"action": action, "_selected_action": [voter.pk]}
    words = {"public_reason": "Scripted.", "past_votes": "on", "days": "7", "reason": "4"}
    page = desk.post(address, chosen)
    make_battles(arena, 1, voter=voter)
    again = desk.post(address, {**chosen, **words, "confirm": page.context["fingerprint"]})
    assert "The selection has changed since" in again.content.decode()
    assert not Decision.objects.exists()
    assert len(again.context["change"]) == 3
    desk.post(address, {**chosen, **words, "confirm": again.context["fingerprint"]})
    assert Decision.objects.get().battles.count() == 3


def test_a_proposal_announces_the_votes_cast_since(desk, arena, voter):
    make_battles(arena, 2, voter=voter)
    draft = kinds.BLOCK.draft(Voter.objects.all(), public_reason="Scripted.")
    ann = User.objects.create_user("ann")
    proposal = proposals.propose(draft, change=draft.change(), proposer=ann)
    page = reverse("admin:moderation_proposal_change", args=[proposal.pk])
    assert "recorded after the proposal" not in desk.get(page).content.decode()
    make_battles(arena, 1, voter=voter)
    assert "1 vote of these voters was recorded after the proposal" in desk.get(page).content.decode()
