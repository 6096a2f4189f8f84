"""Who sees the health of models while their battles are open, and what becomes of their own votes."""

import uuid

import pytest
from django.contrib.auth.models import Permission, User

from battles.counting.eligibility import Reason, get_reason
from battles.models import Answer, Battle, BenchEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(client, arena, pool):
    """A member of staff who may look at models, signed in."""
    user = User.objects.create_user("viewer", password="x", is_staff=True)
    codes = ("view_languagemodel", "view_endpoint", "view_contender", "view_benchevent")
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(user)
    return user


def allow(user) -> None:
    user.user_permissions.add(Permission.objects.get(codename="see_live_models"))


@pytest.mark.parametrize("page", ["languagemodel", "endpoint", "contender"])
def test_health_columns_need_the_permission(client, viewer, page):
    assert "column-failure_rate" not in client.get(f"/admin/battles/{page}/").content.decode()
    allow(viewer)
    assert "column-failure_rate" in client.get(f"/admin/battles/{page}/").content.decode()


def test_the_list_of_pauses_needs_the_permission(client, viewer, pool):
    assert client.get("/admin/battles/benchevent/").status_code == 403
    allow(viewer)
    assert client.get("/admin/battles/benchevent/").status_code == 200
    assert not BenchEvent.objects.exists()


def start_battle(client) -> Battle:
    client.post("/battles/", {"prompt": "What is a heron?", "key": str(uuid.uuid4()), "arena": "text"})
    battle = Battle.objects.get()
    Answer.objects.filter(prompt__battle=battle).update(state=Answer.State.DONE, text="A wading bird.")
    Battle.objects.filter(pk=battle.pk).update(state=Battle.State.ANSWERED)
    return battle


@pytest.mark.parametrize("is_allowed", [False, True])
def test_a_vote_of_who_sees_live_models_has_a_reason_of_its_own(client, viewer, is_allowed):
    if is_allowed:
        allow(viewer)
    battle = start_battle(client)
    client.post(f"/battles/{battle.key}/vote/", {"outcome": "a"})
    client.post(f"/battles/{battle.key}/reveal/")
    battle.refresh_from_db()
    reason = Reason.SET_ASIDE_LIVE_VIEW if is_allowed else Reason.COUNTED
    assert get_reason(battle.vote) == reason
