"""Rules that decide alone: off by default, once a finding, in the open, and bounded as a person is."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from battles.counting import Reason, get_reason
from battles.models import Voter
from battles.receipts import issue_receipt
from moderation.decisions import execution as decisions
from moderation.decisions import proposals
from moderation.decisions.automatic import act_alone
from moderation.findings.campaigns import add_members
from moderation.findings.claims import claim
from moderation.models import Campaign, Decision, Finding, Proposal, RuleAction, RulePolicy
from moderation.tasks import decide_by_rules
from tests.moderation.builders import make_arena, make_battles

pytestmark = pytest.mark.django_db
RULE = "always-for-one-model"
HOUR = dt.timedelta(hours=1)
API = "/api/v1/transparency/text/"


@pytest.fixture
def arena(db):
    return make_arena("text")


@pytest.fixture
def battles(arena):
    return make_battles(arena, 4, voter=Voter.objects.create())


def let(rule=RULE, *, alone=True, since=HOUR, **more) -> RulePolicy:
    return RulePolicy.objects.create(
        rule=rule,
        acts_alone=alone,
        public_reason="One model in every vote.",
        effective_from=timezone.now() - since,
        **more,
    )


def notice(battles, *, strength=0.95, **more) -> Finding:
    return Finding.objects.create(
        kind=Finding.Kind.MANIPULATION,
        detector=RULE,
        voter=battles[0].voter,
        strength=strength,
        votes=len(battles),
        **more,
    )


def act() -> list[RuleAction]:
    return act_alone(now=timezone.now())


def reasons(battles) -> set[Reason]:
    return {get_reason(battle.vote) for battle in battles}


def test_without_a_policy_a_rule_only_makes_findings(battles):
    finding = notice(battles)
    assert act() == []
    assert list(Finding.objects.open()) == [finding]
    assert reasons(battles) == {Reason.COUNTED}


def test_a_rule_that_may_sets_aside_what_its_finding_covers_and_names_itself(battles):
    let()
    finding = notice(battles)
    assert decide_by_rules() == 1
    decision = Decision.objects.get()
    assert (decision.actor, decision.rule, decision.policy) == (None, RULE, "manipulation")
    assert set(decision.battles.all()) == set(battles)
    assert list(decision.findings.all()) == [finding]
    assert reasons(battles) == {Reason.SET_ASIDE_MANIPULATION}
    assert RuleAction.objects.get().decision == decision


def test_a_campaign_is_set_aside_whole(battles):
    let()
    campaign = Campaign.objects.create(title="x")
    add_members(campaign, battles=[battle.pk for battle in battles[:3]], by=None)
    Finding.objects.create(
        kind=Finding.Kind.MANIPULATION, detector=RULE, campaign=campaign, strength=1, votes=3
    )
    [action] = act()
    assert set(action.decision.battles.all()) == set(battles[:3])
    assert not Finding.objects.open().exists()


def test_it_acts_once_and_after_an_undo_only_a_person_decides(battles):
    let()
    finding = notice(battles)
    act()
    decisions.undo(Decision.objects.get(), actor=None, public_reason="A person with another taste.")
    assert reasons(battles) == {Reason.COUNTED}
    assert list(Finding.objects.open()) == [finding]
    assert act() == []
    assert reasons(battles) == {Reason.COUNTED}


@pytest.mark.parametrize(
    "policy",
    [
        {"alone": False},
        {"rule": "votes-on-one-model"},
        {"since": -HOUR},
        {"min_strength": 0.99},
    ],
    ids=["only findings", "another rule", "in the future", "too weak"],
)
def test_it_leaves_alone_what_its_policy_does_not_cover(battles, policy):
    let(**policy)
    notice(battles)
    assert act() == []


def test_the_newest_policy_that_has_begun_holds(battles):
    let()
    let(alone=False, since=HOUR / 2)
    notice(battles)
    assert act() == []


def test_it_leaves_alone_what_was_noticed_before_or_is_in_staffs_hands(battles, superuser):
    finding = notice(battles)
    let(since=dt.timedelta())
    assert act() == []
    Finding.objects.update(noticed_at=timezone.now() + HOUR)
    claim(finding, by=superuser, now=timezone.now())
    assert act() == []
    other = make_battles(make_arena("code"), 1, voter=Voter.objects.create())
    notice(other, noticed_by=superuser)
    assert act() == []


def test_high_impact_becomes_a_proposal_also_in_sum_and_on_a_site_of_one_person(arena, battles, settings):
    settings.MODERATION_MANY_BATTLES = 6
    settings.MODERATION_ONE_PERSON_REASON = "We are one."
    let()
    notice(battles)
    assert act()[0].decision is not None
    more = make_battles(arena, 4, voter=Voter.objects.create())
    notice(more)
    [action] = act()
    assert (action.decision, action.proposal.proposer) == (None, None)
    assert reasons(more) == {Reason.COUNTED}
    assert act() == []
    root = User.objects.create_superuser("root")
    [decided] = proposals.confirm(Proposal.objects.get(), by=root)
    assert (decided.actor, decided.rule) == (root, None)
    assert reasons(more) == {Reason.SET_ASIDE_MANIPULATION}


def test_the_public_reads_which_rules_may_and_what_they_decided(client, arena, battles):
    assert "No rule decides alone" in client.get("/transparency/text/").content.decode()
    let()
    notice(battles)
    act()
    data = client.get(API).json()
    [rule] = data["rules_that_decide_alone"]
    assert (rule["rule"], rule["decides_alone"], rule["is_in_effect"]) == (RULE, True, True)
    [row] = data["decisions"]["rows"]
    assert (row["rule"], row["public_reason"]) == (RULE, "One model in every vote.")
    assert data["decisions_by_month"][0]["by_rules"] == 1
    page = client.get("/transparency/text/").content.decode()
    assert "decided this alone" in page
    assert "Decides alone since" in page


def test_the_receipt_says_that_a_rule_decided(client, battles):
    let()
    notice(battles)
    act()
    page = client.get(f"/receipts/{issue_receipt(battles[0].vote)}/").content.decode()
    assert "decided this alone" in page


def test_a_policy_never_begins_in_the_past(desk):
    add = reverse("admin:moderation_rulepolicy_add")
    sent = {
        "rule": RULE,
        "acts_alone": "on",
        "min_strength": "0.9",
        "effective_from_0": "",
        "effective_from_1": "",
        "public_reason": "Clear cases.",
    }
    early = {"effective_from_0": "2020-01-01", "effective_from_1": "00:00"}
    assert "cannot start in the past" in desk.post(add, sent | early).content.decode()
    assert desk.post(add, sent | {"rule": "no-such-rule"}).status_code == 200
    before = timezone.now()
    assert desk.post(add, sent).status_code == 302
    policy = RulePolicy.objects.get()
    assert policy.effective_from >= before
    assert policy.actor.username
    assert desk.get(reverse("admin:moderation_rulepolicy_change", args=[policy.pk])).status_code == 200
