"""Targets and trial calls."""

import pytest

from battles.endpoints import adaptation
from battles.endpoints.adaptation import TRIAL_TOKENS
from battles.endpoints.connection import NoEndpoint, build_target
from battles.endpoints.keys import KeyMissing
from battles.endpoints.trials import MAX_PARALLEL_TRIALS, run_trials, trial_call
from battles.models import Endpoint, LanguageModel
from battles.models.catalog import default_parameters
from battles.providers.base import ErrorKind, Timeouts
from tests import world
from tests.battles.providers.upstream import DONE, Response, chunk, document, event, ok, refusal, stream


@pytest.fixture
def model(upstream):
    """A model that is in no database."""
    endpoint = Endpoint(base_url=upstream.base_url)
    return LanguageModel(name="Test", upstream_name="test-model", endpoint=endpoint)


def test_a_target_says_what_the_model_says(model, monkeypatch):
    monkeypatch.setenv("SOME_API_KEY", " sk-1\n")
    model.endpoint.key_env = "SOME_API_KEY"
    model.parameters = {"temperature": 0}
    model.idle_timeout = 3
    target = build_target(model)
    assert (target.upstream_name, target.base_url) == ("test-model", model.endpoint.base_url)
    assert (target.api_key, target.parameters) == ("sk-1", {"temperature": 0})
    assert target.timeouts == Timeouts(connect=10, first_token=60, idle=3, total=300)
    assert "sk-1" not in repr(target)


def test_the_key_is_read_when_it_is_needed(model, monkeypatch):
    model.endpoint.key_env = "SOME_API_KEY"
    with pytest.raises(KeyMissing, match="SOME_API_KEY"):
        build_target(model)
    monkeypatch.setenv("SOME_API_KEY", "sk-2")
    assert build_target(model).api_key == "sk-2"


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
    model.endpoint.key_env = "SOME_API_KEY"
    trial = await trial_call(model)
    assert not trial.succeeded
    assert "SOME_API_KEY" in trial.problem


@pytest.fixture
def stored(upstream):
    """A model that is in the database."""
    endpoint = world.make_endpoint("Upstream", wire_format="openai", base_url=upstream.base_url)
    fields = {"slug": "test-model", "name": "Test", "upstream_name": "test-model", "endpoint": endpoint}
    return LanguageModel.objects.create(**fields)


def refused(parameter, **error):
    return refusal(400, {"error": {"message": "unsupported", "param": parameter, **error}})


@pytest.mark.django_db
def test_a_token_limit_is_sent_under_its_other_name_and_the_name_is_stored(stored, upstream):
    upstream.play(refused("max_tokens"), ok())
    (trial,) = run_trials([stored])
    assert trial.succeeded
    assert trial.adaptation.description == "max_tokens → max_completion_tokens"
    stored.refresh_from_db()
    assert stored.parameters == {"temperature": 0.7, "top_p": 1.0, "max_completion_tokens": 2000}
    assert upstream.chats[-1].body["max_completion_tokens"] == TRIAL_TOKENS


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["Unsupported value: 'temperature' does not support 0.7", "`temperature` is deprecated"]
)
def test_a_parameter_that_is_named_in_words_alone_is_left_out(stored, upstream, words):
    no = refusal(400, {"error": {"message": words}})
    upstream.play(no, ok())
    assert run_trials([stored])[0].succeeded
    stored.refresh_from_db()
    assert stored.parameters == {"top_p": 1.0, "max_tokens": 2000}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refusals", "kept"), [(1, {"temperature": 0.7, "max_tokens": 2000}), (2, {"max_tokens": 2000})]
)
def test_of_several_named_parameters_the_one_without_effect_is_left_out_first(
    stored, upstream, refusals, kept
):
    no = refusal(400, {"error": {"message": "`temperature` and `top_p` cannot both be specified"}})
    upstream.play(*[no] * refusals, ok())
    assert run_trials([stored])[0].succeeded
    stored.refresh_from_db()
    assert stored.parameters == kept


@pytest.mark.django_db
def test_a_parameter_that_a_validator_names_by_its_place_is_left_out(stored, upstream):
    detail = [{"loc": ["body", "top_p"], "msg": "Extra inputs are not permitted", "type": "extra_forbidden"}]
    upstream.play(refusal(422, {"detail": detail}), ok())
    assert run_trials([stored])[0].succeeded
    stored.refresh_from_db()
    assert stored.parameters == {"temperature": 0.7, "max_tokens": 2000}


@pytest.mark.django_db
def test_several_parameters_are_adapted_one_after_the_other(stored, upstream):
    refusals = [refused(name) for name in ("max_tokens", "temperature", "top_p")]
    upstream.play(*refusals, ok())
    (trial,) = run_trials([stored])
    assert trial.succeeded
    stored.refresh_from_db()
    assert stored.parameters == {"max_completion_tokens": 2000}


@pytest.mark.django_db
def test_a_limit_refused_under_both_names_is_left_out(stored, upstream):
    refusals = [refused(name) for name in ("max_tokens", "max_completion_tokens")]
    upstream.play(*refusals, ok())
    assert run_trials([stored])[0].succeeded
    stored.refresh_from_db()
    assert stored.parameters == {"temperature": 0.7, "top_p": 1.0}


@pytest.mark.django_db
def test_a_trial_that_fails_stores_nothing_and_ends(stored, upstream):
    upstream.play(refused("temperature"))
    (trial,) = run_trials([stored])
    assert trial.kind is ErrorKind.BAD_REQUEST
    assert "temperature" in trial.problem
    before = stored.parameters
    stored.refresh_from_db()
    assert stored.parameters == before == default_parameters()
    assert len(upstream.chats) < 20


@pytest.mark.django_db
def test_thinking_with_only_its_closing_tag_is_found_and_remembered(stored, upstream):
    upstream.play(
        stream(chunk("The user greets me."), chunk("</think>\n\nHello!"), chunk(finish="stop"), DONE)
    )
    (trial,) = run_trials([stored])
    assert (trial.text, trial.problem) == ("Hello!", "")
    stored.refresh_from_db()
    assert stored.thinks_first
    assert build_target(stored).thinks_first


@pytest.mark.django_db
def test_a_server_that_ends_with_done_alone_is_found_and_remembered(stored, upstream):
    upstream.play(stream(chunk("Hello!"), DONE))
    assert run_trials([stored])[0].succeeded
    stored.endpoint.refresh_from_db()
    assert stored.endpoint.accepts_done
    assert build_target(stored).accepts_done


@pytest.mark.django_db
def test_a_stream_that_breaks_off_is_not_taken_for_one_that_ends_with_done(stored, upstream):
    upstream.play(stream(chunk("Hello!")))
    assert run_trials([stored])[0].kind is ErrorKind.TRUNCATED
    stored.endpoint.refresh_from_db()
    assert not stored.endpoint.accepts_done


@pytest.mark.django_db
def test_a_model_that_thinks_longer_than_a_trial_gets_its_own_limit(stored, upstream):
    upstream.play(stream(chunk(None, reasoning="hm"), chunk(finish="length"), DONE), ok())
    assert run_trials([stored])[0].succeeded
    assert [request.body["max_tokens"] for request in upstream.chats] == [TRIAL_TOKENS, 2000]
    stored.refresh_from_db()
    assert stored.parameters == default_parameters()


@pytest.mark.django_db
def test_a_limit_too_low_for_thinking_is_named_with_the_remedy(stored, upstream):
    upstream.play(stream(chunk(None, reasoning="hm"), chunk(finish="length"), DONE))
    (trial,) = run_trials([stored])
    assert trial.kind is ErrorKind.THINKING_LIMIT
    assert "raise the limit" in trial.problem


def test_thinking_keeps_a_trial_alive(model, upstream, monkeypatch):
    monkeypatch.setattr(adaptation, "TRIAL_SECONDS", 0.2)
    thoughts = [chunk(None, reasoning="hm"), 0.05] * 8
    upstream.play(stream(*thoughts, chunk("Hi"), chunk(finish="stop"), DONE))
    assert run_trials([model])[0].text == "Hi"


SECRET_BODY = "internal service: password is hunter2"


@pytest.mark.parametrize(
    "response",
    [
        Response([SECRET_BODY.encode()], 500, {"Content-Type": "text/plain"}),
        Response([SECRET_BODY.encode()], 403, {"Content-Type": "text/html"}),
        refusal(400, {"error": {"message": SECRET_BODY}}),
        refusal(401, {"detail": SECRET_BODY}),
        refusal(404, {"secret": SECRET_BODY}),
        document({"secret": SECRET_BODY}),
        document({"error": SECRET_BODY}),
        document({"detail": SECRET_BODY}),
        document([SECRET_BODY]),
        stream(event({"error": {"message": SECRET_BODY}})),
        stream(b"error: " + SECRET_BODY.encode() + b"\n\n"),
        stream(SECRET_BODY.encode()),
        stream(chunk(finish=SECRET_BODY)),
        refusal(302, Location=f"http://internal/{SECRET_BODY}"),
    ],
)
def test_a_trials_message_never_shows_what_a_server_sent(model, upstream, response):
    upstream.play(response)
    (trial,) = run_trials([model])
    assert not trial.succeeded
    assert "hunter2" not in trial.problem
    assert trial.problem.startswith(trial.kind.value)
