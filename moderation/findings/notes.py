"""Notes between members of staff about a subject, and the hand-over of a claim with one.

- A note is about a subject (see Finding.subject): everyone who judges it reads it.
- A hand-over is a note with a receiver. The claim of the subject becomes the receiver's, for HAND_OVER.
- What another member of staff has claimed cannot be handed over; raises AlreadyClaimed.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from moderation.findings.claims import AlreadyClaimed
from moderation.models import Claim, StaffNote

HAND_OVER = dt.timedelta(hours=24)
"""How long a claim lasts that was handed over: the receiver may be away."""

CLAIM = "moderation.claim_finding"
MAX_SHOWN = 50


def list_notes(subject: str) -> list[StaffNote]:
    """The newest notes about a subject, oldest first, in one query."""
    rows = StaffNote.objects.filter(subject=subject).select_related("author", "receiver")
    return list(rows.order_by("-pk")[:MAX_SHOWN])[::-1]


def list_receivers(user: AbstractBaseUser) -> QuerySet:
    """Other members of staff who may claim, by name."""
    users = get_user_model()
    backend = settings.AUTHENTICATION_BACKENDS[0]
    may = users.objects.with_perm(CLAIM, backend=backend).filter(is_staff=True)
    return may.exclude(pk=user.pk).order_by(users.USERNAME_FIELD)


def add_note(subject: str, *, by: AbstractBaseUser, text: str) -> StaffNote:
    """Store a note about a subject."""
    return StaffNote.objects.create(subject=subject, author=by, text=text)


@transaction.atomic
def hand_over(
    subject: str, *, by: AbstractBaseUser, to: AbstractBaseUser, text: str, now: dt.datetime
) -> StaffNote:
    """Give the claim on a subject to another member of staff, with a note. Raises AlreadyClaimed."""
    running = Claim.objects.running(now).select_for_update(of=("self",)).select_related("holder")
    claim = running.filter(subject=subject).exclude(holder__in=[by, to]).first()
    if claim is not None:
        raise AlreadyClaimed(claim.holder)
    values = {"holder": to, "claimed_at": None, "expires_at": now + HAND_OVER}
    Claim.objects.update_or_create(subject=subject, defaults=values)
    return StaffNote.objects.create(subject=subject, author=by, receiver=to, text=text)


def count_handed_over(user: AbstractBaseUser, *, now: dt.datetime) -> int:
    """How many subjects the user has claimed that others handed over, in one query."""
    handed = StaffNote.objects.filter(receiver=user).values("subject")
    return Claim.objects.running(now).filter(holder=user, claimed_at__isnull=True, subject__in=handed).count()
