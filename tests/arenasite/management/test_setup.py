"""`manage.py setup`: from an empty database to the first battle, and safe to run twice."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.urls import reverse

from arenasite.status.todo import list_todos
from battles.models import Arena, Contender, LanguageModel
from tests import world

pytestmark = pytest.mark.django_db


def run(**options) -> str:
    out = StringIO()
    call_command("setup", no_input=True, stdout=out, **options)
    return out.getvalue()


def test_an_empty_site_says_in_one_sentence_what_to_run(client):
    for path in ("/", "/zh-hant/", "/leaderboard/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "manage.py setup" in response.content.decode()
        assert "cookies" not in response.content.decode()
    assert 'href="/"' not in client.get("/").content.decode().partition("<main")[2]
    assert "manage.py setup" not in client.get("/admin/nowhere/").content.decode()


def test_a_site_with_an_arena_names_no_command(client, arena, pool):
    assert "manage.py setup" not in client.get("/nowhere/").content.decode()


def test_it_makes_owner_and_arena_and_says_what_is_missing():
    text = run()
    owner = User.objects.get()
    password = text.partition("shown only now): ")[2].split()[0]
    assert owner.check_password(password)
    assert owner.is_superuser
    assert Arena.objects.open().get().slug == "arena"
    assert "needs two active models and has 0" in text
    assert "second member of staff" in text
    assert "work_loop" in text


def test_it_is_safe_to_run_twice():
    run(owner="ada", arena="Text models")
    again = run(owner="bob", arena="Another")
    assert [user.username for user in User.objects.all()] == ["ada"]
    assert [arena.title for arena in Arena.objects.all()] == ["Text models"]
    assert "Owner: ada exists." in again
    assert "Arena: Text models exists." in again
    assert "Password" not in again


def test_the_password_may_come_from_the_environment_and_is_not_shown(monkeypatch):
    monkeypatch.setenv("OWNER_PASSWORD", "correct horse battery")
    text = run(password_env="OWNER_PASSWORD")
    assert User.objects.get().check_password("correct horse battery")
    assert "correct horse" not in text
    User.objects.all().delete()
    monkeypatch.setenv("OWNER_PASSWORD", "")
    with pytest.raises(CommandError, match="OWNER_PASSWORD is empty"):
        run(password_env="OWNER_PASSWORD")


def test_an_account_of_that_name_that_is_no_owner_is_not_raised():
    User.objects.create_user("admin")
    with pytest.raises(CommandError, match="is no owner"):
        run()
    assert not User.objects.get().is_superuser


def test_a_server_is_registered_in_the_arena(monkeypatch):
    asked = {}

    def add(name, *args, **options):
        if name == "add_endpoint":
            asked.update(options, server=args[0])
        else:
            call_command(name, *args, **options)

    monkeypatch.setattr("arenasite.management.commands.setup.call_command", add)
    run(server="ollama", arena="Text", organization="Acme")
    assert (asked["server"], asked["arena"], asked["activate"]) == ("ollama", "text", True)
    assert asked["organization"] == "Acme"


def test_what_is_left_to_do_shrinks(arena):
    User.objects.create_superuser("ada")
    User.objects.create_user("bob", is_staff=True)
    world.make_pool(arena)
    LanguageModel.objects.update(is_simulated=False, organization="", license="")
    assert ["2 active models have no organization" in todo.text for todo in list_todos()].count(True) == 1
    Contender.objects.update(state=Contender.State.PAUSED)
    assert any("needs two active models and has 0" in todo.text for todo in list_todos())


def test_the_admin_shows_the_list_to_the_owner_and_to_no_one_else(client, arena):
    client.force_login(User.objects.create_superuser("ada"))
    page = client.get(reverse("admin:index")).content.decode()
    assert "Left to do" in page
    assert "needs two active models" in page
    assert reverse("admin:state") in page
    assert "migrations" in client.get(reverse("admin:state")).content.decode()
    client.force_login(User.objects.create_user("bob", is_staff=True))
    page = client.get(reverse("admin:index")).content.decode()
    assert "Left to do" not in page
    assert reverse("admin:state") not in page
    assert client.get(reverse("admin:state")).status_code == 403
