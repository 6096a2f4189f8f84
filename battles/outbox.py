"""The outbox: what other sites may want to know is noted here; `arenasite.webhooks` sends it."""

from collections.abc import Iterable

from battles.models import OutboxEvent

EventKind = OutboxEvent.Kind


def note_event(kind: OutboxEvent.Kind, subject: int) -> None:
    """Store that something happened to a rebuild, a contender's change or a decision.

    Call it in the transaction of what happened, so that both are stored or neither.
    """
    note_events(kind, [subject])


def note_events(kind: OutboxEvent.Kind, subjects: Iterable[int]) -> None:
    """As note_event, for several of one kind."""
    OutboxEvent.objects.bulk_create(OutboxEvent(kind=kind, subject=subject) for subject in subjects)
