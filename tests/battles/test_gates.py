"""Gates: each in the setting's order may refuse a prompt before anything is stored or sent."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from battles import services
from battles.gates import (
    Evidence,
    GateAnswer,
    GateOutcome,
    PendingPrompt,
    PromptRefused,
    build_evidence,
    check_gates,
    find_unreachable,
    flush_outcomes,
    load_gates,
    outcome_counts,
    read_finished_days,
)
from battles.generation.sweep import run_sweep
from battles.models import Battle, EvidenceTier, GateCount, Prompt, Vote
from battles.rate_limits import Counter, Limit
from tests import world
from tests.world import NOON

calls: list[tuple[str, PendingPrompt]] = []


class Accept:
    name = "accept"
    fields = frozenset({"token"})
    cookies = frozenset({"pass"})
    headers = frozenset({"x-checked"})

    def check(self, pending: PendingPrompt) -> GateAnswer:
        calls.append((self.name, pending))
        if "broken" in pending.prompt:
            return GateAnswer(GateOutcome.UNREACHABLE)
        return GateAnswer(tier=EvidenceTier.WORKED if pending.evidence.fields.get("token") else None)

    def build_form_part(self, evidence):
        return None


class RefuseSecrets(Accept):
    name = "refuse_secrets"
    fields = cookies = headers = frozenset()

    def check(self, pending: PendingPrompt) -> GateAnswer:
        calls.append((self.name, pending))
        if "secret" in pending.prompt:
            raise PromptRefused("No secrets here.")
        return GateAnswer()


class OnePrompt(RefuseSecrets):
    name = "one_prompt"
    counter = Counter("one-prompt", Limit(1, 60))

    def check(self, pending: PendingPrompt) -> GateAnswer:
        return GateAnswer(counters={self.counter: PromptRefused("Only one.")})


@pytest.fixture(autouse=True)
def gates(settings):
    calls.clear()
    settings.BATTLE_GATES = [f"{__name__}.Accept", f"{__name__}.RefuseSecrets"]


@pytest.mark.django_db
def test_every_gate_sees_arena_voter_and_prompt_in_the_order_of_the_setting(arena, pool):
    battle = world.open_battle(arena, prompt="What is a heron?")
    assert [name for name, _pending in calls] == ["accept", "refuse_secrets"]
    assert {(each.arena, each.voter, each.prompt) for _name, each in calls} == {
        (arena, battle.voter, "What is a heron?")
    }


@pytest.mark.django_db
def test_a_refused_prompt_stores_nothing_and_its_words_reach_the_visitor(arena, pool):
    with pytest.raises(PromptRefused, match="No secrets here"):
        world.open_battle(arena, prompt="My secret is a heron.")
    assert not Battle.objects.exists()


@pytest.mark.django_db
def test_further_prompts_pass_the_same_gates(arena, pool):
    battle = world.answered_battle(arena)
    with pytest.raises(PromptRefused):
        services.continue_battle(battle, prompt="Now a secret.", turn=2, now=NOON)
    assert Prompt.objects.count() == 1
    battle.refresh_from_db()
    assert battle.state == Battle.State.ANSWERED
    assert calls[-1][1].turn == 2


@pytest.mark.django_db
def test_the_first_refusal_ends_the_question(arena, settings):
    settings.BATTLE_GATES = [f"{__name__}.RefuseSecrets", f"{__name__}.Accept"]
    with pytest.raises(PromptRefused):
        check_gates(PendingPrompt(arena, None, "a secret"))
    assert [name for name, _pending in calls] == ["refuse_secrets"]


def test_without_gates_every_prompt_passes(settings):
    settings.BATTLE_GATES = []
    assert check_gates(PendingPrompt(None, None, "a secret")).tier == EvidenceTier.NONE
    assert calls == []


@pytest.mark.django_db
def test_a_gate_that_does_not_exist_lets_no_prompt_through(arena, pool, settings):
    settings.BATTLE_GATES = [f"{__name__}.missing"]
    with pytest.raises(ImportError):
        world.open_battle(arena)
    assert not Battle.objects.exists()


def test_a_gate_gets_the_fields_cookies_and_verified_headers_that_it_names_and_no_others(settings):
    settings.VERIFIED_HEADERS = ["X-Checked"]
    request = RequestFactory().post(
        "/battles/", {"token": "t", "other": "o"}, REMOTE_ADDR="192.0.2.7", headers={"x-checked": "yes"}
    )
    request.COOKIES |= {"pass": "p", "sessionid": "s"}
    check_gates(PendingPrompt(None, None, "Hi", build_evidence(request, voter_key=None)))
    (_first, to_accept), (_second, to_refuse) = calls
    assert to_accept.evidence.fields == {"token": "t"}
    assert to_accept.evidence.cookies == {"pass": "p"}
    assert to_accept.evidence.headers == {"x-checked": "yes"}
    assert to_accept.evidence.address == "192.0.2.7"
    assert [prefix.network for prefix in to_refuse.evidence.prefixes] == ["192.0.2.7/32", "192.0.2.0/24"]
    assert not {*to_refuse.evidence.fields, *to_refuse.evidence.cookies, *to_refuse.evidence.headers}


def test_a_header_that_no_proxy_vouches_for_is_not_evidence():
    request = RequestFactory().post("/battles/", headers={"x-checked": "yes"})
    check_gates(PendingPrompt(None, None, "Hi", build_evidence(request, voter_key=None)))
    assert calls[0][1].evidence.headers == {}


@pytest.mark.django_db
def test_the_tier_that_a_gate_finds_is_stored_with_the_battle_and_its_vote(arena, pool):
    worked = world.open_battle(arena, evidence=Evidence(fields={"token": "t"}))
    assert worked.evidence_tier == EvidenceTier.WORKED
    assert world.open_battle(arena).evidence_tier == EvidenceTier.NONE
    voted = world.voted_battle(arena, evidence=Evidence(fields={"token": "t"}))
    assert Vote.objects.get(pk=voted.pk).evidence_tier == EvidenceTier.WORKED


@pytest.mark.django_db
def test_an_unreachable_gate_lets_the_prompt_pass_unverified_and_is_counted_apart(arena, pool):
    battle = world.open_battle(
        arena, prompt="a broken check", evidence=Evidence(fields={"token": "t"}, account=EvidenceTier.MEMBER)
    )
    assert battle.evidence_tier == EvidenceTier.UNVERIFIED
    flush_outcomes()
    assert find_unreachable(since=timezone.now() - dt.timedelta(minutes=1)) == ["accept"]


@pytest.mark.django_db
def test_a_further_prompt_that_could_not_be_checked_lowers_the_tier_of_its_battle(arena, pool):
    battle = world.answered_battle(arena, evidence=Evidence(fields={"token": "t"}))
    services.continue_battle(battle, prompt="broken now", turn=2, now=NOON)
    battle.refresh_from_db()
    assert battle.evidence_tier == EvidenceTier.UNVERIFIED


@pytest.mark.django_db
def test_outcomes_are_counted_by_day_and_only_finished_days_are_read(arena):
    for prompt in ("fine", "a secret", "broken", "fine"):
        try:
            check_gates(PendingPrompt(arena, None, prompt))
        except PromptRefused:
            continue
    flush_outcomes()
    assert flush_outcomes() == 0
    check_gates(PendingPrompt(arena, None, "fine"))
    flush_outcomes()
    numbers = {(each.gate, each.outcome): each.number for each in GateCount.objects.all()}
    assert numbers == {
        ("accept", "passed"): 4,
        ("accept", "unreachable"): 1,
        ("refuse_secrets", "passed"): 4,
        ("refuse_secrets", "failed"): 1,
    }
    today = timezone.now().date()
    assert read_finished_days(today=today, days=7) == []
    assert len(read_finished_days(today=today + dt.timedelta(days=1), days=7)) == 4


@pytest.mark.django_db
def test_a_full_counter_of_a_gate_refuses_with_the_words_of_the_gate(client, arena, pool, settings):
    settings.BATTLE_GATES = [f"{__name__}.OnePrompt"]
    form = {"arena": arena.slug, "key": "6b1c8f4e-0000-4000-8000-000000000001"}
    assert client.post("/battles/", {**form, "prompt": "One"}).status_code == 302
    refused = client.post("/battles/", {**form, "prompt": "Two"})
    assert refused.status_code == 422
    assert "Only one." in refused.content.decode()


def test_every_gate_of_the_setting_has_a_name_of_its_own_and_says_what_it_reads(settings):
    settings.BATTLE_GATES = settings.SHIPPED_GATES
    names = [gate.name for gate in load_gates()]
    assert len(set(names)) == len(names)
    for gate in load_gates():
        for read in (gate.fields, gate.cookies, gate.headers):
            assert isinstance(read, frozenset)
        assert not gate.cookies & {"sessionid", "csrftoken", "arena_voter"}


@pytest.mark.django_db
def test_the_sweep_stores_counts_and_keeps_them_while_the_database_refuses(arena, monkeypatch):
    check_gates(PendingPrompt(arena, None, "fine"))
    monkeypatch.setattr(outcome_counts, "ADD", "INSERT INTO nowhere VALUES {rows}")
    with transaction.atomic():
        run_sweep()
        transaction.set_rollback(True)
    monkeypatch.undo()
    monkeypatch.setattr(outcome_counts, "FLUSH_SECONDS", 0.0)
    run_sweep()
    assert GateCount.objects.get(gate="accept").number == 1
