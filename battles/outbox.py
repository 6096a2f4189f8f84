"""The outbox: each floor notes here what other sites may want to know; the roof sends it."""

from battles.models import OutboxEvent

EventKind = OutboxEvent.Kind


def note_event(kind: OutboxEvent.Kind, subject: int) -> None:
    """Store that something happened to a rebuild, a contender's change or a decision.

    Call it in the transaction of what happened, so that both are stored or neither.
    """
    OutboxEvent.objects.create(kind=kind, subject=subject)
