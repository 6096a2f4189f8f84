"""Corrections: a member of staff overrules the identity detector on one battle.

A correction is an annotation with a name of its own: which tags it clears, who decided it, why, and the
source of the decision. The detector's own annotations stay. The newest correction of a battle is in force;
retracting one appends a correction that clears nothing.
"""

from collections.abc import Iterable

from django.db import transaction

from battles.annotations.rescan import load_unchanged, write_changes
from battles.counting.exclusions import lock_battles
from battles.detectors.categories import Fact
from battles.detectors.run import CORRECTION, CORRECTION_VERSION
from battles.models import Annotation, Battle
from battles.tags import Tag

CORRECTABLE = Tag.IDENTITY_LEAK | Tag.PROMPTED_IDENTITY | Tag.IDENTITY_REQUEST
"""The tags that a correction may clear."""
BATCH = 500


@transaction.atomic
def correct_detections(
    battle_ids: Iterable[int], *, source_id: str, policy: str, actor: str, reason: str
) -> list[int]:
    """Clear the identity tags of these battles. Battles without such a tag are skipped.

    Returns the ids of the corrected battles.
    """
    ids = sorted(set(battle_ids))
    lock_battles(ids)
    flagged = [pk for pk, tags in _tags_of(ids) if tags & CORRECTABLE]
    clears = [str(tag.name).lower() for tag in CORRECTABLE]
    value = {"clears": clears, "source": source_id, "policy": policy, "actor": actor, "reason": reason}
    return _write(flagged, value)


@transaction.atomic
def retract_corrections(source_id: str, *, by: str, battle_ids: Iterable[int]) -> list[int]:
    """End the corrections of one source where they are in force. Returns the ids of those battles."""
    ids = sorted(set(battle_ids))
    lock_battles(ids)
    newest: dict[int, str] = {}
    for start in range(0, len(ids), BATCH):
        rows = Annotation.objects.filter(detector=CORRECTION, battle_id__in=ids[start : start + BATCH])
        newest |= {pk: value["source"] for pk, value in rows.order_by("pk").values_list("battle_id", "value")}
    current = [pk for pk, source in newest.items() if source == source_id]
    return _write(current, {"clears": [], "source": by})


def _tags_of(ids: list[int]) -> list[tuple[int, int]]:
    return [
        row
        for start in range(0, len(ids), BATCH)
        for row in Battle.objects.filter(pk__in=ids[start : start + BATCH]).values_list("pk", "tags")
    ]


def _write(battle_ids: list[int], value: dict) -> list[int]:
    written = []
    for start in range(0, len(battle_ids), BATCH):
        battles = Battle.objects.filter(pk__in=battle_ids[start : start + BATCH]).order_by("pk")
        fact = Fact(CORRECTION, CORRECTION_VERSION, value)
        changes = [change.with_facts([fact]) for change in load_unchanged(battles)]
        written += [change.battle.pk for change in write_changes(changes)]
    return written
