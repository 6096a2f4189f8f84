"""Which variables an endpoint may name, and what keeps other secrets from being sent away."""

import pytest
from django.core import checks

from battles.endpoints.checks import check_key_patterns, check_networks, check_stored_endpoints
from battles.endpoints.connection import build_target
from battles.endpoints.keys import (
    InvalidVariableName,
    KeyMissing,
    VariableNotAllowed,
    is_allowed,
    parse_variable_name,
    read_key,
)
from battles.endpoints.trials import run_trials
from battles.models import Endpoint, LanguageModel
from tests import world

OWN = ["SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "REDIS_URL"]


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "GROQ_API_KEY", "ARENA_KEY_LAB"])
def test_usual_names_of_keys_are_allowed(name, monkeypatch):
    monkeypatch.setenv(name, " sk-1\n")
    assert parse_variable_name(f" {name} ") == name
    assert read_key(name) == "sk-1"


@pytest.mark.parametrize("name", [*OWN, "AWS_SECRET_ACCESS_KEY", "HOME", "PGPASSWORD", "MY_KEY", "API_KEY_X"])
def test_other_variables_are_refused_by_name_and_never_read(name, monkeypatch):
    monkeypatch.setenv(name, "a secret")
    with pytest.raises(VariableNotAllowed, match=name):
        parse_variable_name(name)
    with pytest.raises(VariableNotAllowed) as caught:
        read_key(name)
    assert "a secret" not in str(caught.value)
    assert "ARENA_KEY_VARIABLES" in str(caught.value)


@pytest.mark.parametrize("name", OWN)
def test_the_sites_own_secrets_are_refused_whatever_the_setting_says(name, settings):
    settings.KEY_VARIABLES = ["*"]
    assert not is_allowed(name)
    assert is_allowed("ANYTHING_ELSE")


def test_the_setting_names_variables_and_patterns(settings, monkeypatch):
    settings.KEY_VARIABLES = ["LAB_TOKEN", "UPSTREAM_*"]
    monkeypatch.setenv("LAB_TOKEN", "sk-2")
    assert read_key("LAB_TOKEN") == "sk-2"
    assert is_allowed("UPSTREAM_ONE")
    assert not is_allowed("OPENAI_API_KEY")


@pytest.mark.parametrize("text", ["sk-proj-1", "gsk_abc", "AKIAIOSFODNN7EXAMPLE", "1234", ""])
def test_a_key_in_place_of_a_name_is_refused_and_not_repeated(text):
    with pytest.raises(InvalidVariableName) as caught:
        parse_variable_name(text)
    assert not text or text not in str(caught.value)


def test_a_model_whose_endpoint_names_another_secret_is_never_asked(upstream, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "the site's own")
    endpoint = Endpoint(base_url=upstream.base_url, key_env="SECRET_KEY")
    model = LanguageModel(name="Mine", upstream_name="mine", endpoint=endpoint)
    with pytest.raises(VariableNotAllowed):
        build_target(model)
    (trial,) = run_trials([model])
    assert "SECRET_KEY may not be sent" in trial.problem
    assert upstream.requests == []


def test_no_variable_means_no_key_and_an_unset_one_is_named():
    assert read_key("") is None
    with pytest.raises(KeyMissing, match="UNSET_API_KEY"):
        read_key("UNSET_API_KEY")


@pytest.mark.django_db
def test_stored_endpoints_whose_variable_is_not_allowed_are_named_by_a_check():
    world.make_endpoint("Old", wire_format="openai", base_url="https://a.example/v1", key_env="OLD_TOKEN")
    world.make_endpoint("Good", wire_format="openai", base_url="https://b.example/v1", key_env="GOOD_API_KEY")
    (warning,) = check_stored_endpoints(None, databases=["default"])
    assert warning.id == "battles.W002"
    assert "Old" in warning.msg
    assert "OLD_TOKEN" in warning.msg
    assert check_stored_endpoints(None) == []


def test_an_allow_list_of_everything_and_a_network_that_is_none_are_named_by_checks(settings):
    assert check_key_patterns(None) == check_networks(None) == []
    settings.KEY_VARIABLES, settings.UPSTREAM_NETWORKS = ["*"], ["10.0.0.0/8", "lan"]
    assert [warning.id for warning in check_key_patterns(None)] == ["battles.W001"]
    (error,) = check_networks(None)
    assert (error.id, error.level) == ("battles.E001", checks.ERROR)
