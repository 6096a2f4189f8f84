"""Every list and every case of the desk takes at most 15 queries, however many rows there are."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arenasite.webhooks.models import Receiver
from battles.models import Voter
from moderation.decisions import execution as decisions
from moderation.findings.record import record_finding
from moderation.models import Campaign, Finding, StaffNote
from moderation.roles import SENIOR
from tests.moderation.builders import add_turn, make_arena, make_battles

MAX_QUERIES = 15


def grow(arena, number: int) -> None:
    """Battles of one voter with texts, reports, contests, decisions, campaigns and notes about them."""
    voter = Voter.objects.create()
    campaign = Campaign.objects.create(title="Many")
    author, _ = User.objects.get_or_create(username="author", is_staff=True)
    for battle in make_battles(arena, number, voter=voter):
        add_turn(battle, "Who are you?", "I am Heron.", "A bird.")
        evidence = {"reason": "abusive", "words": "Rude", "side": "a"}
        about = {"detector": "visitor", "version": "1", "evidence": evidence, "reporter": voter}
        finding = record_finding(Finding.Kind.REPORT, battle=battle, **about)
        record_finding(Finding.Kind.STAFF, voter=voter, evidence={"note": "x"}, noticed_by=author)
        record_finding(Finding.Kind.STAFF, campaign=campaign, evidence={"note": "x"}, noticed_by=author)
        campaign.members.create(battle=battle, added_by=author)
        StaffNote.objects.create(subject=finding.subject, author=author, text="x")
        StaffNote.objects.create(subject=f"voter-{voter.pk}", author=author, text="x")
        Receiver.objects.create(name=f"Chat {battle.pk}", url="https://example.org/", secrets="X")
    for battle in make_battles(arena, number, voter=voter):
        decisions.set_aside([battle.pk], reason=1, actor=author, public_reason="x")


def list_lists() -> dict[str, str]:
    """Every list of the admin."""
    return {
        model._meta.label_lower: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }


def list_cases() -> dict[str, str]:
    """A case and a plain page of each kind of subject, about the newest rows."""
    pages = {}
    for name, table in (
        ("battle", "battles_battle"),
        ("voter", "battles_voter"),
        ("campaign", "moderation_campaign"),
    ):
        finding = Finding.objects.filter(**{f"{name}__isnull": False}).order_by("-pk").first()
        pages[f"page {name}"] = url = reverse(f"admin:{table}_change", args=[getattr(finding, f"{name}_id")])
        pages[f"case {name}"] = f"{url}?finding={finding.pk}"
    pages["page finding"] = reverse("admin:moderation_finding_change", args=[finding.pk])
    pages["context"] = pages["page battle"].replace("/change/", "/context/")
    pages["what a campaign covers"] = pages["page campaign"].replace("/change/", "/case/")
    return pages


def count_queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
    return len(queries)


def test_no_list_takes_more_than_15_queries(arena, desk):
    """A role takes two more than a superuser: its permissions."""
    grow(arena, 2)
    few = {name: count_queries(desk, url) for name, url in list_lists().items()}
    grow(arena, 5)
    many = {name: count_queries(desk, url) for name, url in list_lists().items()}
    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    assert {name: number for name, number in many.items() if number > MAX_QUERIES - 2} == {}


def test_the_first_page_takes_as_many_queries_with_more_arenas(arena, desk):
    """A superuser's has what is left to do, too."""
    url = reverse("admin:index")
    one = count_queries(desk, url)
    for slug in ("code", "images"):
        make_arena(slug)
    assert count_queries(desk, url) == one <= MAX_QUERIES


def test_no_case_takes_more_than_15_queries(arena, staff_with):
    senior = staff_with(*SENIOR)
    counts = []
    for number in (2, 6):
        grow(arena, number)
        for url in list_cases().values():
            senior.get(url)  # stores the answers' HTML, and remembers content types
        counts.append({name: count_queries(senior, url) for name, url in list_cases().items()})
    few, many = counts
    assert few == many
    assert {name: number for name, number in many.items() if number > MAX_QUERIES} == {}
