"""What the start page says of the site: open arenas and legal versions, read at most once a second."""

import time
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from battles.legal import Consent, get_consent_in_force
from battles.models import Arena, Contender

LOOK_SECONDS = 1.0


class OpenArena(NamedTuple):
    """An arena where a battle may be opened. pool_size: models in its draw."""

    pk: int
    slug: str
    title: str
    max_prompt_characters: int
    is_paced: bool
    pool_size: int


@dataclass(frozen=True)
class StartFacts:
    """The open arenas in their order, and the versions that a visitor agrees to."""

    arenas: tuple[OpenArena, ...]
    consent: Consent

    def get_arena(self, slug: str | None) -> OpenArena:
        """Return the arena of this slug, or the first one. Raises Http404."""
        arena = next((each for each in self.arenas if slug is None or each.slug == slug), None)
        if arena is None:
            raise Http404("no such arena is open")
        return arena


def read_start_facts() -> StartFacts:
    """Read the facts from the database: two queries."""
    in_the_draw = (
        Contender.objects.in_the_draw(OuterRef("pk"))
        .order_by()
        .values("arena")
        .annotate(number=Count("pk"))
        .values("number")
    )
    pool_size = Coalesce(Subquery(in_the_draw, output_field=IntegerField()), 0)
    rows = Arena.objects.open().values_list(*OpenArena._fields[:-1], pool_size)
    return StartFacts(tuple(OpenArena(*row) for row in rows), get_consent_in_force(now=timezone.now()))


class _Known:
    """What this process knows, and when it looked."""

    facts: StartFacts | None = None
    looked_at = 0.0


def get_start_facts() -> StartFacts:
    """Return the facts, at most LOOK_SECONDS old."""
    now = time.monotonic()
    if _Known.facts is None or now - _Known.looked_at >= LOOK_SECONDS:
        _Known.facts, _Known.looked_at = read_start_facts(), now
    return _Known.facts


def forget_start_facts() -> None:
    """Forget what this process knows (for tests)."""
    _Known.facts = None
