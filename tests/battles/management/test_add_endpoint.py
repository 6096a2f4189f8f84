"""`manage.py add_endpoint` against a server on a real socket."""

import io
import socket

import pytest
from django.core.management import CommandError, call_command

from battles.models import Contender, Endpoint, LanguageModel
from tests import world
from tests.battles.providers.upstream import document, models, refusal

pytestmark = pytest.mark.django_db

LLAMA = "meta-llama/Llama-3-70b-chat-hf"


@pytest.fixture
def add(arena, upstream):
    """Runs the command against the server; gives what it wrote."""
    upstream.models = models(LLAMA, "my-model")

    def add(*args, url=None):
        out = io.StringIO()
        call_command("add_endpoint", url or upstream.base_url, *args, stdout=out, no_color=True)
        return out.getvalue()

    return add


def complaint_of(add, *args, **kwargs):
    with pytest.raises(CommandError) as error:
        add(*args, **kwargs)
    return str(error.value)


def test_a_servers_models_become_drafts_with_what_their_names_tell(add, arena, upstream):
    wrote = add()
    endpoint = Endpoint.objects.get()
    assert (endpoint.base_url, endpoint.wire_format) == (upstream.base_url, "openai")
    assert endpoint.name == f"127.0.0.1:{upstream.port}"
    llama = LanguageModel.objects.get(upstream_name=LLAMA)
    assert (llama.name, llama.slug) == ("Llama-3-70b-chat-hf", "llama-3-70b-chat-hf")
    assert (llama.organization, llama.family) == ("Meta", "Llama 3")
    assert {"Llama 3", "Llama-3-70B"} <= set(llama.aliases)
    assert set(Contender.objects.values_list("arena", "state")) == {(arena.pk, "draft")}
    assert Contender.objects.count() == 2
    assert "2 new, 0 known" in wrote


def test_a_second_run_adds_only_what_is_new(add, upstream):
    add()
    LanguageModel.objects.filter(upstream_name=LLAMA).update(name="Edited", aliases=["Mine"])
    upstream.models = models(LLAMA, "my-model", "newcomer")
    assert "1 new, 2 known" in add("--activate", url=f"{upstream.base_url}/chat/completions")
    assert Endpoint.objects.count() == 1
    assert LanguageModel.objects.count() == 3
    assert LanguageModel.objects.filter(name="Edited", aliases=["Mine"]).exists()


def test_one_model_at_two_endpoints_is_two_models(add):
    add()
    add("--name", "Second account")
    slugs = LanguageModel.objects.filter(upstream_name=LLAMA).values_list("slug", flat=True)
    assert sorted(slugs) == ["llama-3-70b-chat-hf", "llama-3-70b-chat-hf-2"]


def test_chosen_models_maker_arena_and_key_are_as_said(add, upstream, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-1")
    world.make_arena("company")
    add("--model", "my-model", "--organization", "Ours", "--arena", "company", "--key-env", "MY_KEY")
    contender = Contender.objects.select_related("arena", "model__endpoint").get()
    assert (contender.arena.slug, contender.model.organization) == ("company", "Ours")
    assert contender.model.endpoint.key_env == "MY_KEY"
    assert upstream.requests[0].headers["authorization"] == "Bearer sk-1"


def test_activation_says_per_model_what_happened(add, upstream):
    upstream.by_model["my-model"] = refusal(500)
    wrote = add("--activate")
    assert "active: Llama-3-70b-chat-hf" in wrote
    assert "refused: my-model: upstream_5xx" in wrote
    assert "1 of 2 drafts activated" in wrote
    assert dict(Contender.objects.values_list("model__upstream_name", "state")) == {
        LLAMA: "active",
        "my-model": "draft",
    }


def test_what_staff_have_paused_stays_paused(add):
    add("--activate")
    Contender.objects.update(state=Contender.State.PAUSED)
    assert "0 of 0" in add("--activate")
    assert not Contender.objects.exclude(state=Contender.State.PAUSED).exists()


def test_if_no_model_answers_the_command_fails(add, upstream):
    upstream.play("unauthorized")
    assert "No model answered" in complaint_of(add, "--activate")
    assert Contender.objects.filter(state=Contender.State.DRAFT).count() == 2


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (refusal(401), "--key-env"),
        (refusal(404), "/v1"),
        (document({"hello": "world"}), "not a list of models"),
        (models(), "no models"),
    ],
)
def test_a_server_without_a_list_of_models_is_named_with_a_hint(add, upstream, response, words):
    upstream.models = response
    assert words in complaint_of(add)
    assert not Endpoint.objects.exists()


def test_a_server_that_does_not_answer_is_named(add):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        assert "Is the server running" in complaint_of(add, url=url)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--arena", "nowhere"], "nowhere"),
        (["--model", "no-such-model"], "no-such-model"),
        (["--key-env", "UNSET_KEY"], "UNSET_KEY is not set"),
    ],
)
def test_what_is_not_there_is_named(add, args, words):
    assert words in complaint_of(add, *args)
    assert not Endpoint.objects.exists()


def test_without_an_open_arena_there_is_nowhere_to_go(add, arena):
    type(arena).objects.update(accepts_battles=False)
    assert "no open arena" in complaint_of(add)


@pytest.mark.parametrize("key", ["sk-proj-1234567890", "gsk_abc", "AKIAIOSFODNN7EXAMPLE", "1234", "my key"])
def test_a_key_in_place_of_a_variable_is_refused_and_not_repeated(add, key, capsys):
    complaint = complaint_of(add, "--key-env", key)
    captured = capsys.readouterr()
    assert "environment variable" in complaint
    assert key not in complaint + captured.out + captured.err


def test_a_key_in_the_address_is_refused_and_not_repeated(add):
    assert "sk-1234" not in complaint_of(add, url="https://api.example/v1?key=sk-1234")


def test_a_name_that_another_endpoint_has_is_refused(add):
    Endpoint.objects.create(name="Mine", base_url="https://elsewhere.example/v1")
    assert "Mine" in complaint_of(add, "--name", "Mine")


def test_two_addresses_at_one_host_get_names_of_their_own(add, upstream):
    add()
    add(url=f"{upstream.base_url}/second")
    names = Endpoint.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == [f"127.0.0.1:{upstream.port}", f"127.0.0.1:{upstream.port} (2)"]
