"""Targets and trial calls."""

import pytest

from battles.endpoints.connection import (
    MAX_PARALLEL_TRIALS,
    KeyMissing,
    NoEndpoint,
    build_target,
    read_key,
    run_trials,
    trial_call,
)
from battles.models import Endpoint, LanguageModel
from battles.providers.base import ErrorKind, Timeouts
from tests.battles.providers.upstream import chunk, stream


@pytest.fixture
def model(upstream):
    """A model that is in no database."""
    endpoint = Endpoint(base_url=upstream.base_url)
    return LanguageModel(name="Test", upstream_name="test-model", endpoint=endpoint)


def test_a_target_says_what_the_model_says(model, monkeypatch):
    monkeypatch.setenv("SOME_KEY", " sk-1\n")
    model.endpoint.key_env = "SOME_KEY"
    model.parameters = {"temperature": 0}
    model.idle_timeout = 3
    target = build_target(model)
    assert (target.upstream_name, target.base_url) == ("test-model", model.endpoint.base_url)
    assert (target.api_key, target.parameters) == ("sk-1", {"temperature": 0})
    assert target.timeouts == Timeouts(connect=10, first_token=60, idle=3, total=300)
    assert "sk-1" not in repr(target)


def test_the_key_is_read_when_it_is_needed(model, monkeypatch):
    model.endpoint.key_env = "SOME_KEY"
    with pytest.raises(KeyMissing, match="SOME_KEY"):
        build_target(model)
    monkeypatch.setenv("SOME_KEY", "sk-2")
    assert build_target(model).api_key == "sk-2"


def test_no_variable_means_no_key():
    assert read_key("") is None


def test_a_model_without_an_endpoint_has_no_target():
    with pytest.raises(NoEndpoint, match="Old"):
        build_target(LanguageModel(name="Old"))


def test_a_trial_reports_text_and_times(model):
    (trial,) = run_trials([model])
    assert trial.succeeded
    assert trial.text == "Hello there."
    assert 0 <= trial.first_token_ms <= trial.duration_ms


def test_trials_run_a_few_at_once_and_keep_their_order(model, upstream):
    upstream.play(stream(0.03, chunk("Hi"), chunk(finish="stop")))
    upstream.by_model["bad"] = stream(chunk("Hi"), chunk(finish="content_filter"))
    bad = LanguageModel(name="Bad", upstream_name="bad", endpoint=model.endpoint)
    trials = run_trials([model, bad, model, model, model, model])
    assert [trial.kind for trial in trials] == [None, ErrorKind.CONTENT_FILTER, None, None, None, None]
    assert 1 < upstream.busiest <= MAX_PARALLEL_TRIALS


async def test_a_trial_without_its_key_fails_with_words(model):
    model.endpoint.key_env = "SOME_KEY"
    trial = await trial_call(model)
    assert not trial.succeeded
    assert "SOME_KEY" in trial.problem
