"""The scan of votes: one finding a voter and rule, campaigns that gather, and nothing decided by itself."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from battles.counting import REASONS, Reason, get_reason
from battles.models import AddressKey, AddressTrace, Battle, Voter
from moderation.decisions import execution as decisions
from moderation.findings.campaigns import campaign_battles, campaign_voters
from moderation.models import Campaign, Decision, Finding, LedgerScan
from moderation.scan.ledger import VOTE_RULE_WORDS, scan_every_ledger, scan_ledger
from moderation.scan.ledger.run import CAMPAIGN_RULES, SUM_RULES, VOTER_RULES
from moderation.scan.odd_battles import ODD_BATTLES
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.moderation.live_votes import cast, judge
from tests.world import NOON

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def arena(db):
    return world.make_arena("text")


@pytest.fixture
def models(arena):
    return world.make_pool(arena, ("one", "two", "three"))


@pytest.fixture
@kept
def honest(arena, models):
    """Sixty days of honest votes: the first model wins most, all tie sometimes."""
    voters = Voter.objects.bulk_create([Voter() for _ in range(40)])
    one, two, three = models
    rng = random.Random(4)
    for pair in ((one, two), (two, three), (one, three)):
        cast(arena, *pair, judge(rng, "aatba"), voters=voters, at=NOON - 60 * DAY)
        cast(arena, *reversed(pair), judge(rng, "bbtab"), voters=voters, at=NOON - 50 * DAY)
    rebuild(arena)
    scan_ledger(arena, now=NOON)
    assert not Finding.objects.exists()


def scan(arena) -> list[Finding]:
    rebuild(arena)
    return scan_ledger(arena, now=timezone.now())


def test_a_voter_who_is_unlike_others_becomes_one_finding_with_its_numbers(arena, models, honest):
    voter = Voter.objects.create()
    cast(arena, models[0], models[1], "b" * 30, voters=[voter])
    findings = {each.detector: each for each in scan(arena)}
    finding = findings["votes-unlike-others"]
    assert finding.voter == voter
    assert finding.votes == finding.evidence["votes"] == 30
    assert finding.evidence["alternative"] in {"right", "inverted"}
    assert finding.evidence["log10_e"] > 3
    assert 3 < finding.evidence["alarm_after"] < 30
    assert findings["always-for-one-model"].evidence["contender"] == models[1].pk
    assert findings["always-for-one-model"].evidence["wins"] == 30


def test_nothing_is_excluded_without_a_decision(arena, models, honest):
    battles = cast(arena, models[0], models[1], "b" * 30, voters=[Voter.objects.create()])
    assert scan(arena)
    assert not Decision.objects.exists()
    assert {get_reason(battle.vote) for battle in battles} == {Reason.COUNTED}


def test_a_scan_without_new_votes_reads_nothing_again(arena, models, honest, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert scan_ledger(arena, now=NOON) == []
    assert LedgerScan.objects.get().segments


def test_a_later_scan_updates_the_open_finding(arena, models, honest):
    voter = Voter.objects.create()
    cast(arena, models[0], models[1], "b" * 30, voters=[voter])
    scan(arena)
    cast(arena, models[0], models[2], "b" * 20, voters=[voter], at=NOON + DAY)
    assert scan(arena) == []
    finding = Finding.objects.get(detector="votes-unlike-others")
    assert finding.votes == 50


def test_after_a_decision_the_rule_asks_again_only_at_twice_the_votes(arena, models, honest):
    voter = Voter.objects.create()
    cast(arena, models[0], models[1], "b" * 30, voters=[voter])
    scan(arena)
    decisions.dismiss(Finding.objects.all(), actor=None, public_reason="A person with another taste.")
    cast(arena, models[0], models[1], "b" * 10, voters=[voter], at=NOON + DAY)
    assert scan(arena) == []
    cast(arena, models[0], models[1], "b" * 25, voters=[voter], at=NOON + 2 * DAY)
    again = {each.detector for each in scan(arena)}
    assert "votes-unlike-others" in again


def test_imported_and_simulated_voters_are_not_suspected(arena, models, honest):
    for origin in (Battle.Origin.IMPORTED, Battle.Origin.SIMULATED):
        cast(arena, models[0], models[1], "b" * 40, voters=[Voter.objects.create()], origin=origin)
    assert scan(arena) == []


def test_votes_that_are_set_aside_suspect_nobody(arena, models, honest):
    battles = cast(arena, models[0], models[1], "b" * 40, voters=[Voter.objects.create()])
    decisions.set_aside([each.pk for each in battles], reason=4, actor=None, public_reason="Rigged.")
    assert scan(arena) == []


def test_new_voters_who_agree_on_a_day_form_a_campaign_of_their_battles(arena, models, honest):
    battles = cast(arena, models[0], models[2], "b" * 60)
    found = {each.detector: each for each in scan(arena)}
    campaign = found["new-voters-burst"].campaign
    assert campaign.title == f"New voters who agree on one model: {models[2].model}"
    assert set(campaign_battles(campaign)) == set(battles)
    evidence = found["new-voters-burst"].evidence
    assert evidence["voters"] == evidence["votes"] == 60
    assert evidence["z"] > evidence["threshold"]
    assert evidence["days"] == ["2024-04-22", "2024-04-22"]


def test_votes_of_one_network_form_a_campaign_that_names_no_network(arena, models, honest):
    old = Voter.objects.bulk_create([Voter() for _ in range(30)])
    cast(arena, models[0], models[1], "aatbaatbaa" * 3, voters=old, at=NOON - 20 * DAY)
    battles = cast(arena, models[0], models[2], "b" * 60, voters=old)
    key = AddressKey.objects.create(month=NOON.date().replace(day=1), created_at=NOON)
    AddressTrace.objects.bulk_create(
        [AddressTrace(battle=battle, key=key, network="f" * 32) for battle in battles]
    )
    found = {each.detector: each for each in scan(arena)}
    assert set(campaign_battles(found["network-burst"].campaign)) == set(battles)
    stored = [*Campaign.objects.values_list("key", "title", "note"), *Finding.objects.values_list("evidence")]
    assert "f" * 32 not in str(stored)


def test_votes_on_equal_prompts_form_a_campaign(arena, models, honest):
    voters = Voter.objects.bulk_create([Voter() for _ in range(12)])
    cast(arena, models[0], models[1], "aatbaatbaaab", voters=voters, at=NOON - 20 * DAY)
    battles = [
        battle
        for step in range(5)
        for battle in cast(
            arena, models[0], models[2], "b" * 12, voters=voters, at=NOON + step * DAY, cluster=9
        )
    ]
    found = {each.detector: each for each in scan(arena)}
    assert set(campaign_battles(found["same-prompt"].campaign)) == set(battles)


def test_voters_who_each_lean_a_little_form_a_campaign_of_voters(arena, models, honest):
    voters = Voter.objects.bulk_create([Voter() for _ in range(8)])
    for step, voter in enumerate(voters):
        cast(arena, models[0], models[2], "b" * 9, voters=[voter], at=NOON + step * DAY)
    found = {each.detector: each for each in scan(arena)}
    assert set(campaign_voters(found["agreeing-voters"].campaign)) == set(voters)
    assert found["agreeing-voters"].evidence["contender"] == models[2].pk


def test_who_often_votes_faster_than_reading_is_one_finding(arena, models, honest):
    voter = Voter.objects.create()
    battles = cast(arena, models[0], models[1], "aatbaa", voters=[voter])
    for battle in battles:
        Finding.objects.create(kind=Finding.Kind.ODD_BATTLE, battle=battle, detector="quick-vote")
    [finding] = [each for each in scan(arena) if each.detector == "votes-faster-than-reading"]
    assert finding.evidence == {"quick": 6, "votes": 6}


def test_every_arena_is_scanned(arena, models, honest):
    cast(arena, models[0], models[1], "b" * 40, voters=[Voter.objects.create()])
    rebuild(arena)
    assert scan_every_ledger(now=NOON)


def test_every_rule_has_words_and_its_single_battle_rule_exists():
    assert len(VOTE_RULE_WORDS) == len(VOTER_RULES) + len(CAMPAIGN_RULES) + len(SUM_RULES) + 3
    assert "quick-vote" in {rule.slug for rule in ODD_BATTLES}
    assert Reason.PENDING in REASONS
