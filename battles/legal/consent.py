"""Consent: which versions a visitor was shown beside the button that sent a prompt.

It is one sentence and never a wall: a form without the versions is accepted, and records none.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db.models import DateTimeField

from battles.database.compiled import CompiledQuery, Given
from battles.legal.documents import get_document
from battles.models import LegalDocument
from battles.models.visitors import SHIPPED_VERSIONS

FIELD = "consent"
"""The form's field: "<version of the terms>.<version of the privacy notice>"."""

Kind = LegalDocument.Kind


@dataclass(frozen=True)
class Consent:
    """The versions that a visitor has agreed to."""

    terms: int
    privacy: int

    def __str__(self) -> str:
        return f"{self.terms}.{self.privacy}"


@dataclass(frozen=True)
class Notice:
    """What the start page says: the versions in force, and what changed since the visitor's last battle."""

    consent: Consent
    changes: tuple[str, ...]


_PUBLISHED = CompiledQuery[tuple[str, int]](
    lambda: (
        LegalDocument.objects.published(now=Given("now", DateTimeField()))
        .order_by("version")
        .values_list("kind", "version")
    )
)


def get_consent_in_force(*, now: dt.datetime) -> Consent:
    """The versions in force."""
    versions = dict(SHIPPED_VERSIONS)
    versions |= dict(_PUBLISHED.fetch(now=now))
    return Consent(versions[Kind.TERMS], versions[Kind.PRIVACY])


class Agreed(Protocol):
    """The versions that a voter has agreed to; None before the first."""

    @property
    def terms_version(self) -> int | None: ...

    @property
    def privacy_version(self) -> int | None: ...


def build_notice(voter: Agreed | None, *, now: dt.datetime, consent: Consent | None = None) -> Notice:
    """The notice for a visitor. A change is said until the visitor sends a prompt under the new version.

    consent: the versions in force if they are known; otherwise they are read.
    """
    consent = consent or get_consent_in_force(now=now)
    changes = []
    for kind, agreed, current in (
        (Kind.TERMS, voter and voter.terms_version, consent.terms),
        (Kind.PRIVACY, voter and voter.privacy_version, consent.privacy),
    ):
        if agreed and agreed < current:
            changes.append(get_document(kind, now=now).change)
    return Notice(consent, tuple(changes))


def read_consent(
    fields: Mapping[str, str], *, now: dt.datetime, get_recent: Callable[[], Consent] | None = None
) -> Consent | None:
    """The versions that a posted form showed; None without them, or if they are none of this site.

    get_recent: the versions that were in force a moment ago. Where newer ones are posted, they are read.
    """
    terms, _dot, privacy = fields.get(FIELD, "").partition(".")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in (terms, privacy)):
        return None
    posted = Consent(int(terms), int(privacy))
    if get_recent is not None and _is_up_to(posted, get_recent()):
        return posted
    return posted if _is_up_to(posted, get_consent_in_force(now=now)) else None


def _is_up_to(posted: Consent, current: Consent) -> bool:
    return 1 <= posted.terms <= current.terms and 1 <= posted.privacy <= current.privacy
