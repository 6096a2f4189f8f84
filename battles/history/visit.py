"""What the start page has for a visitor of before: what they agreed to, and the battle to resume."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Left

from battles.database.compiled import CompiledQuery, Given
from battles.models import Arena, Battle, Prompt, Voter

OPENING = 141
"""Characters of the first prompt that are read; the page shows fewer."""


@dataclass(frozen=True)
class ToResume:
    """The visitor's newest battle, which runs or waits for a vote. Nothing depends on its models."""

    key: uuid.UUID | str
    state: str
    opening: str


@dataclass(frozen=True)
class Visit:
    """A voter's versions of the terms and the privacy notice, None before the first, and the battle."""

    terms_version: int | None = None
    privacy_version: int | None = None
    resume: ToResume | None = None


NEW_VISITOR = Visit()


def _build_query() -> QuerySet:
    """The voter with the newest battle in a visible arena, if there is one."""
    visible = Arena.objects.public().order_by().values("pk")
    newest = Battle.objects.filter(voter=OuterRef("pk"), arena__in=visible).order_by("-pk")
    first = Prompt.objects.filter(battle=OuterRef("newest"), turn=1).values(start=Left("text", OPENING))
    return (
        Voter.objects.filter(key=Given("key", Voter._meta.get_field("key")), origin=Voter.Origin.LIVE)
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .values_list(
            "terms_version",
            "privacy_version",
            *(Subquery(newest.values(name)[:1]) for name in ("key", "state", "settles_at", "erased_at")),
            Subquery(first),
        )
    )


_NEWEST: CompiledQuery[tuple] = CompiledQuery(_build_query)


def read_visit(voter_key: uuid.UUID | None) -> Visit:
    """Return what is known of a voter, in one query; none for a new visitor."""
    row = _NEWEST.first(key=voter_key) if voter_key else None
    if row is None:
        return NEW_VISITOR
    return Visit(row[0], row[1], _build_resume(*row[2:]))


def _build_resume(
    key: uuid.UUID | None,
    state: str | None,
    settles_at: dt.datetime | None,
    erased_at: dt.datetime | None,
    opening: str | None,
) -> ToResume | None:
    is_open = state in (Battle.State.RUNNING, Battle.State.ANSWERED)
    if key is None or state is None or not is_open or settles_at is not None or erased_at is not None:
        return None
    return ToResume(key, state, opening or "")
