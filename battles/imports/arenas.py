"""Choose the arena that a vote log is imported into."""

from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.text import slugify

from battles.models import Arena, Battle

SLUG_LENGTH = 50
TITLE_LENGTH = 120


class ArenaRefused(Exception):
    """The arena does not accept imported votes; the message says why and what to do."""


@dataclass(frozen=True)
class Destination:
    """An arena by its slug; it may not exist yet."""

    slug: str
    title: str

    def find(self) -> Arena | None:
        return Arena.objects.filter(slug=self.slug).first()

    def find_or_create(self) -> tuple[Arena, bool]:
        """The arena, and whether it is new. A new arena is public and takes no live battles."""
        return Arena.objects.get_or_create(
            slug=self.slug, defaults={"title": self.title, "accepts_battles": False}
        )


def choose_destination(path: Path, *, slug: str | None, title: str | None, force: bool) -> Destination:
    """The arena with the slug given, or one named after the file.

    An arena that takes or has taken live battles is refused unless forced, so that votes of two histories do
    not mix. Raises ArenaRefused.
    """
    stem = path.name.split(".")[0]
    if slug is None:
        slug = slugify(stem)[:SLUG_LENGTH].strip("-") or "imported"
        title = title or stem
    _check_slug(slug)
    destination = Destination(slug=slug, title=(title or slug)[:TITLE_LENGTH])
    arena = destination.find()
    if arena is not None and not force and _has_live_battles(arena):
        raise ArenaRefused(
            f"The arena {slug} is one of live battles, and votes of two histories should not mix. "
            "Name another arena. (The command import_votes has --force.)"
        )
    return destination


def _check_slug(slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError:
        raise ArenaRefused(f"{slug!r} cannot name an arena: use letters, digits, - and _.") from None
    if len(slug) > SLUG_LENGTH:
        raise ArenaRefused(f"An arena's name has at most {SLUG_LENGTH} characters.")


def _has_live_battles(arena: Arena) -> bool:
    return arena.accepts_battles or Battle.objects.filter(arena=arena, origin=Battle.Origin.LIVE).exists()
