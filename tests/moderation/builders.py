"""Arenas and battles to moderate, made row by row without the services that make real ones."""

from battles.models import Answer, Arena, Battle, Prompt, Vote, Voter
from battles.outcomes import Outcome
from tests import world


def make_arena(slug: str) -> Arena:
    """An arena with two active contenders, Heron and Otter."""
    arena = world.make_arena(slug)
    world.make_pool(arena, ("Heron", "Otter"))
    return arena


def make_battles(arena: Arena, number: int, *, voter: Voter | None = None, **fields) -> list[Battle]:
    """Voted battles without texts, all at noon of one day."""
    first, second = arena.contenders.order_by("id")
    battle = {
        "arena": arena,
        "contender_a": first,
        "contender_b": second,
        "state": Battle.State.VOTED,
        "opened_at": world.NOON,
        "voter": voter,
        **fields,
    }
    made = Battle.objects.bulk_create([Battle(**battle) for _ in range(number)])
    Vote.objects.bulk_create(
        [
            Vote(battle=each, arena=arena, outcome=Outcome.A, cast_at=world.NOON, day=world.NOON.date())
            for each in made
        ]
    )
    return made


def add_turn(battle: Battle, prompt: str, answer_a: str, answer_b: str) -> Prompt:
    """One more turn, answered by both sides."""
    turn = Prompt.objects.create(battle=battle, turn=battle.prompts.count() + 1, text=prompt)
    for side, text in (("a", answer_a), ("b", answer_b)):
        Answer.objects.create(
            prompt=turn,
            side=side,
            text=text,
            contender=battle.contender_a if side == "a" else battle.contender_b,
            state=Answer.State.DONE,
            finish_reason="stop",
            output_tokens=120,
            first_token_ms=250,
            duration_ms=1_250,
        )
    return turn
