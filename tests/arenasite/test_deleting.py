"""Nothing about a model that has votes can be deleted: not in the admin, not in bulk, not by the ORM."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.urls import reverse

from battles.models import Arena, Battle, Contender, Endpoint, LanguageModel, Vote, Voter
from moderation.decisions import execution as decisions
from moderation.models import Decision
from tests.moderation.builders import make_arena, make_battles

pytestmark = pytest.mark.django_db

TABLES = [Arena, Endpoint, LanguageModel, Contender, Battle, Voter, Decision]


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def fought():
    """A battle with its vote, its voter, and a decision about it."""
    [battle] = make_battles(make_arena("text"), 1, voter=Voter.objects.create())
    decisions.set_aside([battle.pk], reason=1, actor=None, public_reason="x")
    return battle


def address(table, page, *args):
    return reverse(f"admin:{table._meta.app_label}_{table._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("table", TABLES)
def test_the_admin_deletes_none_of_it_not_even_in_bulk(desk, fought, table):
    row = table.objects.order_by("pk").first()
    assert desk.post(address(table, "delete", row.pk), {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    desk.post(address(table, "changelist"), bulk)
    assert table.objects.filter(pk=row.pk).exists()
    assert Vote.objects.filter(pk=fought.pk).exists()


def test_a_page_that_refuses_a_deletion_says_what_to_do_instead(desk, fought):
    arena = fought.arena
    bulk = {"action": "delete_selected", "_selected_action": [arena.pk]}
    page = desk.post(address(Arena, "changelist"), bulk).content.decode()
    assert "Cannot delete arena" in page
    assert "Instead hide an arena, retire a contender" in page


@pytest.mark.parametrize("table", TABLES[:-1])
def test_the_database_refuses_what_evidence_hangs_on(fought, table):
    with pytest.raises(ProtectedError):
        table.objects.order_by("pk").first().delete()
    with pytest.raises(ProtectedError):
        table.objects.all().delete()


def test_no_line_of_a_page_about_a_model_deletes_its_contender(desk, fought):
    model = LanguageModel.objects.first()
    for row in (model, Contender.objects.get(model=model)):
        response = desk.get(address(type(row), "change", row.pk))
        for formset in response.context["inline_admin_formsets"]:
            assert not formset.formset.can_delete


def test_an_account_with_a_history_stays_and_one_without_goes(desk):
    seen, fresh = (User.objects.create_user(name, is_staff=True) for name in ("seen", "fresh"))
    LogEntry.objects.log_actions(seen.pk, [fresh], 2, "Viewed personal data.", single_object=True)
    assert desk.post(address(User, "delete", seen.pk), {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [seen.pk, fresh.pk], "post": "yes"}
    desk.post(address(User, "changelist"), bulk)
    assert User.objects.filter(username="seen").exists()
    assert desk.post(address(User, "delete", fresh.pk), {"post": "yes"}).status_code == 302
