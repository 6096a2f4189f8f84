"""The types without model fields in which a battle is shown."""

import uuid
from dataclasses import dataclass

from battles.conversation import has_attempts_left
from battles.models import Battle
from battles.outcomes import Outcome

SIDES = ("a", "b")


@dataclass(frozen=True)
class BlindAnswer:
    """One side's answer to one prompt. state: running, done, stopped, failed or interrupted. html: safe."""

    side: str
    state: str
    html: str


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

    key: uuid.UUID | str
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
