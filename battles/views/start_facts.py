"""What the start page says of the site, and where a battle may be opened; read at most once a second."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from battles.database.recent_facts import RecentFacts
from battles.legal import Consent, get_consent_in_force
from battles.models import Arena, Contender


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


_FACTS: RecentFacts[None, StartFacts] = RecentFacts(lambda _key: read_start_facts())


def get_start_facts() -> StartFacts:
    """Return the facts, at most a second old."""
    return _FACTS.get(None)


def _read_open_arena(slug: str) -> Arena:
    arena = Arena.objects.open().filter(slug=slug).first()
    if arena is None:
        raise Http404("no open arena of this name")
    return arena


_ARENAS = RecentFacts(_read_open_arena)


def get_open_arena(slug: str) -> Arena:
    """Return the open arena of this slug, at most a second old. Raises Http404."""
    return _ARENAS.get(slug)
