"""Staff's desk for arenas, endpoints, models and contenders."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from battles.models import Arena, Contender, Endpoint, LanguageModel
from battles.providers.demo.roster import PERSONAS
from tests import world
from tests.battles.providers.upstream import ok, refusal

pytestmark = pytest.mark.django_db

State = Contender.State
RELIABLE = next(persona.slug for persona in PERSONAS if not persona.manner.fails)
CONTENDERS = reverse("admin:battles_contender_changelist")


@pytest.fixture
def desk(client):
    """A client of somebody who may do everything."""
    client.force_login(User.objects.create_superuser("head"))
    return client


@pytest.fixture
def draft(arena):
    """A draft of a demo model that always answers."""
    return world.make_contender(arena, RELIABLE, state=State.DRAFT)


def page(row):
    return reverse(f"admin:battles_{row._meta.model_name}_change", args=[row.pk])


def delete_page(row):
    return reverse(f"admin:battles_{row._meta.model_name}_delete", args=[row.pk])


def state_page(*contenders):
    ids = ",".join(str(contender.pk) for contender in contenders)
    return f"{reverse('admin:battles_contender_state')}?ids={ids}"


def sent(response):
    """The form of a change page as a browser would send it back unchanged."""
    form = response.context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form}
    for formset in response.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        data |= {bound.html_name: bound.value() for bound in management}
    return {name: value for name, value in data.items() if value is not None}


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("name", ["arena", "endpoint", "languagemodel", "contender"])
def test_a_list_takes_the_same_queries_for_few_rows_and_for_many(desk, arena, name):
    def queries(words):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = desk.get(reverse(f"admin:battles_{name}_changelist"), {"q": words})
        assert response.status_code == 200
        return len(captured)

    def more(count):
        start = LanguageModel.objects.count()
        for number in range(start, start + count):
            endpoint = Endpoint.objects.create(name=f"text {number}", base_url="http://a.example/v1")
            world.make_contender(arena, f"text-{number}", endpoint=endpoint, organization="text")
            world.make_arena(f"text-{number}")

    more(2)
    few = queries("text")
    more(6)
    assert queries("text") == few


@pytest.mark.parametrize("name", ["arena", "endpoint", "languagemodel", "contender"])
def test_every_page_opens_for_new_and_known_rows(desk, draft, name):
    known = {"arena": draft.arena, "endpoint": draft.model.endpoint, "languagemodel": draft.model,
             "contender": draft}[name]  # fmt: skip
    assert desk.get(page(known)).status_code == 200
    assert desk.get(reverse(f"admin:battles_{name}_add")).status_code == 200


def test_slugs_stay_once_they_are_public(desk, draft):
    for row in (draft.arena, draft.model):
        assert "slug" not in desk.get(page(row)).context["adminform"].form.fields
        assert "slug" in desk.get(reverse(f"admin:battles_{row._meta.model_name}_add")).context[
            "adminform"].form.fields  # fmt: skip


@pytest.mark.parametrize(("value", "shown"), [("sk-secret", True), ("", False), (None, None)])
def test_an_endpoint_shows_whether_its_key_is_there_and_never_the_key(desk, monkeypatch, value, shown):
    endpoint = Endpoint.objects.create(name="Mine", key_env="" if value is None else "MY_API_KEY")
    if value is not None:
        monkeypatch.setenv("MY_API_KEY", value)
    icon = {True: "icon-yes", False: "icon-no", None: "icon-unknown"}[shown]
    for address in (page(endpoint), reverse("admin:battles_endpoint_changelist")):
        content = desk.get(address).content.decode()
        assert f"{icon}.svg" in content
        assert "sk-secret" not in content


@pytest.mark.parametrize(
    ("field", "value", "is_taken"),
    [
        ("base_url", "http://ollama:11434/v1/chat/completions", True),
        ("base_url", "ollama:11434", False),
        ("base_url", "", False),
        ("key_env", "MY_API_KEY", True),
        ("key_env", "sk-secret-1234", False),
    ],
)
def test_an_endpoint_takes_an_address_and_a_variable_and_nothing_else(desk, field, value, is_taken):
    data = {"name": "Mine", "wire_format": "openai", "base_url": "http://a.example/v1", "max_concurrency": 8}
    response = desk.post(reverse("admin:battles_endpoint_add"), data | {field: value})
    assert Endpoint.objects.filter(name="Mine").exists() is is_taken
    if is_taken:
        assert getattr(Endpoint.objects.get(), field) == value.removesuffix("/chat/completions")
    else:
        assert field in response.context["adminform"].form.errors


def test_aliases_are_edited_one_to_a_line(desk, draft):
    LanguageModel.objects.update(aliases=["Fern", "Ordinary Fern"])
    data = sent(desk.get(page(draft.model)))
    assert data["aliases"] == "Fern\nOrdinary Fern"
    response = desk.post(page(draft.model), data | {"aliases": " Fern \r\n\r\nGreen   Fern\r\nFern"})
    assert response.status_code == 302
    assert LanguageModel.objects.get().aliases == ["Fern", "Green Fern"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("aliases", "x" * 121), ("aliases", "nul\0"), ("parameters", "[1]"), ("parameters", '"hot"')],
)
def test_aliases_and_parameters_of_another_form_are_refused(desk, draft, field, value):
    response = desk.post(page(draft.model), sent(desk.get(page(draft.model))) | {field: value})
    assert field in response.context["adminform"].form.errors


def test_a_model_without_parameters_is_one_with_none(desk, draft):
    response = desk.post(page(draft.model), sent(desk.get(page(draft.model))) | {"parameters": ""})
    assert response.status_code == 302
    assert LanguageModel.objects.get().parameters == {}


def test_a_new_contender_is_a_draft_whatever_the_form_says(desk, arena, draft):
    Contender.objects.all().delete()
    data = {"arena": arena.pk, "model": draft.model.pk, "weight": 2, "state": "active"}
    data |= {"changes-TOTAL_FORMS": 0, "changes-INITIAL_FORMS": 0}
    assert desk.post(reverse("admin:battles_contender_add"), data).status_code == 302
    assert Contender.objects.get().state == State.DRAFT


def test_a_state_changes_by_its_action_with_a_reason(desk, draft):
    action = {"action": "change_state", "_selected_action": [draft.pk]}
    form = desk.post(CONTENDERS, action, follow=True)
    assert form.redirect_chain[-1][0] == state_page(draft).replace(",", "%2C")
    assert [value for value, _ in form.context["form"].fields["to_state"].choices] == ["active"]

    response = desk.post(state_page(draft), {"to_state": "active", "reason": "Asked for."}, follow=True)
    assert messages_of(response) == ["1 contender changed."]
    change = draft.changes.get()
    assert (change.to_state, change.reason, change.actor.username) == ("active", "Asked for.", "head")
    assert "Asked for." in desk.get(page(draft)).content.decode()


def test_what_a_trial_adapted_is_shown(desk, arena, draft, upstream):
    upstream.play(refusal(400, {"error": {"message": "no", "param": "max_tokens"}}), ok())
    endpoint = Endpoint.objects.create(name="Upstream", base_url=upstream.base_url)
    thinker = world.make_contender(arena, "thinker", state=State.DRAFT, endpoint=endpoint)
    response = desk.post(state_page(thinker), {"to_state": "active", "reason": "Asked for."}, follow=True)
    done, adapted = messages_of(response)
    assert done == "1 contender changed."
    assert adapted.startswith("thinker: the trial call changed its settings")
    assert "max_tokens → max_completion_tokens" in adapted


def test_an_endpoints_wire_format_is_one_of_the_registry(desk):
    data = {"name": "Mine", "base_url": "https://a.example/v1", "max_concurrency": 8}
    url = reverse("admin:battles_endpoint_add")
    assert "Anthropic Messages" in desk.get(url).content.decode()
    assert desk.post(url, data | {"wire_format": "morse"}).status_code == 200
    assert desk.post(url, data | {"wire_format": "gemini"}).status_code == 302
    assert Endpoint.objects.get(name="Mine").wire_format == "gemini"


@pytest.mark.parametrize("variable", ["SECRET_KEY", "LAB_TOKEN"])
def test_a_variable_that_may_not_be_sent_is_refused_in_the_form(desk, variable):
    data = {"name": "Mine", "wire_format": "openai", "base_url": "https://a.example/v1", "max_concurrency": 8}
    response = desk.post(reverse("admin:battles_endpoint_add"), data | {"key_env": variable})
    assert f"{variable} may not be sent" in response.content.decode()
    assert not Endpoint.objects.filter(name="Mine").exists()


def test_a_refusal_is_shown_for_each_contender_and_stops_no_other(desk, draft, upstream):
    upstream.play("unauthorized")
    endpoint = Endpoint.objects.create(name="Upstream", base_url=upstream.base_url)
    locked = world.make_contender(draft.arena, "locked", state=State.DRAFT, endpoint=endpoint)
    sent_form = {"to_state": "active", "reason": "Asked for."}
    response = desk.post(state_page(draft, locked), sent_form, follow=True)
    done, refused = messages_of(response)
    assert done == "1 contender changed."
    assert refused.startswith("locked: auth")
    assert dict(Contender.objects.values_list("model__name", "state")) == {
        RELIABLE: "active",
        "locked": "draft",
    }


@pytest.mark.parametrize(
    "data", [{"to_state": "active"}, {"reason": "Why not."}, {"to_state": "retired", "reason": "x"}]
)
def test_without_a_reason_and_an_open_step_nothing_changes(desk, draft, data):
    response = desk.post(state_page(draft), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Contender.objects.get().state == State.DRAFT


def test_too_many_at_once_are_refused(desk, arena, monkeypatch):
    monkeypatch.setattr("battles.admin.contender.MAX_SELECTED", 1)
    pool = world.make_pool(arena)
    action = {"action": "change_state", "_selected_action": [contender.pk for contender in pool]}
    assert messages_of(desk.post(CONTENDERS, action, follow=True)) == ["Choose at most 1 contenders at once."]


def test_the_state_page_without_any_contender_says_so(desk):
    for query in ("", "?ids=", "?ids=x,999"):
        assert (
            "No contender was chosen"
            in desk.get(reverse("admin:battles_contender_state") + query).content.decode()
        )


def test_only_who_may_change_contenders_changes_a_state(client, draft):
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_contender"))
    client.force_login(reader)
    assert client.get(page(draft)).status_code == 200
    assert "change_state" not in client.get(CONTENDERS).content.decode()
    assert client.get(state_page(draft)).status_code == 403
    assert client.post(state_page(draft), {"to_state": "active", "reason": "x"}).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="change_contender"))
    assert client.get(state_page(draft)).status_code == 200


def test_only_a_draft_that_was_never_anything_else_can_be_deleted(desk, draft):
    battled = world.make_contender(draft.arena, "battled")
    for row in (battled, draft.model, draft.model.endpoint, draft.arena):
        assert desk.post(delete_page(row), {"post": "yes"}).status_code == 403
    assert desk.post(delete_page(draft), {"post": "yes"}).status_code == 302
    assert desk.post(delete_page(draft.model), {"post": "yes"}).status_code == 302
    assert list(Contender.objects.all()) == [battled]
    assert not LanguageModel.objects.filter(pk=draft.model.pk).exists()
    assert Arena.objects.filter(pk=draft.arena.pk).exists()
