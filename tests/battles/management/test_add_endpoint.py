"""`manage.py add_endpoint` against a server on a real socket."""

import io
import socket
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from battles.endpoints.keys import is_allowed
from battles.endpoints.presets import PRESETS
from battles.models import Arena, Contender, Endpoint, LanguageModel
from battles.providers import PROVIDERS
from battles.providers.addresses import normalize_base_url
from tests import world
from tests.battles.providers.upstream import document, models, ok, refusal

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
    monkeypatch.setenv("MY_API_KEY", "sk-1")
    world.make_arena("company")
    add("--model", "my-model", "--organization", "Ours", "--arena", "company", "--key-env", "MY_API_KEY")
    contender = Contender.objects.select_related("arena", "model__endpoint").get()
    assert (contender.arena.slug, contender.model.organization) == ("company", "Ours")
    assert contender.model.endpoint.key_env == "MY_API_KEY"
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
        (["--key-env", "UNSET_API_KEY"], "UNSET_API_KEY is not set"),
    ],
)
def test_what_is_not_there_is_named(add, args, words):
    assert words in complaint_of(add, *args)
    assert not Endpoint.objects.exists()


def test_without_an_open_arena_there_is_nowhere_to_go(add, arena):
    type(arena).objects.update(accepts_battles=False)
    assert "no open arena" in complaint_of(add)
    assert "no open arena" in complaint_of(add, "--activate")


def test_on_a_site_without_an_arena_activation_makes_the_first_open_one(add, arena):
    type(arena).objects.all().delete()
    assert "no open arena" in complaint_of(add)
    assert "Made the first open arena" in add("--activate")
    made = Arena.objects.open().get()
    assert Contender.objects.drawable(made).count() == 2
    add("--activate")
    assert Arena.objects.count() == 1


def test_a_server_that_does_not_answer_leaves_no_arena_behind(add, arena, upstream):
    type(arena).objects.all().delete()
    upstream.models = refusal(500)
    complaint_of(add, "--activate")
    assert not Arena.objects.exists()


@pytest.fixture
def nearby(upstream, monkeypatch):
    """The preset of a known server, at the test's own address."""

    def nearby(name, **fields):
        monkeypatch.setitem(PRESETS, name, replace(PRESETS[name], base_url=upstream.base_url, **fields))
        return name

    return nearby


def test_the_name_of_a_known_server_and_its_key_are_enough(add, upstream, nearby, monkeypatch):
    monkeypatch.setenv("GROQ_API_KEY", "gsk-1")
    add("--key-env", "GROQ_API_KEY", "--activate", url=nearby("groq"))
    endpoint = Endpoint.objects.get()
    assert (endpoint.name, endpoint.wire_format, endpoint.key_env) == ("Groq", "openai", "GROQ_API_KEY")
    assert upstream.requests[0].headers["authorization"] == "Bearer gsk-1"
    assert Contender.objects.filter(state=Contender.State.ACTIVE).count() == 2


def test_a_known_servers_usual_variable_need_not_be_named(add, upstream, nearby, monkeypatch):
    assert "MISTRAL_API_KEY is not set" in complaint_of(add, url=nearby("mistral"))
    monkeypatch.setenv("MISTRAL_API_KEY", "sk-1")
    add(url="Mistral")
    assert Endpoint.objects.get().key_env == "MISTRAL_API_KEY"


def test_a_local_server_needs_no_key(add, nearby):
    add(url=nearby("ollama"))
    add(url="ollama")
    endpoint = Endpoint.objects.get()
    assert (endpoint.name, endpoint.key_env) == ("Ollama", "")


def test_a_known_server_speaks_its_own_wire_format(add, upstream, nearby, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-1")
    add(url=nearby("anthropic"))
    assert Endpoint.objects.get().wire_format == "anthropic"
    assert upstream.requests[0].headers["x-api-key"] == "sk-1"


def test_deployments_of_azure_are_named_and_not_listed(add, upstream, nearby, monkeypatch):
    assert "--resource" in complaint_of(add, url="azure")
    assert "--resource" in complaint_of(add, "--resource", "my.evil/", url="azure")
    assert "--model" in complaint_of(add, "--resource", "my-lab", url="azure")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "sk-1")
    add("--resource", "my-lab", "--model", "my-gpt", url="azure")
    endpoint = Endpoint.objects.get()
    assert (endpoint.name, endpoint.base_url) == (
        "Azure OpenAI my-lab",
        "https://my-lab.openai.azure.com/openai/v1",
    )
    assert upstream.requests == []


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_an_address_of_a_known_wire_format_with_an_allowed_key(name):
    preset = PRESETS[name]
    address = preset.base_url.format(resource="mine")
    assert normalize_base_url(address) == address
    assert preset.wire_format in PROVIDERS
    assert not preset.key_env or is_allowed(preset.key_env)
    assert bool(preset.key_env) == address.startswith("https:")


def test_models_that_do_not_chat_are_skipped_unless_they_are_named(add, upstream):
    upstream.models = models("chat", "text-embedding-3-small", "bge-reranker", "whisper-1")
    wrote = add()
    assert "probably no chat models" in wrote
    assert list(LanguageModel.objects.values_list("upstream_name", flat=True)) == ["chat"]
    add("--model", "whisper-1")
    assert LanguageModel.objects.filter(upstream_name="whisper-1").exists()


def test_entries_without_a_name_are_skipped_and_counted(add, upstream):
    upstream.models = document({"data": [{"id": "chat"}, {}, {"id": None}]})
    assert "skipped 2 entries" in add()
    assert LanguageModel.objects.count() == 1


def test_parameters_of_new_models_can_be_set_and_removed(add):
    add("--parameter", "max_tokens=500", "--parameter", "temperature=", "--parameter", "reasoning_effort=low")
    expected = {"top_p": 1.0, "max_tokens": 500, "reasoning_effort": "low"}
    assert all(model.parameters == expected for model in LanguageModel.objects.all())
    assert "NAME=VALUE" in complaint_of(add, "--parameter", "nonsense")


def test_a_parameter_may_be_json(add):
    add("--parameter", 'thinking={"type": "enabled"}', "--parameter", 'stop=["x"]', "--parameter", "n=1e1",
        "--parameter", "echo=false", "--parameter", "text={a")  # fmt: skip
    values = LanguageModel.objects.first().parameters
    assert values["thinking"] == {"type": "enabled"}
    assert (values["stop"], values["n"], values["echo"], values["text"]) == (["x"], 10.0, False, "{a")
    assert "no value" in complaint_of(add, "--parameter", "temperature=NaN")


def test_what_a_trial_adapted_is_reported_and_stored(add, upstream):
    no = refusal(400, {"error": {"message": "no", "param": "max_tokens"}})
    upstream.play(no, ok())
    wrote = add("--model", "my-model", "--activate")
    assert "adapted: max_tokens → max_completion_tokens" in wrote
    assert LanguageModel.objects.get().parameters["max_completion_tokens"] == 2000


@pytest.mark.parametrize("variable", ["SECRET_KEY", "DATABASE_URL", "LAB_TOKEN"])
def test_a_variable_that_may_not_be_sent_is_refused(add, upstream, monkeypatch, variable):
    monkeypatch.setenv(variable, "the site's own")
    assert f"{variable} may not be sent" in complaint_of(add, "--key-env", variable)
    assert upstream.requests == []


def test_a_server_in_a_private_network_is_refused_with_the_settings_name(add, upstream, settings):
    settings.UPSTREAM_NETWORKS = []
    assert "ARENA_UPSTREAM_NETWORKS" in complaint_of(add)
    assert upstream.requests == []


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


def test_known_models_begin_with_their_published_facts(add):
    add("--model", LLAMA, "--license", "Ours", "--price-in", "0.5", "--price-out", "0.7")
    model = LanguageModel.objects.get(upstream_name=LLAMA)
    assert (model.organization, model.knowledge_cutoff, model.context_tokens) == ("Meta", "2023/12", 8192)
    assert (model.license, model.open_weights) == ("Ours", True)
    assert (float(model.input_price), float(model.output_price)) == (0.5, 0.7)


def test_a_price_that_is_none_is_refused_and_nothing_is_stored(add):
    assert "input_price cannot be 'cheap'" in complaint_of(add, "--price-in", "cheap")
    assert not LanguageModel.objects.exists()


def test_the_same_model_elsewhere_and_the_same_server_twice_are_noticed(add, upstream):
    upstream.models = models(LLAMA, "my-model", "third")
    assert "seems to be" not in add()
    again = add("--name", "Second account")
    assert "my-model seems to be my-model at 127.0.0.1" in again
    assert "has the same models: is http://127.0.0.1" in again
    upstream.models = models("llama3:70b")
    assert "llama3:70b seems to be Llama-3-70b-chat-hf" in add("--name", "Third", "--model", "llama3:70b")
