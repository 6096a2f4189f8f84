"""Annotate a battle after the end of a turn: read its new texts, store readings, facts, tags and style.

- The end of a turn stores the intent with the texts, in one transaction (`request_annotation`).
- Whoever stored the turn then calls `annotate_battle`; settling a vote and the sweep do it if that did not
  happen. Doing it twice changes nothing.
- Texts are read outside of any transaction; each prompt and each answer is read once, because readings are
  stored. So a turn's cost does not grow with the conversation, and no other writer waits for a detector.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import BigAutoField, DateTimeField, Max
from django.utils import timezone

from battles.annotations.arena_names import ArenaNames, load_arena_names
from battles.annotations.readings import BattleReadings, read_battle_texts
from battles.annotations.store import missing_imported_labels, stored_styles
from battles.counting.ledger.arrays import STYLE_COLUMNS
from battles.database.compiled import CompiledInsert, CompiledQuery, CompiledUpdate, Given
from battles.database.recent_facts import RecentFacts
from battles.detectors.categories import Fact
from battles.detectors.run import battle_language, battle_style, battle_tags, build_facts
from battles.models import Annotation, Battle, BattleStyle
from battles.tags import Tag

logger = logging.getLogger(__name__)

OUTAGES = (OperationalError, InterfaceError)
"""Errors of a database that is away or locked."""

MAX_ROUNDS = 3
"""How often a battle is read again because a further turn ended meanwhile."""

SWEEP_SECONDS = 10
"""The sweep annotates a battle after this time; until then the process that stored the turn may do it."""

_NAMES: RecentFacts[int, ArenaNames] = RecentFacts(load_arena_names)
_OF_BATTLE = Given("battle", BigAutoField())
_MARK = CompiledQuery[tuple](
    lambda: Battle.objects.filter(pk=_OF_BATTLE).values_list("pk", "arena", "unread_since", "state")
)
_LOCK = CompiledQuery[tuple](
    lambda: (
        Battle.objects.select_for_update(of=("self",))
        .filter(pk=_OF_BATTLE)
        .values_list("pk", "unread_since", "tags", "language", "origin")
    )
)
_NEWEST_FACTS = CompiledQuery[tuple](
    lambda: Annotation.objects.filter(
        pk__in=Annotation.objects.filter(battle=_OF_BATTLE)
        .order_by()
        .values("detector")
        .annotate(newest=Max("pk"))
        .values("newest")
    ).values_list("detector", "version", "value")
)
_ADD_ANNOTATIONS = CompiledInsert(Annotation, ["battle", "detector", "version", "value", "recorded_at"])
_SAVE_STYLE = CompiledInsert(
    BattleStyle,
    ["battle", *STYLE_COLUMNS],
    "ON CONFLICT (battle_id) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in STYLE_COLUMNS),
)
_MARK_READ = CompiledUpdate(Battle, ["tags", "language", "unread_since"])


class _Marked(NamedTuple):
    """A battle's mark of unread texts."""

    pk: int
    arena_id: int
    unread_since: dt.datetime | None
    state: str


@dataclass
class _Locked:
    """The columns of a locked battle that the facts may change, and those that decide how."""

    pk: int
    unread_since: dt.datetime | None
    tags: int
    language: int | None
    origin: str


class _CanBeMarked(Protocol):
    unread_since: dt.datetime | None


def request_annotation(battle: _CanBeMarked, *, now: dt.datetime) -> list[str]:
    """Mark a locked battle as having unread texts. Returns the fields that the caller must save."""
    battle.unread_since = now
    return ["unread_since"]


def annotate_battle(battle_id: int) -> bool:
    """Bring a battle's facts up to date if it has unread texts; returns whether they are.

    A battle whose next turn runs already is annotated at that turn's end. Do not call it in a transaction.
    """
    for _ in range(MAX_ROUNDS):
        marked = _get_mark(battle_id)
        if marked.unread_since is None:
            return True
        if marked.state == Battle.State.RUNNING:
            return False
        _tags, is_read = _annotate(marked)
        if is_read:
            return True
    return _get_mark(battle_id).unread_since is None


def _get_mark(battle_id: int) -> _Marked:
    row = _MARK.first(battle=battle_id)
    if row is None:
        raise Battle.DoesNotExist(f"battle {battle_id}")
    return _Marked(*row)


MAX_ANNOTATED = 100
_DUE = CompiledQuery[tuple[int]](
    lambda: (
        Battle.objects.unread(Given("before", DateTimeField()))
        .order_by("unread_since")
        .values_list("pk")[:MAX_ANNOTATED]
    )
)


def annotate_due(*, now: dt.datetime) -> int:
    """Annotate the battles whose process did not do it, the oldest first. Returns how many.

    A battle that cannot be annotated is logged and skipped. An unreachable database raises.
    """
    before = now - dt.timedelta(seconds=SWEEP_SECONDS)
    annotated = 0
    for (battle_id,) in _DUE.fetch(before=before):
        try:
            annotated += annotate_battle(battle_id)
        except OUTAGES:
            raise
        except Exception:
            logger.exception("battle %s cannot be annotated", battle_id)
    return annotated


def record_annotations(battle: Battle) -> Tag:
    """Annotate a battle now, whether it was requested or not; returns its new tags.

    It may run inside a transaction that has locked the battle.
    """
    tags, _is_read = _annotate(_Marked(battle.pk, battle.arena_id, battle.unread_since, battle.state))
    battle.tags, battle.unread_since = int(tags), None
    return tags


def _annotate(marked: _Marked) -> tuple[Tag, bool]:
    """Read what is unread and store everything. Returns the tags, and whether no turn ended meanwhile.

    A detector that fails is logged; its facts stay missing. Raises OUTAGES: a database that is away says
    nothing about the texts, and the mark stays.
    """
    try:
        readings = read_battle_texts(marked.pk, _NAMES.get(marked.arena_id))
        facts = build_facts(readings.prompts, readings.answers)
    except OUTAGES:
        raise
    except Exception:
        logger.exception("the detectors failed on battle %s; a rescan reads it again", marked.pk)
        readings, facts = None, ()
    with transaction.atomic():
        return _store(marked, readings, facts)


def _store(marked: _Marked, readings: BattleReadings | None, facts: tuple[Fact, ...]) -> tuple[Tag, bool]:
    """Append the facts that changed, rewrite tags and style, clear the mark if no turn ended meanwhile.

    readings: stored in any case; None if a detector failed: then no fact is stored.
    """
    row = _LOCK.first(battle=marked.pk)
    if row is None:
        raise Battle.DoesNotExist(f"battle {marked.pk}")
    locked = _Locked(*row)
    if readings is not None:
        readings.store()
    if locked.unread_since != marked.unread_since:
        return Tag(locked.tags), False
    if readings is not None:
        _store_facts(locked, facts)
    _MARK_READ.execute(locked.pk, [locked.tags, locked.language, None])
    return Tag(locked.tags), True


def _store_facts(locked: _Locked, facts: tuple[Fact, ...]) -> None:
    """Append the facts that changed; rewrite the style, and tags and language in memory."""
    old_facts = {row[0]: Fact(*row) for row in _NEWEST_FACTS.fetch(battle=locked.pk)}
    labels: list[Fact] = []
    if locked.origin != Battle.Origin.LIVE:
        battle = Battle.objects.get(pk=locked.pk)
        labels = missing_imported_labels(battle, old_facts, stored_styles([locked.pk]).get(locked.pk))
    changed = [fact for fact in (*labels, *facts) if old_facts.get(fact.detector) != fact]
    now = timezone.now()
    _ADD_ANNOTATIONS.execute([(locked.pk, fact.detector, fact.version, fact.value, now) for fact in changed])
    current = {**old_facts, **{fact.detector: fact for fact in (*labels, *facts)}}.values()
    style = battle_style(current)
    if style is not None:
        _SAVE_STYLE.execute([(locked.pk, *(style[column] for column in STYLE_COLUMNS))])
    locked.tags = int(battle_tags(current, events=locked.tags))
    locked.language = battle_language(current, declared=locked.language or 0) or None
