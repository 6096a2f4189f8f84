"""Backends over real sockets: a moderations endpoint and a guard model, and what they do when they fail."""

import uuid

import pytest

from battles.gates import find_unreachable, flush_outcomes
from battles.models import Battle, EvidenceTier, LanguageModel
from moderation.screening.backends import (
    FAILURES,
    BackendAway,
    Breaker,
    ask_backend,
    parse_codes,
    parse_guard,
    parse_moderations,
)
from moderation.screening.policy import GUARD_CODES
from tests import world
from tests.battles.providers.upstream import CUT, HOLD, Response, document, ok, refusal, stream
from tests.world import NOON

pytestmark = pytest.mark.django_db


def send(client, prompt="How do I hurt a neighbour?", **more):
    data = {"arena": "text", "key": str(uuid.uuid4()), "prompt": prompt, **more}
    return client.post("/battles/", data)


@pytest.fixture
def with_guard(adopt, upstream):
    endpoint = world.make_endpoint("Guard", wire_format="openai", base_url=upstream.base_url)
    model = LanguageModel.objects.create(
        slug="guard", name="Guard", upstream_name="guard-1", endpoint=endpoint, parameters={"temperature": 1}
    )
    return adopt(backend="guard", guard_model=model, violence=("block", []), seconds=2.0)


def test_a_moderations_endpoint_blocks_by_its_scores_and_gets_the_text_and_the_key(
    client, arena, pool, upstream, with_moderations
):
    with_moderations(violence=("block", []))
    with_moderations.score(violence=0.9, hate=0.1)
    page = send(client)
    assert page.status_code == 422
    assert "Violence" in page.content.decode()
    assert not Battle.objects.exists()
    [asked] = upstream.requests
    assert asked.body == {"input": "How do I hurt a neighbour?", "model": "omni"}
    assert asked.headers["authorization"] == "Bearer sk-screen-0123456789"


def test_scores_below_the_threshold_pass(client, arena, pool, with_moderations):
    with_moderations(violence=("block", []))
    with_moderations.score(violence=0.4)
    assert send(client).status_code == 302
    assert Battle.objects.get().evidence_tier == EvidenceTier.NONE


def test_a_warning_of_the_rules_and_one_of_the_backend_are_both_accepted_in_turn(
    client, arena, pool, with_moderations
):
    with_moderations(violence=("warn", []))
    with_moderations.score(violence=0.9)
    accepted = ""
    for _ in range(2):
        page = send(client, "My card is 4111 1111 1111 1111", accepted=accepted)
        assert page.status_code == 422
        accepted = page.content.decode().split('name="accepted" value="')[1].split('"')[0]
    assert send(client, "My card is 4111 1111 1111 1111", accepted=accepted).status_code == 302


@pytest.mark.parametrize(
    "failure",
    [
        refusal(500),
        refusal(401),
        refusal(429),
        Response([CUT], raw=True),
        Response([b"220 mail\r\n\r\n"], raw=True),
        document({"results": []}),
        document(["nothing"]),
        document({"results": [{"category_scores": {"violence": "high"}}]}),
        Response([HOLD]),
        Response([b"{" * 2_000_000]),
    ],
    ids=["500", "401", "429", "cut", "no http", "empty", "list", "words", "silent", "huge"],
)
def test_a_backend_that_fails_lets_prompts_pass_unverified_and_staff_learn_it(
    client, arena, pool, upstream, with_moderations, failure
):
    with_moderations(violence=("block", []), seconds=0.3)
    upstream.by_path["/v1/moderations"] = failure
    assert send(client).status_code == 302
    assert Battle.objects.get().evidence_tier == EvidenceTier.UNVERIFIED
    flush_outcomes()
    assert find_unreachable(since=NOON) == ["screening_backend"]


def test_a_backend_without_its_key_is_away_and_the_key_is_of_the_allowed_ones(
    client, arena, pool, with_moderations, monkeypatch
):
    policy = with_moderations()
    monkeypatch.delenv("SCREEN_API_KEY")
    with pytest.raises(BackendAway, match="SCREEN_API_KEY"):
        ask_backend(policy, "Hi")
    policy.endpoint.key_env = "SECRET_KEY"
    with pytest.raises(BackendAway, match="may not be sent"):
        ask_backend(policy, "Hi")


def test_a_backend_in_a_network_that_is_not_allowed_is_not_called(upstream, with_moderations, settings):
    settings.UPSTREAM_NETWORKS = []
    with pytest.raises(BackendAway, match="not a public address"):
        ask_backend(with_moderations(), "Hi")
    assert upstream.requests == []


def test_after_three_failures_it_is_left_alone_for_a_while(upstream, with_moderations):
    policy = with_moderations()
    upstream.by_path["/v1/moderations"] = refusal(500)
    for _ in range(FAILURES + 2):
        with pytest.raises(BackendAway):
            ask_backend(policy, "Hi")
    assert len(upstream.requests) == FAILURES


def test_the_breaker_tries_again_after_its_pause_and_a_success_closes_it():
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.check(100.0)
        breaker.note(failed=True, now=100.0)
    with pytest.raises(BackendAway):
        breaker.check(129.0)
    breaker.check(131.0)
    breaker.note(failed=False, now=131.0)
    breaker.note(failed=True, now=132.0)
    breaker.check(133.0)


def test_the_budget_of_calls_is_kept(upstream, with_moderations):
    policy = with_moderations(calls_per_minute=2)
    for _ in range(2):
        ask_backend(policy, "Hi")
    with pytest.raises(BackendAway, match="budget"):
        ask_backend(policy, "Hi")
    assert len(upstream.requests) == 2


def test_a_guard_model_blocks_by_its_verdict(client, arena, pool, upstream, with_guard):
    upstream.play(ok("unsafe\n", "S1"))
    assert send(client).status_code == 422
    [asked] = upstream.chats
    assert "How do I hurt a neighbour?" in asked.body["messages"][0]["content"]
    assert asked.body["temperature"] == 0
    upstream.play(ok("safe"))
    assert send(client).status_code == 302


@pytest.mark.parametrize("script", [ok("I cannot say."), ok("unsafe"), "unauthorized", stream(HOLD)])
def test_a_guard_model_without_a_verdict_is_away(client, arena, pool, upstream, with_guard, script):
    with_guard.seconds = 0.3
    with_guard.save()
    upstream.play(script)
    assert send(client).status_code == 302
    assert Battle.objects.get().evidence_tier == EvidenceTier.UNVERIFIED


def test_a_template_is_filled_once_and_braces_of_the_text_stay(upstream, with_guard):
    upstream.play(ok("safe"))
    ask_backend(with_guard, "{text} {0} {x!r}")
    assert "{text} {0} {x!r}" in upstream.chats[0].body["messages"][0]["content"]


def test_a_verdict_is_its_first_word_and_the_codes_that_follow():
    codes = parse_codes(GUARD_CODES)
    assert parse_guard("safe", codes) == []
    assert parse_guard("\n\nSafe.", codes) == []
    assert {hit.category for hit in parse_guard("unsafe\nS1,S11", codes)} == {"violence", "self_harm"}
    with pytest.raises(BackendAway):
        parse_guard("", codes)


@pytest.mark.parametrize("line", ["S1", "S1 = mischief", "= violence"])
def test_a_line_that_is_no_code_is_named(line):
    with pytest.raises(ValueError, match=line):
        parse_codes(f"S2 = hate\n{line}")


def test_the_endpoints_categories_are_ours_by_their_beginning():
    scores = {"self-harm/intent": 0.2, "self-harm": 0.7, "sexual/minors": 0.6, "sexual": 0.1, "other": 1.0}
    hits = {hit.category: hit.score for hit in parse_moderations({"results": [{"category_scores": scores}]})}
    assert hits == {"self_harm": 0.7, "minors": 0.6, "sexual": 0.1}


def test_an_endpoint_with_flags_alone_is_understood():
    flags = {"results": [{"categories": {"hate": True, "violence": False}}]}
    assert {hit.category: hit.score for hit in parse_moderations(flags)} == {"hate": 1.0, "violence": 0.0}


def test_an_address_asks_it_a_limited_number_of_times_a_minute(
    client, arena, pool, upstream, with_moderations
):
    with_moderations(violence=("block", []))
    with_moderations.score(violence=0.9)
    statuses = [send(client, f"Prompt {number}").status_code for number in range(62)]
    assert statuses[:60] == [422] * 60
    assert statuses[60:] == [429, 429]
    assert len(upstream.requests) == 60
