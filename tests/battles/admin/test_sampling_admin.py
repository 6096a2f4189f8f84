"""Staff's desk for the draw: a policy is followed by the next, a weight changes with its reason."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from battles.models import Contender, SamplingPolicy, WeightChange
from tests import world

pytestmark = pytest.mark.django_db

ADD = reverse("admin:battles_samplingpolicy_add")


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("head"))
    return client


def form_of(response):
    """The form of a page as a browser would send it back unchanged."""
    form = response.context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form}
    for name, value in list(data.items()):
        field = form.fields[name]
        shown = field.prepare_value(value)
        data[name] = shown if shown is not None else ""
    data["effective_from_0"] = data["effective_from_1"] = data.pop("effective_from")
    return data


def page(policy):
    return reverse("admin:battles_samplingpolicy_change", args=[policy.pk])


def test_the_first_policy_starts_from_the_defaults_and_is_the_staff_members(desk, arena):
    sent = form_of(desk.get(ADD)) | {"public_reason": "A wider floor.", "uniform_share": "0.25"}
    assert sent["arena"] == arena.pk
    response = desk.post(ADD, sent)
    assert response.status_code == 302, response.context["errors"]
    stored = SamplingPolicy.objects.get()
    assert (stored.uniform_share, stored.new_votes, stored.actor.username) == (0.25, 1000, "head")


def test_the_next_policy_starts_as_a_copy_and_leaves_the_first_alone(desk, arena):
    world.make_contender(arena, "one", organization="Acme")
    first = SamplingPolicy.objects.create(
        arena=arena, new_boost=4.0, organization_caps={"Acme": 0.5}, public_reason="First."
    )
    opened = desk.get(page(first)).content.decode()
    assert f"{ADD}?arena={arena.pk}" in opened
    assert 'name="_save"' not in opened
    sent = form_of(desk.get(ADD, {"arena": arena.pk}))
    assert (sent["new_boost"], sent["organization_caps"], sent["public_reason"]) == (4.0, "Acme: 0.5", "")
    desk.post(ADD, sent | {"new_boost": "3", "public_reason": "Less."})
    assert SamplingPolicy.objects.filter(new_boost=4.0, public_reason="First.").exists()
    newest = SamplingPolicy.objects.in_effect(arena)
    assert (newest.new_boost, newest.organization_caps) == (3.0, {"Acme": 0.5})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("organization_caps", "Acme 0.5", "per line"),
        ("organization_caps", "Nobody: 0.5", "No model of this arena"),
        ("organization_cap", "0.1", "leave room"),
        ("public_reason", "", "required"),
    ],
)
def test_what_cannot_be_comes_back_with_its_reason(desk, arena, field, value, words):
    for name, maker in (("one", "Acme"), ("two", "Birch"), ("three", "Cedar")):
        world.make_contender(arena, name, organization=maker)
    sent = form_of(desk.get(ADD)) | {"public_reason": "Try.", field: value}
    response = desk.post(ADD, sent)
    assert response.status_code == 200
    assert words in str(response.context["adminform"].form.errors[field])
    assert not SamplingPolicy.objects.exists()


def test_no_policy_is_edited_or_deleted(desk, arena):
    stored = SamplingPolicy.objects.create(arena=arena, public_reason="First.")
    assert desk.post(page(stored), {"public_reason": "Other."}).status_code == 403
    delete = reverse("admin:battles_samplingpolicy_delete", args=[stored.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403
    assert SamplingPolicy.objects.get().public_reason == "First."
    assert desk.get(reverse("admin:battles_samplingpolicy_changelist")).status_code == 200


def test_a_weight_changes_on_a_page_of_its_own_with_a_reason(desk, arena):
    contender = world.make_contender(arena, "one")
    change = reverse("admin:battles_contender_change", args=[contender.pk])
    weight = reverse("admin:battles_contender_weight", args=[contender.pk])
    opened = desk.get(change)
    assert weight in opened.content.decode()
    assert "weight" not in opened.context["adminform"].form.fields
    assert desk.post(weight, {"weight": "3", "reason": ""}).status_code == 200
    refused = desk.post(weight, {"weight": "1", "reason": "Same."})
    assert "has this weight already" in refused.content.decode()
    desk.post(weight, {"weight": "3", "reason": "Asked for."})
    stored = WeightChange.objects.get()
    assert (stored.to_weight, stored.reason, stored.actor.username) == (3.0, "Asked for.", "head")
    assert Contender.objects.get().weight == 3.0
    assert "Asked for." in desk.get(change).content.decode()
    assert "Asked for." in desk.get(reverse("admin:battles_weightchange_changelist")).content.decode()


def test_who_may_only_look_changes_no_weight(client, arena):
    contender = world.make_contender(arena, "one")
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_contender"))
    client.force_login(reader)
    address = reverse("admin:battles_contender_weight", args=[contender.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"weight": "3", "reason": "Mine."}).status_code == 403
    assert Contender.objects.get().weight == 1.0


@pytest.mark.parametrize(("state", "is_open"), [("draft", True), ("preview", False), ("active", False)])
def test_a_codename_stays_once_it_can_have_been_seen(desk, arena, state, is_open):
    contender = world.make_contender(arena, "one", state=state)
    form = desk.get(reverse("admin:battles_contender_change", args=[contender.pk])).context["adminform"].form
    assert ("codename" in form.fields) is is_open
