"""The worklist by influence: who would change a rank, and what a refit says."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from arenasite.effects.influence import list_campaigns, list_voters
from battles.models import Voter
from moderation.findings.campaigns import add_members
from moderation.findings.record import record_finding
from moderation.models import Campaign, Finding
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight

pytestmark = pytest.mark.django_db
URL = reverse("influence")


@pytest.fixture
def arena(db):
    return world.make_arena("text")


@pytest.fixture
@kept
def heavy(arena):
    """Two close models, and one voter who alone puts the second ahead."""
    first, second, third = world.make_pool(arena, ("first", "second", "third"))
    others = Voter.objects.bulk_create([Voter() for _ in range(40)])
    fight(arena, first, second, "ab" * 20 + "a" * 4, voters=others)
    fight(arena, first, third, "aab" * 12, voters=others)
    fight(arena, second, third, "aab" * 12, voters=others)
    voter = Voter.objects.create()
    fight(arena, second, first, "a" * 16, voters=[voter])
    rebuild(arena)
    return voter


def test_a_voter_who_alone_changes_a_rank_is_listed_and_the_others_are_not(arena, heavy):
    [row] = list_voters(arena)
    assert row.influence.voter == heavy.pk
    assert row.influence.votes == 16
    assert row.influence.swaps == 1
    assert row.findings == []


def test_suspected_voters_name_their_rules(arena, heavy):
    record_finding(Finding.Kind.STAFF, voter=heavy, detector="by-hand", evidence={})
    assert list_voters(arena)[0].findings == ["by-hand"]


def test_campaigns_with_an_open_finding_are_listed_by_harm(arena, heavy):
    small, large = (Campaign.objects.create(title=title) for title in ("Small", "Large"))
    add_members(large, voters=[heavy.pk], by=None)
    add_members(small, voters=[Voter.objects.order_by("pk").first().pk], by=None)
    assert list_campaigns() == []
    for campaign in (small, large):
        record_finding(Finding.Kind.STAFF, campaign=campaign, evidence={})
    rows = list_campaigns()
    assert [row.campaign for row in rows] == [large, small]
    assert rows[0].votes == 16
    assert rows[0].ranks >= 2
    assert rows[0].points > 0


def test_the_page_is_for_staff_who_may_read_findings(client, arena, heavy):
    assert client.get(URL).status_code == 302
    user = User.objects.create_user("sam", is_staff=True)
    client.force_login(user)
    assert client.get(URL).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_finding"))
    page = client.get(URL)
    assert page.status_code == 200
    assert f">{heavy.pk}</a>" in page.content.decode()


def test_without_boards_nobody_is_listed(client, arena):
    assert list_voters(arena) == []
