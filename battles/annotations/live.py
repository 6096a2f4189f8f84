"""Annotate a battle after the end of a turn: read its new texts, store readings, facts, tags and style.

- The end of a turn stores the intent with the texts, in one transaction (`request_annotation`).
- Whoever stored the turn then calls `annotate_battle`; settling a vote and the sweep do it if that did not
  happen. Doing it twice changes nothing.
- Texts are read outside of any transaction; each prompt and each answer is read once, because readings are
  stored. So a turn's cost does not grow with the conversation, and no other writer waits for a detector.
"""

import datetime as dt
import logging

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max

from battles.annotations.arena_names import load_arena_names
from battles.annotations.readings import read_battle_texts
from battles.annotations.store import build_annotations, missing_imported_labels, stored_styles
from battles.counting.ledger.arrays import STYLE_COLUMNS
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


def request_annotation(battle: Battle, *, now: dt.datetime) -> list[str]:
    """Mark a locked battle as having unread texts. Returns the fields that the caller must save."""
    battle.unread_since = now
    return ["unread_since"]


def annotate_battle(battle_id: int) -> bool:
    """Bring a battle's facts up to date if it has unread texts; returns whether they are.

    A battle whose next turn runs already is annotated at that turn's end. Do not call it in a transaction.
    """
    for _ in range(MAX_ROUNDS):
        battle = Battle.objects.select_related("arena").get(pk=battle_id)
        if battle.unread_since is None:
            return True
        if battle.state == Battle.State.RUNNING:
            return False
        _annotate(battle)
        if battle.unread_since is None:
            return True
    return not Battle.objects.filter(pk=battle_id, unread_since__isnull=False).exists()


def annotate_due(*, now: dt.datetime, limit: int = 100) -> int:
    """Annotate the battles whose process did not do it, the oldest first. Returns how many.

    A battle that cannot be annotated is logged and skipped. An unreachable database raises.
    """
    before = now - dt.timedelta(seconds=SWEEP_SECONDS)
    due = Battle.objects.unread(before).order_by("unread_since").values_list("pk", flat=True)[:limit]
    annotated = 0
    for battle_id in list(due):
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
    battle.tags = int(_annotate(battle))
    battle.unread_since = None
    return Tag(battle.tags)


def _annotate(battle: Battle) -> Tag:
    """Read what is unread and store everything. A detector that fails is logged; its facts stay missing.

    Raises OUTAGES: a database that is away says nothing about the texts, and the mark stays.
    """
    try:
        facts = _read_battle(battle)
    except OUTAGES:
        raise
    except Exception:
        logger.exception("the detectors failed on battle %s; a rescan reads it again", battle.pk)
        facts = None
    with transaction.atomic():
        return _store(battle, facts)


def _read_battle(battle: Battle) -> tuple[Fact, ...]:
    """Return the facts of a battle; stores the readings of texts that had none."""
    readings = read_battle_texts(battle.pk, load_arena_names(battle.arena))
    return build_facts(readings.prompts, readings.answers)


def _store(battle: Battle, facts: tuple[Fact, ...] | None) -> Tag:
    """Append the facts that changed, rewrite tags and style, clear the mark if no turn ended meanwhile.

    A cleared mark is cleared in `battle` too.
    """
    locked = Battle.objects.select_for_update(of=("self",)).get(pk=battle.pk)
    if locked.unread_since != battle.unread_since:
        return Tag(locked.tags)
    if facts is not None:
        _store_facts(locked, facts)
    locked.unread_since = None
    locked.save(update_fields=["tags", "language", "unread_since"])
    battle.unread_since = None
    return Tag(locked.tags)


def _store_facts(battle: Battle, facts: tuple[Fact, ...]) -> None:
    """Append the facts that changed; rewrite the style, and tags and language in memory."""
    old_facts = _newest_facts(battle.pk)
    labels: list[Fact] = []
    if battle.origin != Battle.Origin.LIVE:
        labels = missing_imported_labels(battle, old_facts, stored_styles([battle.pk]).get(battle.pk))
    changed = [fact for fact in (*labels, *facts) if old_facts.get(fact.detector) != fact]
    Annotation.objects.bulk_create(build_annotations(battle.pk, changed))
    current = {**old_facts, **{fact.detector: fact for fact in (*labels, *facts)}}.values()
    style = battle_style(current)
    if style is not None:
        BattleStyle.objects.bulk_create(
            [BattleStyle(battle_id=battle.pk, **style)],
            update_conflicts=True,
            unique_fields=["battle"],
            update_fields=STYLE_COLUMNS,
        )
    battle.tags = int(battle_tags(current, events=battle.tags))
    battle.language = battle_language(current, declared=battle.language or 0) or None


def _newest_facts(battle_id: int) -> dict[str, Fact]:
    """Return the newest fact of each detector, without reading the older ones."""
    rows = Annotation.objects.filter(battle=battle_id).order_by()
    newest = rows.values("detector").annotate(newest=Max("pk")).values("newest")
    columns = ("detector", "version", "value")
    return {row[0]: Fact(*row) for row in Annotation.objects.filter(pk__in=newest).values_list(*columns)}
