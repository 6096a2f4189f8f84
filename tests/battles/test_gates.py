"""Gates: each in the setting's order may refuse a prompt before anything is stored or sent."""

import pytest

from battles import services
from battles.gates import PendingPrompt, PromptRefused, check_gates
from battles.models import Battle, Prompt
from tests import world
from tests.world import NOON

calls: list[tuple[str, PendingPrompt]] = []


def accept(pending: PendingPrompt) -> None:
    calls.append(("accept", pending))


def refuse_secrets(pending: PendingPrompt) -> None:
    calls.append(("refuse_secrets", pending))
    if "secret" in pending.prompt:
        raise PromptRefused("No secrets here.")


@pytest.fixture(autouse=True)
def gates(settings):
    calls.clear()
    settings.BATTLE_GATES = [f"{__name__}.accept", f"{__name__}.refuse_secrets"]


@pytest.mark.django_db
def test_every_gate_sees_arena_voter_and_prompt_in_the_order_of_the_setting(arena, pool):
    battle = world.open_battle(arena, prompt="What is a heron?")
    assert [name for name, _pending in calls] == ["accept", "refuse_secrets"]
    assert {pending for _name, pending in calls} == {PendingPrompt(arena, battle.voter, "What is a heron?")}


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


@pytest.mark.django_db
def test_the_first_refusal_ends_the_question(arena, settings):
    settings.BATTLE_GATES = [f"{__name__}.refuse_secrets", f"{__name__}.accept"]
    with pytest.raises(PromptRefused):
        check_gates(PendingPrompt(arena, None, "a secret"))
    assert [name for name, _pending in calls] == ["refuse_secrets"]


def test_without_gates_every_prompt_passes(settings):
    settings.BATTLE_GATES = []
    check_gates(PendingPrompt(None, None, "a secret"))
    assert calls == []


@pytest.mark.django_db
def test_a_gate_that_does_not_exist_lets_no_prompt_through(arena, pool, settings):
    settings.BATTLE_GATES = [f"{__name__}.missing"]
    with pytest.raises(ImportError):
        world.open_battle(arena)
    assert not Battle.objects.exists()
