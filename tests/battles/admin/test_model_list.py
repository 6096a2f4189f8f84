"""An endpoint's server is asked for its models in the admin, and the ticked ones become drafts."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from battles.models import Contender, Endpoint, LanguageModel
from battles.providers.addresses import normalize_base_url
from tests.battles.providers.upstream import models, refusal

pytestmark = pytest.mark.django_db

ADD = reverse("admin:battles_endpoint_add")
LLAMA = "meta-llama/Llama-3-70b-chat-hf"


@pytest.fixture
def operator(db):
    user = User.objects.create_user("operator", is_staff=True)
    user.groups.add(Group.objects.get(name="Operator"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(upstream):
    """The address of the page that asks the server; it has two chat models and one for embeddings."""
    upstream.models = models(LLAMA, "my-model", "text-embedding-3")
    endpoint = Endpoint.objects.create(name="Mine", base_url=normalize_base_url(upstream.base_url))
    return reverse("admin:battles_endpoint_models", args=[endpoint.pk])


def test_adding_an_endpoint_leads_to_its_models(operator, upstream):
    sent = {"name": "Mine", "base_url": upstream.base_url, "wire_format": "openai", "max_concurrency": "4"}
    done = operator.post(ADD, {**sent, "accepts_done": "on", "is_enabled": "on"})
    assert done.url == reverse("admin:battles_endpoint_models", args=[Endpoint.objects.get().pk])


def test_a_known_server_fills_in_what_is_left_empty(operator):
    sent = {"preset": "groq", "wire_format": "openai", "max_concurrency": "4", "is_enabled": "on"}
    operator.post(ADD, {**sent, "_continue": "1"})
    endpoint = Endpoint.objects.get()
    assert (endpoint.name, endpoint.key_env) == ("Groq", "GROQ_API_KEY")
    assert endpoint.base_url == "https://api.groq.com/openai/v1"
    azure = operator.post(ADD, {**sent, "preset": "azure"})
    assert "base_url" in azure.context["adminform"].form.errors


def test_chat_models_are_ticked_and_become_drafts(operator, arena, page):
    form = operator.get(page).context["form"]
    assert [value for value, _label in form.fields["models"].choices] == [
        LLAMA,
        "my-model",
        "text-embedding-3",
    ]
    assert form.fields["models"].initial == [LLAMA, "my-model"]
    done = operator.post(page, {"arena": arena.pk, "models": [LLAMA]}, follow=True)
    assert "1 new draft." in done.content.decode()
    assert list(Contender.objects.values_list("model__upstream_name", "state")) == [(LLAMA, "draft")]
    again = operator.post(page, {"arena": arena.pk, "models": [LLAMA, "my-model"]}, follow=True)
    assert "1 new draft. 1 were in the arena already." in again.content.decode()
    assert LanguageModel.objects.count() == 2


def test_what_the_server_does_not_offer_is_refused(operator, arena, page):
    for sent in ([], ["another"]):
        assert operator.post(page, {"arena": arena.pk, "models": sent}).context["form"].errors
    assert not LanguageModel.objects.exists()


def test_errors_are_in_words(operator, upstream, page):
    upstream.models = refusal(401)
    assert "Is the right key in the variable" in operator.get(page).content.decode()
    Endpoint.objects.update(key_env="GROQ_API_KEY")
    assert "GROQ_API_KEY is not set" in operator.get(page).content.decode()
    Endpoint.objects.update(key_env="", base_url="http://127.0.0.1:9/v1")
    assert "Is the server running" in operator.get(page).content.decode()


def test_only_who_may_add_models_asks(page):
    user = User.objects.create_user("viewer", is_staff=True)
    user.groups.add(Group.objects.get(name="Viewer"))
    client = Client()
    client.force_login(user)
    assert client.get(page).status_code == 403
    endpoint = client.get(page.replace("/models/", "/change/")).content.decode()
    assert page not in endpoint
