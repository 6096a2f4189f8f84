"""What the public is told of an event: nothing of hidden arenas, drafts and unnamed previews.

Addresses are paths below the site's own.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from battles.models import Arena, ContenderChange, OutboxEvent
from moderation.models import Decision
from moderation.public_record import public_decision, public_decisions
from ratings.models import Rebuild


@dataclass(frozen=True)
class Message:
    """One message about one public arena. body: canonical JSON with `type`, `timestamp` and `data`."""

    key: str
    arena: str
    body: str


def build_messages(event: OutboxEvent) -> list[Message]:
    """Build the messages of an event, one an arena; empty where nothing of it is public."""
    return [
        Message(
            f"msg_{event.pk}_{data['arena']}",
            data["arena"],
            json.dumps(
                {"type": event.kind, "timestamp": timestamp, "data": data},
                ensure_ascii=False,
                sort_keys=True,
                separators=(",", ":"),
            ),
        )
        for timestamp, data in BUILDERS[OutboxEvent.Kind(event.kind)](event)
    ]


Told = list[tuple[str, dict[str, Any]]]
"""Timestamp and data of each message."""


def _tell_boards(event: OutboxEvent) -> Told:
    """Which boards a rebuild published anew."""
    public = Rebuild.objects.filter(published_at__isnull=False, arena__in=Arena.objects.public())
    run = public.filter(pk=event.subject).select_related("arena").first()
    if run is None:
        return []
    boards = run.snapshots.order_by("pk").values_list("pk", "board__category", "method")
    data = {
        "arena": run.arena.slug,
        "boards": [
            {
                "category": category,
                "method": method,
                "snapshot": pk,
                "path": f"/api/v1/leaderboards/{run.arena.slug}/{category}/?method={method}",
            }
            for pk, category, method in boards
        ],
    }
    return [(run.published_at.isoformat(), data)] if data["boards"] else []


def _tell_model(event: OutboxEvent) -> Told:
    """A step of a model that is named in public, in a public arena."""
    changes = ContenderChange.objects.select_related("contender__model", "contender__arena")
    change = changes.filter(pk=event.subject, contender__arena__in=Arena.objects.public()).first()
    if change is None or change.contender.is_unnamed or change.to_state == "draft":
        return []
    contender = change.contender
    if contender.state == "draft":
        return []
    data = {
        "arena": contender.arena.slug,
        "model_id": contender.model_id,
        "slug": contender.model.slug,
        "name": contender.model.name,
        "from_state": change.from_state or None,
        "to_state": change.to_state,
        "reason": change.reason,
        "path": f"/api/v1/models/{contender.model_id}/",
    }
    return [(change.changed_at.isoformat(), data)]


def _tell_decision(event: OutboxEvent) -> Told:
    """A decision as the transparency page lists it; an undo is told as the decision that it undid."""
    decided = Decision.objects.filter(pk=event.subject).first()
    if decided is None:
        return []
    number = decided.undoes_id or decided.pk
    told: Told = []
    for arena in Arena.objects.public():
        row = public_decisions(arena).filter(pk=number).first()
        if row is not None:
            public = public_decision(row)
            words = asdict(public) | {
                "day": public.day.isoformat(),
                "undone_on": public.undone_on.isoformat() if public.undone_on else None,
            }
            words |= {"arena": arena.slug, "path": f"/api/v1/transparency/{arena.slug}/"}
            told.append((f"{words['undone_on'] or words['day']}T00:00:00+00:00", words))
    return told


BUILDERS: dict[OutboxEvent.Kind, Callable[[OutboxEvent], Told]] = {
    OutboxEvent.Kind.LEADERBOARD: _tell_boards,
    OutboxEvent.Kind.MODEL: _tell_model,
    OutboxEvent.Kind.DECISION: _tell_decision,
}
