"""A contender's steps: which are open, what they leave behind, and who may not enter the draw."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from battles.endpoints.trials import Trial
from battles.models import Contender, ContenderChange, Endpoint, LanguageModel
from battles.outcomes import Outcome
from battles.providers.demo.roster import PERSONAS
from battles.sampling import contender_lifecycle as lifecycle
from battles.sampling.contender_lifecycle import ActivationRefused, TransitionRefused
from tests import world

pytestmark = pytest.mark.django_db

State = Contender.State
WELL = Trial("Hello.", 5, 10)


@pytest.fixture
def draft(arena):
    """A draft of a demo model that always answers."""
    reliable = next(persona.slug for persona in PERSONAS if not persona.manner.fails)
    contender = world.make_contender(arena, reliable, state=State.DRAFT)
    Contender.objects.filter(pk=contender.pk).update(codename="River")
    contender.refresh_from_db()
    return contender


@pytest.fixture
def reachable(arena, upstream):
    """A draft at a real server."""
    endpoint = Endpoint.objects.create(
        name="Upstream", base_url=upstream.base_url, key_env="UPSTREAM_API_KEY"
    )
    contender = world.make_contender(arena, "test-model", state=State.DRAFT, endpoint=endpoint)
    Contender.objects.filter(pk=contender.pk).update(codename="Lake")
    contender.refresh_from_db()
    return contender


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
    for state in (State.PREVIEW, State.PAUSED, State.PREVIEW):
        lifecycle.change_state(draft, state, reason="Trial.", trial=WELL)
        fresh = Contender.objects.get(pk=draft.pk)
        assert fresh.is_unnamed
        assert (fresh.public_name, fresh.public_slug) == ("River", "river")


@pytest.mark.parametrize("last", [State.ACTIVE, State.RETIRED])
def test_a_preview_is_unveiled_when_it_becomes_active_or_retires_and_stays_so(draft, last):
    lifecycle.change_state(draft, State.PREVIEW, reason="Trial.", trial=WELL)
    lifecycle.change_state(draft, last, reason="Done.", trial=WELL)
    fresh = Contender.objects.get(pk=draft.pk)
    assert fresh.unveiled_at == draft.unveiled_at is not None
    assert fresh.public_name == draft.model.name
    if last == State.ACTIVE:
        lifecycle.change_state(fresh, State.PAUSED, reason="Pause.")
        assert not Contender.objects.get(pk=draft.pk).is_unnamed


def test_a_preview_needs_a_codename(draft):
    Contender.objects.filter(pk=draft.pk).update(codename="")
    draft.refresh_from_db()
    assert State.PREVIEW not in lifecycle.next_states(draft)
    with pytest.raises(TransitionRefused, match="codename"):
        lifecycle.change_state(draft, State.PREVIEW, reason="Trial.", trial=WELL)


@pytest.mark.parametrize(
    ("codename", "words"),
    [
        ("夜鷺", "Latin letters"),
        ("text other", "taken"),
        ("NIGHT  heron", "taken"),
        ("heron by acme-corp", "reveals the model"),
        ("Heron-9B", "reveals the model"),
        ("Grey Wing", None),
    ],
)
def test_a_codename_is_an_address_of_its_own_and_tells_nothing(arena, codename, words):
    other = world.make_contender(arena, "other")
    Contender.objects.filter(pk=other.pk).update(codename="Night Heron")
    secret = world.make_contender(
        arena, "secret", state=State.DRAFT, organization="Acme Corp", aliases=["Heron 9b"]
    )
    secret.codename = codename
    if words is None:
        secret.full_clean()
    else:
        with pytest.raises(ValidationError, match=words):
            secret.full_clean()


def test_who_has_left_the_drafts_or_fought_can_never_be_deleted(draft):
    rival = world.make_contender(draft.arena, "rival", state=State.DRAFT)
    world.stored_vote(draft.arena, draft, rival, Outcome.A)
    third = world.make_contender(draft.arena, "third", state=State.DRAFT)
    Contender.objects.filter(pk=third.pk).update(codename="Sky")
    lifecycle.change_state(Contender.objects.get(pk=third.pk), State.PREVIEW, reason="Trial.", trial=WELL)
    for contender in (draft, rival, third):
        with pytest.raises(ProtectedError), transaction.atomic():
            contender.delete()
        with pytest.raises(ProtectedError), transaction.atomic():
            Contender.objects.filter(pk=contender.pk).delete()
        with pytest.raises(ProtectedError), transaction.atomic():
            contender.model.delete()
    assert Contender.objects.count() == 3


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 301])
def test_a_step_without_a_readable_reason_is_refused(draft, reason):
    with pytest.raises(TransitionRefused):
        lifecycle.activate(draft, reason=reason, trial=WELL)
    assert state_of(draft) == State.DRAFT


def test_of_two_that_change_one_contender_the_second_is_told(draft):
    seen_by_another = Contender.objects.get(pk=draft.pk)
    lifecycle.activate(draft, reason="First.", trial=WELL)
    with pytest.raises(TransitionRefused, match="Another user"):
        lifecycle.activate(seen_by_another, reason="Second.", trial=WELL)
    assert ContenderChange.objects.filter(contender=draft).count() == 1


def test_activation_asks_the_model_itself(reachable, upstream, monkeypatch):
    monkeypatch.setenv("UPSTREAM_API_KEY", "sk-1")
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
    monkeypatch.setenv("UPSTREAM_API_KEY", "sk-1")
    upstream.play(script)
    with pytest.raises(ActivationRefused, match=words):
        lifecycle.change_state(reachable, state, reason="Try.")
    assert state_of(reachable) == State.DRAFT
    assert not reachable.changes.exists()


def test_a_missing_key_refuses_the_draw_and_names_the_variable(reachable, upstream, monkeypatch):
    monkeypatch.setenv("UPSTREAM_API_KEY", "  ")
    with pytest.raises(ActivationRefused, match="UPSTREAM_API_KEY"):
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
    monkeypatch.setenv("UPSTREAM_API_KEY", "sk-1")
    lifecycle.activate(reachable, reason="It works.")
    upstream.play("server error")
    lifecycle.change_state(reachable, State.PAUSED, reason="It fails.")
    assert state_of(reachable) == State.PAUSED


def test_of_several_each_steps_for_itself(draft, reachable, upstream, monkeypatch):
    monkeypatch.setenv("UPSTREAM_API_KEY", "sk-1")
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
