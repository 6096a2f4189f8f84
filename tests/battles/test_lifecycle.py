"""A contender's steps: which are open, what they leave behind, and who may not enter the draw."""

import pytest
from django.contrib.auth import get_user_model

from battles import lifecycle
from battles.endpoints import Trial
from battles.lifecycle import ActivationRefused, TransitionRefused
from battles.models import Contender, ContenderChange, Endpoint, LanguageModel
from battles.providers.demo.roster import PERSONAS
from tests import world

pytestmark = pytest.mark.django_db

State = Contender.State
WELL = Trial("Hello.", 5, 10)


@pytest.fixture
def draft(arena):
    """A draft of a demo model that always answers."""
    reliable = next(persona.slug for persona in PERSONAS if not persona.manner.fails)
    return world.make_contender(arena, reliable, state=State.DRAFT)


@pytest.fixture
def reachable(arena, upstream):
    """A draft at a real server."""
    endpoint = Endpoint.objects.create(name="Upstream", base_url=upstream.base_url, key_env="UPSTREAM_KEY")
    return world.make_contender(arena, "test-model", state=State.DRAFT, endpoint=endpoint)


def state_of(contender):
    return Contender.objects.get(pk=contender.pk).state


def test_an_activation_is_dated_and_says_why_and_by_whom(draft):
    staff = get_user_model().objects.create(username="staff")
    change = lifecycle.activate(draft, reason="  Asked for\nby many.  ", actor=staff)
    assert state_of(draft) == draft.state == State.ACTIVE
    assert (change.from_state, change.to_state, change.reason) == ("draft", "active", "Asked for by many.")
    assert change.actor == staff
    assert change.changed_at is not None


@pytest.mark.parametrize(
    ("path", "end"),
    [
        (["preview", "active"], True),
        (["preview", "paused", "preview"], True),
        (["preview", "retired"], True),
        (["active", "paused", "active", "retired", "active"], True),
        (["active", "preview"], False),
        (["active", "paused", "preview"], False),
        (["active", "draft"], False),
        (["active", "active"], False),
        (["paused"], False),
        (["retired"], False),
    ],
)
def test_only_sensible_steps_are_taken(draft, path, end):
    *before, last = path
    for state in before:
        lifecycle.change_state(draft, state, reason="Next.", trial=WELL)
    assert (State(last) in lifecycle.next_states(draft)) is end
    if end:
        lifecycle.change_state(draft, last, reason="Next.", trial=WELL)
        assert state_of(draft) == last
    else:
        with pytest.raises(TransitionRefused):
            lifecycle.change_state(draft, last, reason="Next.", trial=WELL)
        assert draft.changes.count() == len(before)


def test_a_pause_does_not_uncover_a_preview(draft):
    Contender.objects.filter(pk=draft.pk).update(codename="river")
    draft.refresh_from_db()
    lifecycle.change_state(draft, State.PREVIEW, reason="Trial.", trial=WELL)
    assert State.PAUSED not in lifecycle.next_states(draft)
    with pytest.raises(TransitionRefused, match="weight"):
        lifecycle.change_state(draft, State.PAUSED, reason="Oops.")


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 301])
def test_a_step_without_a_readable_reason_is_refused(draft, reason):
    with pytest.raises(TransitionRefused):
        lifecycle.activate(draft, reason=reason, trial=WELL)
    assert state_of(draft) == State.DRAFT


def test_of_two_that_change_one_contender_the_second_is_told(draft):
    seen_by_another = Contender.objects.get(pk=draft.pk)
    lifecycle.activate(draft, reason="First.", trial=WELL)
    with pytest.raises(TransitionRefused, match="Somebody else"):
        lifecycle.activate(seen_by_another, reason="Second.", trial=WELL)
    assert ContenderChange.objects.filter(contender=draft).count() == 1


def test_activation_asks_the_model_itself(reachable, upstream, monkeypatch):
    monkeypatch.setenv("UPSTREAM_KEY", "sk-1")
    lifecycle.activate(reachable, reason="It works.")
    (request,) = upstream.chats
    assert request.body["model"] == "test-model"
    assert request.body["max_tokens"] < 2000
    assert request.headers["authorization"] == "Bearer sk-1"
    assert state_of(reachable) == State.ACTIVE


@pytest.mark.parametrize("state", [State.ACTIVE, State.PREVIEW])
@pytest.mark.parametrize(
    ("script", "words"), [("unauthorized", "auth"), ("empty", "empty"), ("cut in the middle", "truncated")]
)
def test_a_failed_trial_call_refuses_the_draw(reachable, upstream, monkeypatch, state, script, words):
    monkeypatch.setenv("UPSTREAM_KEY", "sk-1")
    upstream.play(script)
    with pytest.raises(ActivationRefused, match=words):
        lifecycle.change_state(reachable, state, reason="Try.")
    assert state_of(reachable) == State.DRAFT
    assert not reachable.changes.exists()


def test_a_missing_key_refuses_the_draw_and_names_the_variable(reachable, upstream, monkeypatch):
    monkeypatch.setenv("UPSTREAM_KEY", "  ")
    with pytest.raises(ActivationRefused, match="UPSTREAM_KEY"):
        lifecycle.activate(reachable, reason="Try.")
    assert not upstream.requests


def test_an_endpoint_that_is_switched_off_refuses_the_draw(draft):
    Endpoint.objects.update(is_enabled=False)
    fresh = Contender.objects.get(pk=draft.pk)
    with pytest.raises(ActivationRefused, match="switched off"):
        lifecycle.activate(fresh, reason="Try.", trial=WELL)


def test_a_model_known_from_a_log_alone_cannot_be_asked(draft):
    LanguageModel.objects.update(endpoint=None)
    with pytest.raises(ActivationRefused, match="no endpoint"):
        lifecycle.activate(Contender.objects.get(pk=draft.pk), reason="Try.")


def test_leaving_the_draw_needs_no_server(reachable, upstream, monkeypatch):
    monkeypatch.setenv("UPSTREAM_KEY", "sk-1")
    lifecycle.activate(reachable, reason="It works.")
    upstream.play("server error")
    lifecycle.change_state(reachable, State.PAUSED, reason="It fails.")
    assert state_of(reachable) == State.PAUSED


def test_of_several_each_steps_for_itself(draft, reachable, upstream, monkeypatch):
    monkeypatch.setenv("UPSTREAM_KEY", "sk-1")
    upstream.play("server error")
    retired = world.make_contender(draft.arena, "old", state=State.RETIRED, endpoint=None)
    attempts = lifecycle.change_many([reachable, retired, draft], State.ACTIVE, reason="All of them.")
    assert [attempt.contender for attempt in attempts] == [reachable, retired, draft]
    assert [attempt.refusal is None for attempt in attempts] == [False, False, True]
    assert [state_of(contender) for contender in (reachable, retired, draft)] == [
        "draft",
        "retired",
        "active",
    ]
    assert ContenderChange.objects.get().contender == draft


def test_several_that_cannot_take_the_step_are_not_tried(reachable, upstream):
    Contender.objects.update(state=State.ACTIVE)
    (attempt,) = lifecycle.change_many([Contender.objects.get()], State.ACTIVE, reason="Again.")
    assert isinstance(attempt.refusal, TransitionRefused)
    assert not upstream.requests
