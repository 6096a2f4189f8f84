"""Proposals through the admin: what is proposed there, who may answer, and what the page shows."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from battles.models import Battle, Exclusion, Voter
from moderation.models import Campaign, Decision, Finding, Proposal
from tests.moderation.admin.test_battle_actions import WORDS, finish, messages_of, start, votes_that_count
from tests.moderation.builders import make_battles

LIST = reverse("admin:moderation_proposal_changelist")
VIEW = ("moderation.view_proposal", "moderation.view_decision", "battles.view_battle")
ANSWER = (*VIEW, "moderation.answer_proposal", "moderation.set_aside_battles")


@pytest.fixture
def proposal(desk, battles, settings):
    """Three battles that the superuser would set aside."""
    settings.MODERATION_MANY_BATTLES = 2
    asked = start(desk, battles)
    assert "waits for a second member of staff" in asked.content.decode()
    done = finish(desk, asked, **WORDS)
    assert "Nothing has changed yet" in messages_of(done)[0]
    assert not Decision.objects.exists()
    return Proposal.objects.get()


def answer(client, proposal, action, **words):
    asked = client.post(LIST, {"action": action, "_selected_action": [proposal.pk], "index": 0})
    if asked.status_code != 200:
        return asked
    return finish(client, asked, url=LIST, **words)


def page(proposal):
    return reverse("admin:moderation_proposal_change", args=[proposal.pk])


def test_another_confirms_on_the_page_and_the_page_then_says_who_did(proposal, staff_with, battles):
    client = staff_with(*ANSWER)
    before = client.get(page(proposal)).content.decode()
    assert "3 votes that count now would stop counting" in before
    assert ('value="confirm"' in before, 'value="withdraw"' in before) == (True, False)
    done = answer(client, proposal, "confirm", words="Seen.")
    assert messages_of(done) == ["1 proposal confirmed."]
    assert votes_that_count() == set()
    after = client.get(page(proposal)).content.decode()
    assert "Confirmed by staff1" in after
    assert str(Decision.objects.get()) in after
    assert 'value="confirm"' not in after


def test_who_proposed_may_only_withdraw(proposal, desk):
    text = desk.get(page(proposal)).content.decode()
    assert ('value="confirm"' in text, 'value="withdraw"' in text) == (False, True)
    refused = answer(desk, proposal, "confirm")
    assert "You proposed this yourself" in refused.content.decode()
    assert messages_of(answer(desk, proposal, "withdraw")) == ["1 proposal answered."]
    assert proposal.answer.verdict == "withdrawn"
    assert len(votes_that_count()) == 3


def test_declining_wants_words(proposal, staff_with):
    client = staff_with(*ANSWER)
    assert "This field is required" in answer(client, proposal, "decline").content.decode()
    answer(client, proposal, "decline", words="They are real questions.")
    assert proposal.answer.words == "They are real questions."
    assert not Decision.objects.exists()


def test_to_confirm_one_needs_the_permission_to_decide_as_well(proposal, staff_with):
    client = staff_with(*VIEW, "moderation.answer_proposal", "moderation.block_voter")
    assert "you need the permission to decide it" in answer(client, proposal, "confirm").content.decode()
    assert proposal.is_open


def test_without_the_permission_to_answer_there_is_no_such_action(proposal, staff_with):
    client = staff_with(*VIEW, "moderation.set_aside_battles")
    assert answer(client, proposal, "confirm").status_code == 302
    assert 'value="confirm"' not in client.get(page(proposal)).content.decode()
    assert proposal.is_open


def test_the_list_filters_by_answer_and_links_to_what_is_frozen(proposal, desk, arena):
    make_battles(arena, 2)
    assert desk.get(LIST, {"state": "open"}).context["cl"].result_count == 1
    assert desk.get(LIST, {"state": "confirmed"}).context["cl"].result_count == 0
    frozen = desk.get(reverse("admin:battles_battle_changelist"), {"proposal": proposal.pk})
    assert frozen.context["cl"].result_count == 3


def test_all_battles_of_a_voter_are_set_aside_from_the_voters_list(desk, arena, battles):
    voter = Voter.objects.create()
    mine = make_battles(arena, 2, voter=voter)
    url = reverse("admin:battles_voter_changelist")
    asked = desk.post(url, {"action": "set_aside", "_selected_action": [voter.pk], "index": 0})
    finish(desk, asked, url=url, **WORDS)
    assert votes_that_count() == {battle.pk for battle in battles}
    assert set(Decision.objects.get().battles.all()) == set(mine)


def test_a_second_opinion_is_asked_from_each_list(desk, arena):
    voter = Voter.objects.create()
    [battle] = make_battles(arena, 1, voter=voter)
    finding = Finding.objects.create(kind=Finding.Kind.REPORT, battle=battle)
    for row in (battle, voter, finding):
        url = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_changelist")
        asked = desk.post(url, {"action": "second_opinion", "_selected_action": [row.pk], "index": 0})
        done = finish(desk, asked, url=url, question="Is this a name?")
        assert "waits in the queue" in messages_of(done)[0]
    assert Finding.objects.filter(kind="second_opinion").count() == 3


def test_a_campaign_is_asked_about_and_its_voters_are_blocked(desk, arena, battles):
    voter = Voter.objects.create()
    make_battles(arena, 2, voter=voter)
    campaign = Campaign.objects.create(title="One")
    campaign.members.create(voter=voter)
    url = reverse("admin:moderation_campaign_changelist")
    chosen = {"_selected_action": [campaign.pk], "index": 0}
    asked = desk.post(url, {"action": "second_opinion", **chosen})
    finish(desk, asked, url=url, question="Are these one person?")
    assert Finding.objects.get().campaign == campaign
    asked = desk.post(url, {"action": "block", **chosen})
    assert "2 votes that count now" not in asked.content.decode()
    finish(desk, asked, url=url, days="7", past_votes="on", public_reason="Scripted.")
    assert Decision.objects.get(kind="block").voter == voter
    assert votes_that_count() == {battle.pk for battle in battles}


def test_the_written_rule_stands_on_the_decisions_page(desk, battles):
    finish(desk, start(desk, battles[:1]), **WORDS)
    decision = Decision.objects.get()
    text = desk.get(reverse("admin:moderation_decision_change", args=[decision.pk])).content.decode()
    assert "Advertising and text without a question do not count." in text


def test_a_client_that_is_not_staff_sees_no_proposal(proposal):
    client = Client()
    client.force_login(User.objects.create_user("visitor"))
    assert client.get(page(proposal)).status_code == 302
    assert Battle.objects.exists()
    assert Exclusion.objects.count() == 0
