"""Find one model by what a reader typed: its slug, its name, or a part of name, slug or maker."""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_TYPED = 100
MAX_MATCHES = 20


@dataclass(frozen=True)
class Choice:
    """A model to choose from. contender: its id in an arena's pool, where a battle is to be opened."""

    slug: str
    name: str
    organization: str = ""
    contender: int | None = None


@dataclass(frozen=True)
class Search:
    """What was typed, and the models that it may mean: one if it is found, at most MAX_MATCHES.

    has_more: whether it may mean more models than these.
    """

    typed: str
    matches: tuple[Choice, ...]
    has_more: bool = False

    @property
    def found(self) -> Choice | None:
        return self.matches[0] if len(self.matches) == 1 else None

    @property
    def text(self) -> str:
        """What the field shows: the name of the model that was found, or what was typed."""
        return self.found.name if self.found else self.typed


def search(choices: Sequence[Choice], typed: str) -> Search:
    """Find the models that `typed` may mean: by slug, else by name, else by a part of name, slug or maker."""
    typed = typed.strip()[:MAX_TYPED]
    words = typed.casefold()
    if not words:
        return Search("", ())
    for matches in (
        [each for each in choices if each.slug == typed],
        [each for each in choices if each.name.casefold() == words],
        [each for each in choices if words in each.name.casefold() or words in each.slug],
        [each for each in choices if words in each.organization.casefold()],
    ):
        if matches:
            return Search(typed, tuple(matches[:MAX_MATCHES]), has_more=len(matches) > MAX_MATCHES)
    return Search(typed, ())


def choose(choices: Sequence[Choice], *, typed: str, contender: str) -> Search:
    """Find one model of a pool by what was typed and, where that means several or is empty, by its id."""
    found = search(choices, typed)
    among = found.matches if found.typed else choices
    by_id = tuple(each for each in among if str(each.contender) == contender)
    return Search(found.typed, by_id) if by_id else found
