"""Staff are blind too: no page of the admin shows which models answer an open battle."""

import pytest
from django.contrib import admin
from django.urls import reverse

from battles import services
from battles.admin import DeclaredLookups
from battles.annotations.live import record_annotations
from battles.counting.eligibility import Reason, get_reason
from battles.models import Answer, Battle, Replacement, Vote, Voter
from battles.outcomes import Outcome
from moderation.evidence.blind import BlindBattle
from moderation.findings.record import record_finding
from moderation.findings.reports import ReportReason, report_answer
from moderation.models import Campaign, CampaignMember, Decision, Finding
from tests import world

NAMES = ("Zarquon", "Vogonite")
VIEW = (
    "battles.view_battle",
    "battles.view_voter",
    "battles.view_replacement",
    "moderation.view_campaign",
    "moderation.view_decision",
    "moderation.view_finding",
    "moderation.view_proposal",
)


@pytest.fixture
def arena(db):
    arena = world.make_arena("text")
    world.make_pool(arena, NAMES)
    return arena


@pytest.fixture
def battle(arena):
    """An open battle with a leak, a report, a replacement and a campaign."""
    battle = world.answered_battle(arena, a="I am Claude.", b="A wading bird.")
    answers = Answer.objects.filter(prompt__battle=battle)
    answers.update(first_token_ms=123, duration_ms=4567, output_tokens=89)
    record_annotations(battle)
    a, b = battle.contender_a, battle.contender_b
    Replacement.objects.create(
        battle=battle,
        side="a",
        number=1,
        from_contender=b,
        to_contender=a,
        error_kind="timeout",
        error_detail=f"{b.model.name} is away",
        retries=0,
        duration_ms=1,
        probability=0.5,
        sampler="uniform",
    )
    leaks = [{"kind": "other_name", "answer": 1, "side": "a", "name": "Zarquon", "maker": "Vogonite"}]
    record_finding(
        Finding.Kind.IDENTITY_LEAK,
        battle=battle,
        detector="unclear-leak",
        version="1",
        evidence={"why": "other_name", "leaks": leaks},
    )
    report_answer(battle, answers.first(), reason=ReportReason.IDENTITY, words="It says who it is.")
    campaign = Campaign.objects.create(title="All within an hour")
    CampaignMember.objects.create(campaign=campaign, battle=battle)
    return battle


def pages(battle) -> list[str]:
    finding = Finding.objects.get(kind="report")
    lists = (
        "battles_battle",
        "battles_voter",
        "battles_replacement",
        "moderation_campaign",
        "moderation_campaignmember",
        "moderation_finding",
        "moderation_review",
    )
    rows = (
        ("battles_battle", battle.pk),
        ("battles_voter", battle.voter_id),
        ("moderation_campaign", Campaign.objects.get().pk),
        ("moderation_finding", finding.pk),
    )
    found = [reverse(f"admin:{name}_changelist") for name in lists]
    found += [reverse(f"admin:{name}_change", args=[pk]) for name, pk in rows]
    page = reverse("admin:battles_battle_change", args=[battle.pk])
    return [*found, f"{page}?finding={finding.pk}"]


def test_no_page_shows_the_models_of_an_open_battle(battle, staff_with):
    desk = staff_with(*VIEW)
    for address in pages(battle):
        content = desk.get(address, follow=True).content.decode()
        # The filter by model lists every model of the site.
        content = content.partition('id="changelist-filter"')[0]
        shown = [name for name in (*NAMES, "4567", "is away", "p = ") if name in content]
        assert not shown, (address, shown)


def test_after_the_vote_the_models_are_shown(battle, staff_with):
    now = world.NOON
    services.cast_ballot(battle, outcome=Outcome.A, now=now)
    services.reveal(battle, now=now)
    desk = staff_with(*VIEW)
    page = desk.get(reverse("admin:battles_battle_change", args=[battle.pk])).content.decode()
    assert all(name in page for name in (*NAMES, "4567"))
    review = desk.get(reverse("admin:moderation_review_changelist")).content.decode()
    assert "Zarquon" in review


def test_the_page_says_whether_an_answer_names_a_model_of_the_arena(arena, staff_with):
    battle = world.answered_battle(arena, a="I am Zarquon.", b="I am Claude.")
    record_annotations(battle)
    page = staff_with(*VIEW).get(reverse("admin:battles_battle_change", args=[battle.pk]))
    turn = page.context["dossier"].turns[0]
    assert [side.newest.names_a_model for side in turn.sides] == [True, False]
    assert type(page.context["battle"]) is BlindBattle
    assert "I am Zarquon." in page.content.decode()


def test_the_filter_by_model_does_not_find_open_battles(battle, staff_with):
    desk = staff_with(*VIEW)
    address = reverse("admin:moderation_review_changelist")
    for contender in (battle.contender_a, battle.contender_b):
        page = desk.get(address, {"model": contender.model_id})
        assert not page.context["cl"].result_count


def unveil(desk, battle):
    chosen = {"action": "unveil", "_selected_action": [battle.pk]}
    address = reverse("admin:battles_battle_changelist")
    page = desk.post(address, chosen)
    if page.context is None or "fingerprint" not in page.context:
        return page
    sent = {**chosen, "confirm": page.context["fingerprint"], "public_reason": "Harm was reported."}
    return desk.post(address, sent, follow=True)


def test_an_unveil_needs_a_permission_is_recorded_and_makes_the_vote_not_count(battle, staff_with):
    unveil(staff_with(*VIEW), battle)
    assert not Decision.objects.exists()
    desk = staff_with(*VIEW, "moderation.unveil_battle")
    address = reverse("admin:battles_battle_change", args=[battle.pk])
    assert "Vogonite" not in desk.get(address).content.decode()
    unveil(desk, battle)
    assert "Vogonite" in desk.get(address).content.decode()
    decision = Decision.objects.get()
    assert (decision.kind, decision.actor is not None, decision.policy) == ("unveil", True, "unveiled")
    assert "Vogonite" not in staff_with(*VIEW).get(address).content.decode()
    Battle.objects.filter(pk=battle.pk).update(tags=0)  # not leaking: a leak would be the first reason
    services.cast_ballot(battle, outcome=Outcome.A, now=world.NOON)
    services.reveal(battle, now=world.NOON)
    assert get_reason(Vote.objects.get()) is Reason.SET_ASIDE_UNVEILED


def test_only_open_battles_are_unveiled_and_an_unveil_is_not_undone(battle, desk):
    unveil(desk, battle)
    assert (
        not desk.get(reverse("admin:moderation_decision_change", args=[Decision.objects.get().pk]))
        .context["original"]
        .is_undone
    )
    closed = world.voted_battle(battle.arena)
    unveil(desk, closed)
    assert Decision.objects.count() == 1
    assert Battle.objects.get(pk=closed.pk).exclusions.count() == 0


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("battles_voter", "address_hash__startswith=0"),
        ("battles_voter", "address_hash=0"),
        ("battles_battle", "address_hash__startswith=0"),
        ("battles_battle", "trace__network__startswith=0"),
        ("battles_voter", "battles__trace__site__startswith=0"),
        ("battles_battle", "contender_a=1"),
        ("battles_battle", "contender_a__model__name=Zarquon"),
        ("battles_battle", "pair_probability__gt=0.5"),
        ("moderation_finding", "battle__contender_a=1"),
        ("moderation_finding", "evidence__contains=Zarquon"),
        ("battles_replacement", "from_contender=1"),
    ],
)
def test_only_declared_lookups_are_answered(battle, staff_with, name, query):
    response = staff_with(*VIEW).get(f"{reverse(f'admin:{name}_changelist')}?{query}")
    assert response.status_code in (302, 400)


def test_declared_filters_still_work(battle, staff_with):
    desk = staff_with(*VIEW)
    for name, query in (
        ("battles_battle", f"arena__id__exact={battle.arena_id}"),
        ("battles_battle", "opened_at__gte=2024-04-21 00:00:00%2B00:00"),
        ("battles_battle", f"voter={battle.voter_id}"),
        ("battles_battle", "state__exact=answered"),
        ("moderation_campaignmember", f"campaign__id__exact={Campaign.objects.get().pk}"),
    ):
        page = desk.get(f"{reverse(f'admin:{name}_changelist')}?{query}")
        assert (page.status_code, page.context["cl"].result_count) == (200, 1), (name, query)


def test_every_list_of_the_site_declares_its_lookups():
    ours = [
        model_admin
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in {"battles", "moderation", "ratings"}
    ]
    assert ours
    assert all(isinstance(model_admin, DeclaredLookups) for model_admin in ours)
    assert Voter in admin.site._registry
