"""What `manage.py demo` makes: once, whole, and labelled."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from arenasite.demo import seed as demo
from battles.models import Arena, Battle, Contender, DirtyDay, LanguageModel, Vote
from battles.providers.demo.roster import PERSONAS
from ratings.categories import CATEGORIES
from ratings.models import Rebuild
from ratings.published import published
from ratings.rebuild.method_specs import Method
from ratings.rebuild.run import rebuild

pytestmark = pytest.mark.django_db


def test_it_is_made_once(monkeypatch):
    assert demo.seed(votes=400)
    assert not demo.seed(votes=400)
    assert Vote.objects.count() == 400
    assert Arena.objects.open().first().slug == "demo"
    assert LanguageModel.objects.filter(is_simulated=True).count() == len(PERSONAS)
    assert Contender.objects.drawable(Arena.objects.get()).count() == len(PERSONAS)
    assert DirtyDay.objects.exists()


def test_an_interrupted_start_leaves_nothing_half_made(monkeypatch):
    def die(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo, "mark_days_dirty", die)
        with pytest.raises(KeyboardInterrupt):
            demo.seed(votes=50)
    assert not Arena.objects.exists()
    assert demo.seed(votes=50)


def test_simulated_votes_are_named_as_such_on_every_board():
    demo.seed(votes=3000)
    arena = Arena.objects.get()
    rebuild(arena)
    assert set(Battle.objects.values_list("origin", flat=True)) == {"simulated"}
    for snapshot in published(arena).snapshots():
        assert snapshot.votes_simulated == snapshot.votes_counted


def test_its_past_can_be_read_from_the_start(monkeypatch):
    monkeypatch.setattr(demo, "PUBLISHED_DAYS_AGO", (28, 7))
    demo.seed(votes=400)
    demo.publish_history()
    days = [run.published_at.date() for run in Rebuild.objects.order_by("pk")]
    assert days == sorted(days)
    assert len(days) == len(demo.PUBLISHED_DAYS_AGO)


def test_every_board_by_every_method_has_the_same_digits_from_its_evidence_alone():
    demo.seed(votes=1500)
    rebuild(Arena.objects.get())
    out = io.StringIO()
    call_command("recompute", "--all", stdout=out)
    told = out.getvalue().splitlines()
    assert len(told) == len(CATEGORIES) * len(Method)
    assert all(line.endswith(": same") for line in told)


def test_the_administrator_is_made_once_with_a_password_of_its_own():
    name, password = demo.ensure_admin()
    assert demo.ensure_admin() is None
    user = get_user_model().objects.get(username=name)
    assert user.check_password(password)
    assert user.is_superuser
    assert len(password) >= 16
