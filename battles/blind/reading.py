"""Reading battles for their voters in one statement each, as values: no instance of a model is built.

One row is one answer with the columns of its prompt and its battle.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.safestring import mark_safe

from battles.blind.view import SIDES, BlindAnswer, BlindBattle, BlindTurn
from battles.conversation import TurnTexts, is_within_tokens
from battles.database.compiled import CompiledQuery, Given
from battles.models import Answer, AnswerHtml, Ballot, Battle, Voter
from battles.models.answer_html import is_current
from battles.outcomes import Outcome
from battles.tags import Tag


class _Row(NamedTuple):
    """One answer with its prompt and its battle. `outcome`: of the newest ballot."""

    answer_id: int
    side: str
    answer_state: str
    text: str
    html_version: int | None
    html_digest: str | None
    html: str | None
    attempt: int
    turn: int
    prompt: str
    battle_id: int
    key: uuid.UUID
    mode: str
    state: str
    tags: int
    settles_at: dt.datetime | None
    erased_at: dt.datetime | None
    arena_slug: str
    arena_title: str
    max_turns: int
    max_prompt_characters: int
    outcome: int | None


_OF_ANSWER = ("pk", "side", "state", "text", "rendered__version", "rendered__digest", "rendered__html")
_OF_BATTLE = (
    *("pk", "key", "mode", "state", "tags", "settles_at", "erased_at"),
    *("arena__slug", "arena__title", "arena__max_turns", "arena__max_prompt_characters"),
)


def _select_rows(answers: QuerySet) -> QuerySet:
    newest = Ballot.objects.filter(battle=OuterRef("prompt__battle")).order_by("-id").values("outcome")[:1]
    return answers.order_by("prompt__turn", "attempt", "side").values_list(
        *_OF_ANSWER,
        "attempt",
        "prompt__turn",
        "prompt__text",
        *(f"prompt__battle__{name}" for name in _OF_BATTLE),
        Subquery(newest),
    )


def _select_own() -> QuerySet:
    """The answers of a voter's battle."""
    return Answer.objects.filter(
        prompt__battle__key=Given("key", Battle._meta.get_field("key")),
        prompt__battle__voter__key=Given("voter", Voter._meta.get_field("key")),
        prompt__battle__voter__origin=Voter.Origin.LIVE,
    )


_OWN: CompiledQuery[tuple] = CompiledQuery(lambda: _select_rows(_select_own()))
_BY_ID: CompiledQuery[tuple] = CompiledQuery(
    lambda: _select_rows(Answer.objects.filter(prompt__battle=Given("battle", Battle._meta.pk)))
)
_NEWEST_TURN: CompiledQuery[tuple] = CompiledQuery(
    lambda: (
        _select_own()
        .order_by("-prompt__turn", "-attempt")
        .values_list("prompt__battle", "prompt__turn", "attempt")[:1]
    )
)
_TURN: CompiledQuery[tuple] = CompiledQuery(
    lambda: (
        Answer.objects.filter(
            prompt__battle=Given("battle", Battle._meta.pk),
            prompt__turn=Given("turn", Answer._meta.get_field("attempt")),
            attempt=Given("attempt", Answer._meta.get_field("attempt")),
        )
        .order_by("side")
        .values_list(*_OF_ANSWER, *(f"prompt__battle__{name}" for name in ("key", "state", "generator")))
    )
)


@dataclass(frozen=True)
class OwnBattle:
    """A voter's battle as it is stored. is_due: its ballot should be the vote by now."""

    pk: int
    is_due: bool
    blind: BlindBattle


def read_own_battle(key: uuid.UUID, voter_key: uuid.UUID, *, now: dt.datetime) -> OwnBattle | None:
    """The battle of this key if it is this voter's, else None; one query."""
    rows = [_Row(*row) for row in _OWN.fetch(key=key, voter=voter_key)]
    if not rows:
        return None
    settles_at = rows[0].settles_at
    return OwnBattle(rows[0].battle_id, settles_at is not None and settles_at <= now, _build(rows, now=now))


def blind_battle(battle: Battle, *, now: dt.datetime) -> BlindBattle:
    """Build the blind view of a battle as of `now`; one query. Its state is that of the instance."""
    rows = [_Row(*row) for row in _BY_ID.fetch(battle=battle.pk)]
    state, settles_at, erased_at = str(battle.state), battle.settles_at, battle.erased_at
    return _build(
        [row._replace(state=state, settles_at=settles_at, erased_at=erased_at) for row in rows], now=now
    )


def _build(rows: Sequence[_Row], *, now: dt.datetime) -> BlindBattle:
    first = rows[0]
    turns = _collect_turns(rows)
    left = (first.settles_at - now).total_seconds() if first.settles_at else 0.0
    has_ballot = first.settles_at is not None or first.state == Battle.State.VOTED
    shown = [turn[side].answer_state for turn in turns for side in SIDES]
    return BlindBattle(
        key=first.key,
        arena_slug=first.arena_slug,
        arena_title=first.arena_title,
        mode=first.mode,
        state=first.state,
        turns=tuple(_build_turn(turn) for turn in turns),
        turns_left=max(0, first.max_turns - len(turns)),
        has_room=is_within_tokens(
            TurnTexts(turn["a"].prompt, turn["a"].text, turn["b"].text) for turn in turns
        ),
        max_prompt_characters=first.max_prompt_characters,
        was_stopped=Answer.State.STOPPED in shown,
        asks_identity=bool(first.tags & Tag.IDENTITY_REQUEST),
        ballot=Outcome(first.outcome) if has_ballot and first.outcome is not None else None,
        seconds_left=max(0, -int(-left // 1)),
        is_erased=first.erased_at is not None,
    )


def _collect_turns(rows: Sequence[_Row]) -> list[dict[str, _Row]]:
    """By turn and side the newest attempt: all attempts are stored, the newest is shown."""
    turns: dict[int, dict[str, _Row]] = {}
    for row in rows:
        turns.setdefault(row.turn, {})[row.side] = row
    return [turn for turn in turns.values() if len(turn) == len(SIDES)]


def _build_turn(turn: dict[str, _Row]) -> BlindTurn:
    a, b = turn["a"], turn["b"]
    return BlindTurn(a.turn, a.attempt, a.prompt, *(_build_answer(row[:7]) for row in (a, b)))


def _build_answer(columns: tuple) -> BlindAnswer:
    """The view of one answer, without its model; columns as in _OF_ANSWER."""
    answer_id, side, state, text, version, digest, html = columns
    if not text:
        return BlindAnswer(side, str(state), mark_safe(""))
    if is_current(text, version=version, digest=digest):
        return BlindAnswer(side, str(state), mark_safe(html))
    return BlindAnswer(side, str(state), AnswerHtml.objects.get_html(Answer.objects.get(pk=answer_id)))


@dataclass(frozen=True)
class StoredTurn:
    """A turn as it is in the database; sides in order a, b. generator: the process that has claimed it."""

    battle_key: str
    is_running: bool
    generator: uuid.UUID | None
    sides: tuple[BlindAnswer, ...]


def find_own_turn(battle_key: uuid.UUID, voter_key: uuid.UUID | None) -> tuple[int, int, int] | None:
    """Battle, turn and attempt of the newest turn of this voter's battle; None if it is not theirs."""
    return _NEWEST_TURN.first(key=battle_key, voter=voter_key) if voter_key else None


def get_stored_turn(key: tuple[int, int, int]) -> StoredTurn:
    """Read a turn from the database; one query. Raises Battle.DoesNotExist."""
    battle, turn, attempt = key
    rows = _TURN.fetch(battle=battle, turn=turn, attempt=attempt)
    if not rows:
        raise Battle.DoesNotExist(str(key))
    battle_key, state, generator = rows[0][7:]
    return StoredTurn(
        str(battle_key),
        state == Battle.State.RUNNING,
        generator,
        tuple(_build_answer(row[:7]) for row in rows),
    )
