import pytest
from django.test import Client
from django.urls import reverse

from battles.counting import Reason, get_reason
from battles.models import Voter
from moderation.decisions.execution import undo
from moderation.findings.campaigns import add_members, campaign_battles
from moderation.findings.record import record_finding
from moderation.findings.repeats import RepeatedObservation, record_repeat
from moderation.models import Campaign, Decision, Finding
from tests.moderation.builders import make_battles

pytestmark = pytest.mark.django_db
LIST = reverse("admin:moderation_campaign_changelist")
ADD = reverse("admin:moderation_campaign_add")
MEMBERS = reverse("admin:moderation_campaignmember_changelist")
BATTLES = reverse("admin:battles_battle_changelist")
VOTERS = reverse("admin:battles_voter_changelist")


@pytest.fixture
def campaign(superuser):
    return Campaign.objects.create(title="One prompt, many browsers", created_by=superuser)


def page(campaign: Campaign) -> str:
    return reverse("admin:moderation_campaign_change", args=[campaign.pk])


def case(campaign: Campaign) -> str:
    """What it covers, its effect and its judgements: loaded by its page, or opened alone."""
    return reverse("admin:moderation_campaign_case", args=[campaign.pk])


def fill(client, url: str, rows, campaign: Campaign):
    """Choose rows of a list, and put them in on the page that asks."""
    chosen = {"action": "fill", "_selected_action": [row.pk for row in rows]}
    asked = client.post(url, chosen)
    sent = {"confirm": asked.context["fingerprint"], "campaign": campaign.pk}
    return client.post(url, {**chosen, **sent}, follow=True)


def act(client, action: str, rows, **more):
    """Choose members in their list, and confirm on the page that asks."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    asked = client.post(MEMBERS, chosen)
    assert rows[0].campaign.members.standing().filter(pk=rows[0].pk).exists()
    return client.post(MEMBERS, {**chosen, "confirm": asked.context["fingerprint"], **more}, follow=True)


def test_staff_open_a_campaign(desk, superuser):
    assert desk.post(ADD, {"title": "A wave", "note": "Since Monday."}).status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.title, campaign.note, campaign.created_by) == ("A wave", "Since Monday.", superuser)
    assert "A wave" in desk.get(LIST).content.decode()


def test_battles_and_voters_are_put_in_from_their_lists(desk, superuser, battles, campaign):
    voter = Voter.objects.create()
    done = fill(desk, BATTLES, battles[:2], campaign)
    assert [str(message) for message in done.context["messages"]] == ["2 new members."]
    fill(desk, VOTERS, [voter], campaign)
    assert set(campaign_battles(campaign)) == set(battles[:2])
    shown = desk.get(page(campaign))
    assert [member.battle or member.voter for member in shown.context["members"]] == [
        voter,
        battles[1],
        battles[0],
    ]
    assert {member.added_by for member in shown.context["members"]} == {superuser}


def test_members_are_taken_out(desk, battles, campaign):
    add_members(campaign, battles=[battle.pk for battle in battles], by=None)
    going = campaign.members.first()
    done = act(desk, "take_out", [going])
    assert "1 member removed." in done.content.decode()
    assert campaign_battles(campaign).count() == 2


def test_a_finding_about_a_campaign_is_judged_on_its_page(desk, campaign):
    finding = record_finding(Finding.Kind.STAFF, campaign=campaign, evidence={"note": "All within an hour."})
    shown = desk.post(reverse("admin:moderation_review_next"), follow=True)
    assert shown.redirect_chain[0][0].startswith(page(campaign))
    assert shown.context["review"].finding == finding
    assert "All within an hour." in shown.content.decode()


def test_a_campaign_is_set_aside_whole_and_what_is_about_it_is_resolved(desk, battles, campaign):
    add_members(campaign, battles=[battle.pk for battle in battles[:2]], by=None)
    other = Campaign.objects.create(title="Another")
    add_members(other, battles=[battle.pk for battle in battles[1:]], by=None)
    for each in (campaign, other):
        record_finding(Finding.Kind.STAFF, campaign=each, evidence={"note": "All within an hour."})
    chosen = {"action": "set_aside", "_selected_action": [campaign.pk]}
    asked = desk.post(LIST, chosen)
    sent = {**dict(asked.context["hidden"]), "confirm": asked.context["fingerprint"], "reason": "4"}
    desk.post(LIST, {**sent, "public_reason": "Scripted.", "policy": ""})
    decision = Decision.objects.get()
    assert set(decision.battles.all()) == set(battles[:2])
    assert [finding.campaign for finding in Finding.objects.open()] == [other]


def in_place(desk, campaign, action: str, **more):
    """Send one of the forms on the page of a campaign."""
    judged = desk.get(case(campaign)).context["judged"]
    [judgement] = [each for each in judged.judgements if each.action == action]
    sent = {"action": action, "_selected_action": [campaign.pk], "from_page": "1", **more}
    return desk.post(LIST, sent | {"confirm": judgement.fingerprint}, follow=True)


@pytest.fixture
def noticed(battles, campaign):
    """The campaign with two battles, and a rule's finding about it."""
    add_members(campaign, battles=[battle.pk for battle in battles[:2]], by=None)
    observe(campaign, votes=40)
    return campaign


def observe(campaign, *, votes: int, days: int = 1):
    last = f"2024-03-{days:02}"
    evidence = {"votes": votes, "days": ["2024-03-01", last]}
    seen = RepeatedObservation("agreeing-voters", "1", 0.9, votes, evidence, campaign=campaign)
    return record_repeat(seen)


def test_the_page_says_what_a_campaign_covers_beside_its_judgements(desk, noticed):
    assert case(noticed) in desk.get(page(noticed)).content.decode()
    shown = desk.get(case(noticed))
    judged = shown.context["judged"]
    assert (judged.battles, judged.counted, judged.open_findings) == (2, 2, 1)
    assert [each.action for each in judged.judgements] == ["set_aside", "reject"]
    text = shown.content.decode()
    assert "2 votes that count now would stop counting" in text
    assert "More voters than chance explains each lean towards one model." in text
    assert '<dd class="desk-words">2024-03-01</dd>' in text
    assert 'hx-trigger="load, submit"' in text


def test_a_campaign_is_accepted_in_one_act_and_restored_by_one_undo(desk, battles, noticed):
    done = in_place(desk, noticed, "set_aside", reason="4", public_reason="Scripted.")
    assert done.redirect_chain[-1][0] == page(noticed)
    decision = Decision.objects.get()
    assert set(decision.battles.all()) == set(battles[:2])
    assert not Finding.objects.open().exists()
    assert get_reason(battles[0].vote) == Reason.SET_ASIDE_MANIPULATION
    undo(decision, actor=None, public_reason="Students of one class.")
    assert get_reason(battles[0].vote) == Reason.COUNTED
    assert Finding.objects.open().count() == 1


def test_a_rejected_campaign_returns_only_when_it_grows_beyond_its_pace(desk, battles, noticed):
    in_place(desk, noticed, "reject", policy="no-ground", public_reason="Students of one class.")
    assert Decision.objects.get().kind == Decision.Kind.DISMISS
    assert get_reason(battles[0].vote) == Reason.COUNTED
    assert observe(noticed, votes=60)[1] is False
    assert observe(noticed, votes=120, days=3)[1] is False  # three times the votes in three times the days
    assert observe(noticed, votes=70)[1] is True
    assert Finding.objects.open().count() == 1


def test_an_accepted_campaign_returns_when_new_votes_are_in_it(desk, battles, noticed, arena):
    in_place(desk, noticed, "set_aside", reason="4", public_reason="Scripted.")
    assert observe(noticed, votes=40)[1] is False
    more = make_battles(arena, 20)
    add_members(noticed, battles=[battle.pk for battle in more], by=None)
    assert observe(noticed, votes=20)[1] is True


def test_members_chosen_on_the_page_are_moved_to_a_campaign_of_their_own(desk, battles, noticed):
    chosen = noticed.members.get(battle=battles[0])
    shown = desk.get(page(noticed)).content.decode()
    assert f'name="_selected_action" value="{chosen.pk}"' in shown
    act(desk, "split", [chosen])
    assert set(campaign_battles(noticed)) == {battles[1]}
    part = Campaign.objects.exclude(pk=noticed.pk).get()
    assert set(campaign_battles(part)) == {battles[0]}
    assert Finding.objects.open().filter(campaign=part).count() == 1


def test_members_that_are_gone_meanwhile_make_no_new_campaign(desk, battles, noticed):
    gone = noticed.members.get(battle=battles[0])
    act(desk, "take_out", [gone])
    chosen = {"action": "split", "_selected_action": [gone.pk]}
    asked = desk.post(MEMBERS, chosen)
    again = desk.post(MEMBERS, {**chosen, "confirm": asked.context["fingerprint"]}, follow=True)
    assert "campaign None" not in again.content.decode()
    assert Campaign.objects.count() == 1


def test_a_viewer_sees_what_it_covers_and_no_judgement(staff_with, noticed):
    judged = staff_with("moderation.view_campaign").get(case(noticed)).context["judged"]
    assert judged.battles == 2
    assert judged.judgements == []


def test_lists_show_one_campaign(desk, battles, campaign):
    voter = Voter.objects.create()
    add_members(campaign, battles=[battles[0].pk], voters=[voter.pk], by=None)
    shown = [desk.get(url, {"campaign": campaign.pk}).context["cl"].result_list for url in (BATTLES, VOTERS)]
    assert [list(rows) for rows in shown] == [[battles[0]], [voter]]


def test_a_note_may_be_about_a_campaign(desk, campaign):
    sent = {"battle": "", "voter": "", "campaign": campaign.pk, "strength": "0.5", "note": "Bots?"}
    assert desk.post(reverse("admin:moderation_finding_add"), sent).status_code == 302
    assert Finding.objects.get().campaign == campaign


def test_campaigns_want_permissions_of_their_own(staff_with, battles, campaign):
    for url in (LIST, page(campaign), MEMBERS):
        assert Client().get(url).status_code == 302
        assert staff_with("moderation.view_finding").get(url).status_code == 403
        assert staff_with("moderation.view_campaign").get(url).status_code == 200
    assert staff_with("moderation.view_campaign").get(ADD).status_code == 403
    assert staff_with("moderation.view_campaign", "moderation.add_campaign").get(ADD).status_code == 200


def test_putting_in_and_taking_out_want_a_permission(staff_with, battles, campaign):
    viewer = staff_with("moderation.view_campaign", "battles.view_battle")
    chosen = {"action": "fill", "_selected_action": [battles[0].pk]}
    assert "confirmation" not in viewer.post(BATTLES, chosen).context
    add_members(campaign, battles=[battles[0].pk], by=None)
    pk = campaign.members.get().pk
    sent = {"action": "take_out", "_selected_action": [pk], "confirm": f"1-{pk}"}
    viewer.post(MEMBERS, sent)
    assert campaign_battles(campaign).count() == 1
    filler = staff_with("battles.view_battle", "moderation.fill_campaign", "moderation.view_campaign")
    assert "confirmation" in filler.post(BATTLES, chosen).context
    filler.post(MEMBERS, sent)
    assert campaign_battles(campaign).count() == 0


def test_a_campaign_cannot_be_changed_or_deleted(desk, campaign):
    assert desk.post(page(campaign), {"title": "Other"}).status_code == 403
    assert desk.get(reverse("admin:moderation_campaign_delete", args=[campaign.pk])).status_code == 403
