"""A form that is sent twice decides once: its random key is stored with what it made."""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import QuerySet

from battles.database import joined_transaction, tagged_rows
from moderation.models import Decision, Proposal


class SentTwice(Exception):
    """The form of this key has decided or proposed something already."""


@dataclass(frozen=True)
class SentForm:
    """What is stored of the form that made a decision: its random key, and the seconds since the claim."""

    key: uuid.UUID | None = None
    seconds: int | None = None


NO_FORM = SentForm()


def was_sent(form_key: uuid.UUID | None) -> bool:
    """Whether the form of this key has made a decision or a proposal."""
    return any(tagged_rows({name: (rows, "id", "id") for name, rows in find_sent(form_key).items()}).values())


def find_sent(form_key: uuid.UUID | None) -> dict[str, QuerySet]:
    """The decisions and the proposals that the form of this key has made; nothing without a key."""
    if form_key is None:
        return {}
    return {
        "decisions": Decision.objects.filter(form_key=form_key),
        "proposals": Proposal.objects.filter(form_key=form_key),
    }


def stamp(row: Decision | Proposal, key: uuid.UUID | None, **values: int | None) -> None:
    """Store a form's key and values with what it made, in the caller's transaction.

    Raises SentTwice, after which the caller's transaction can only be rolled back.
    """
    if key is None:
        return
    try:
        with joined_transaction():
            type(row).objects.filter(pk=row.pk).update(form_key=key, **values)
    except IntegrityError:
        raise SentTwice from None
