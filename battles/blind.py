"""The view of a battle before its vote, as types without model fields.

Pages, streams and JSON of a battle are built from BlindBattle only. The names come from `get_names`, which
raises while the battle is blind.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.safestring import SafeString

from battles.conversation import TurnTexts, has_attempts_left, is_within_tokens
from battles.models import Answer, AnswerHtml, Battle, Contender, Prompt
from battles.outcomes import Outcome
from battles.tags import Tag

SIDES = ("a", "b")


class StillBlind(Exception):
    """The names were requested before the vote."""


@dataclass(frozen=True)
class BlindAnswer:
    """One side's answer to one prompt. state: running, done, stopped, failed or interrupted."""

    side: str
    state: str
    html: SafeString


@dataclass(frozen=True)
class BlindTurn:
    """One prompt with the newest answer of each side; turn and attempt start at 1."""

    turn: int
    attempt: int
    prompt: str
    a: BlindAnswer
    b: BlindAnswer

    @property
    def sides(self) -> tuple[BlindAnswer, BlindAnswer]:
        return (self.a, self.b)


@dataclass(frozen=True)
class BlindBattle:
    """A battle without its models.

    - `asks_identity`: a prompt asks the models who they are.
    - `ballot`: the newest ballot of a battle without a vote.
    - `has_room`: the conversation is within its budget, so another prompt is possible.
    - `is_erased`: its texts were erased.
    - `seconds_left`: time until the ballot becomes the vote, rounded up.
    """

    key: uuid.UUID
    arena_slug: str
    arena_title: str
    mode: str
    state: str
    turns: tuple[BlindTurn, ...]
    turns_left: int
    has_room: bool
    max_prompt_characters: int
    was_stopped: bool
    asks_identity: bool
    ballot: Outcome | None
    seconds_left: int
    is_erased: bool = False

    @property
    def is_running(self) -> bool:
        return self.state == Battle.State.RUNNING

    @property
    def may_replace(self) -> bool:
        """Whether another model may answer for a side: while the first answers of a blind battle begin."""
        is_first = len(self.turns) == 1 and self.last_turn.attempt == 1
        return self.is_running and is_first and not self.is_side_by_side

    @property
    def is_broken(self) -> bool:
        """Whether no vote is possible any more: a side failed, or its process stopped."""
        return self.state in (Battle.State.FAILED, Battle.State.INTERRUPTED)

    @property
    def is_voted(self) -> bool:
        return self.state == Battle.State.VOTED

    @property
    def can_vote(self) -> bool:
        return self.state == Battle.State.ANSWERED

    @property
    def can_continue(self) -> bool:
        """Whether another prompt is possible: answered, no ballot yet, turns and tokens left."""
        return self.can_vote and self.ballot is None and self.turns_left > 0 and self.has_room

    @property
    def can_regenerate(self) -> bool:
        return self.can_vote and self.ballot is None and has_attempts_left(self.last_turn.attempt)

    @property
    def is_side_by_side(self) -> bool:
        return self.mode == Battle.Mode.SIDE_BY_SIDE

    @property
    def last_turn(self) -> BlindTurn:
        return self.turns[-1]


def blind_battle(battle: Battle, *, now) -> BlindBattle:
    """Build the blind view of a battle as of `now`; three queries."""
    arena = battle.arena
    newest = list(_get_newest_answers(battle))
    turns = tuple(
        BlindTurn(
            turn=prompt.turn,
            attempt=answers["a"].attempt,
            prompt=prompt.text,
            a=blind_answer(answers["a"]),
            b=blind_answer(answers["b"]),
        )
        for prompt, answers in newest
    )
    texts = [TurnTexts(prompt.text, answers["a"].text, answers["b"].text) for prompt, answers in newest]
    has_ballot = battle.settles_at is not None or battle.state == Battle.State.VOTED
    ballot = battle.ballots.order_by("-id").first() if has_ballot else None
    left = (battle.settles_at - now).total_seconds() if battle.settles_at else 0.0
    return BlindBattle(
        key=battle.key,
        arena_slug=arena.slug,
        arena_title=arena.title,
        mode=battle.mode,
        state=battle.state,
        turns=turns,
        turns_left=max(0, arena.max_turns - len(turns)),
        has_room=is_within_tokens(texts),
        max_prompt_characters=arena.max_prompt_characters,
        was_stopped=any(answer.state == Answer.State.STOPPED for turn in turns for answer in turn.sides),
        asks_identity=bool(battle.tags & Tag.IDENTITY_REQUEST),
        ballot=Outcome(ballot.outcome) if ballot else None,
        seconds_left=max(0, -int(-left // 1)),
        is_erased=battle.is_erased,
    )


def _get_newest_answers(battle: Battle) -> Iterator[tuple[Prompt, dict[str, Answer]]]:
    """Yield each prompt with the newest answer of each side: all attempts are stored, the newest is shown."""
    answers = Prefetch("answers", Answer.objects.select_related("rendered"))
    for prompt in battle.prompts.prefetch_related(answers):
        newest: dict[str, Answer] = {}
        for answer in prompt.answers.all():
            if answer.side not in newest or answer.attempt > newest[answer.side].attempt:
                newest[answer.side] = answer
        if len(newest) < len(SIDES):
            continue
        yield prompt, newest


def blind_answer(answer: Answer) -> BlindAnswer:
    """Build the view of one answer, without its model, with its stored HTML."""
    return BlindAnswer(side=answer.side, state=answer.state, html=AnswerHtml.objects.get_html(answer))


@dataclass(frozen=True)
class ModelCard:
    """One model after the reveal. A contender in preview has its codename and no page (empty slug)."""

    name: str
    slug: str
    organization: str
    license: str
    is_simulated: bool
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    """USD per million tokens."""


@dataclass(frozen=True)
class Names:
    """The names of both sides, after the vote or where the visitor chose the models."""

    a: ModelCard
    b: ModelCard


def get_names(battle: Battle) -> Names:
    """Return the models of both sides. Raises StillBlind before the vote of an anonymous battle."""
    if battle.is_blind:
        raise StillBlind(f"battle {battle.key} has no vote yet")
    return Names(a=get_card(battle.contender_a), b=get_card(battle.contender_b))


def get_card(contender: Contender) -> ModelCard:
    """What is shown of a model that its reader may know, under its public name."""
    model = contender.model
    return ModelCard(
        name=contender.public_name,
        slug="" if contender.is_unnamed else model.slug,
        organization="" if contender.is_unnamed else model.organization,
        license="" if contender.is_unnamed else model.license,
        is_simulated=model.is_simulated,
        input_price=None if contender.is_unnamed else model.input_price,
        output_price=None if contender.is_unnamed else model.output_price,
    )
