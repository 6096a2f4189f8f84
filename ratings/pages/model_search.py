"""Find one model by what a reader typed: its slug, its name, or a part of either."""

from collections.abc import Sequence
from dataclasses import dataclass

from battles.models import Arena, Contender

MAX_TYPED = 100
MAX_MATCHES = 20


@dataclass(frozen=True)
class Choice:
    """A model to choose from."""

    slug: str
    name: str


@dataclass(frozen=True)
class Search:
    """What was typed, and the models that it may mean: one if it is found, at most MAX_MATCHES."""

    typed: str
    matches: tuple[Choice, ...]

    @property
    def found(self) -> Choice | None:
        return self.matches[0] if len(self.matches) == 1 else None

    @property
    def text(self) -> str:
        """What the field shows: the name of the model that was found, or what was typed."""
        return self.found.name if self.found else self.typed


def list_choices() -> list[Choice]:
    """Return every model with a public name and a page, by name."""
    rows = {
        (contender.model.slug, contender.model.name)
        for contender in Contender.objects.listed()
        .filter(arena__in=Arena.objects.public())
        .select_related("model")
        if not contender.is_unnamed
    }
    return [Choice(slug, name) for slug, name in sorted(rows, key=lambda row: (row[1].casefold(), row[0]))]


def search(choices: Sequence[Choice], typed: str) -> Search:
    """Find the models that `typed` may mean: by slug, else by name, else by a part of either."""
    typed = typed.strip()[:MAX_TYPED]
    words = typed.casefold()
    if not words:
        return Search("", ())
    for matches in (
        [each for each in choices if each.slug == typed],
        [each for each in choices if each.name.casefold() == words],
        [each for each in choices if words in each.name.casefold() or words in each.slug],
    ):
        if matches:
            return Search(typed, tuple(matches[:MAX_MATCHES]))
    return Search(typed, ())
