"""The names that the identity detectors search in an arena's conversations.

A name that the public does not know needs care. A visitor who guesses it could read from a vote's reason
("prompted identity" against "counts") whether it is registered. So it is searched only in a conversation
that did not get it from the visitor: if a prompt mentions it before any answer does, it is unknown there.
Drafts never answer, so their names are never searched.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from django.db.models import BigAutoField

from battles.database.compiled import CompiledQuery, Given
from battles.detectors.categories import Conversation
from battles.detectors.identity import ModelNames
from battles.models import Arena, Contender, LanguageModel
from battles.models.contender import is_unnamed

_SEPARATORS = re.compile(r"[\W_]+")

MIN_CHARACTERS = 2
"""A shorter spelling occurs by chance in almost every prompt."""


@dataclass(frozen=True)
class ArenaNames:
    """The registered models of an arena; `unlisted` are those that the public knows by a codename only."""

    public: tuple[ModelNames, ...]
    unlisted: tuple[ModelNames, ...] = ()

    @property
    def all(self) -> tuple[ModelNames, ...]:
        """All names, for conversations whose votes this site does not explain to anybody."""
        return self.public + self.unlisted

    def in_conversation(self, conversation: Conversation) -> tuple[ModelNames, ...]:
        """The names to search in one conversation."""
        return self.after(
            [(self.list_unlisted(text), is_prompt) for text, is_prompt in _in_order(conversation)]
        )

    def list_unlisted(self, text: str) -> list[str]:
        """The unlisted spellings, squeezed, that a text contains."""
        if not self.unlisted:
            return []
        squeezed = _squeeze(text)
        return sorted(spelling for spelling in self._unlisted_spellings if spelling in squeezed)

    def after(self, texts: Sequence[tuple[Collection[str], bool]]) -> tuple[ModelNames, ...]:
        """The names to search after these texts: each with its unlisted spellings and whether it is a prompt.

        The texts are in the order in which they were written.
        """
        if not self.unlisted:
            return self.public
        return self.public + tuple(_without_suggested(self.unlisted, texts))

    @cached_property
    def _unlisted_spellings(self) -> frozenset[str]:
        spellings = (
            _squeeze(spelling)
            for model in self.unlisted
            for spelling in (model.name, model.organization, model.family, *model.aliases)
        )
        return frozenset(spelling for spelling in spellings if len(spelling) >= MIN_CHARACTERS)


_CONTENDERS = CompiledQuery[tuple](
    lambda: (
        Contender.objects.listed()
        .filter(arena=Given("arena", BigAutoField()), model__origin=LanguageModel.Origin.REGISTERED)
        .order_by("id")
        .values_list(
            *("model__name", "model__organization", "model__family", "model__aliases"),
            *("state", "codename", "unveiled_at"),
        )
    )
)


def load_arena_names(arena: Arena | int) -> ArenaNames:
    """Load the names of an arena's registered models (or of the arena with this id).

    Imported names are never searched.
    """
    arena_id = arena if isinstance(arena, int) else arena.pk
    return _build_arena_names(tuple(_CONTENDERS.fetch_raw(arena=arena_id)))


@lru_cache(maxsize=16)
def _build_arena_names(rows: tuple[tuple, ...]) -> ArenaNames:
    """The names of contenders as the database has them, aliases as JSON. Kept: they change rarely."""
    public, unlisted = [], []
    for name, organization, family, aliases, *naming in rows:
        codename = naming[1]
        names = _build_names(name, organization, family, json.loads(aliases))
        if is_unnamed(*naming):
            unlisted.append(names)
            public.append(ModelNames(codename))
        else:
            aliases = (*names.aliases, codename) if codename else names.aliases
            public.append(replace(names, aliases=aliases))
    return ArenaNames(tuple(public), tuple(unlisted))


def load_registered_names() -> tuple[ModelNames, ...]:
    """Load the names of every registered model of the site, whatever its arenas."""
    models = LanguageModel.objects.filter(origin=LanguageModel.Origin.REGISTERED).order_by("id")
    return tuple(build_names(model) for model in models)


def build_names(model: LanguageModel) -> ModelNames:
    """Build a model's names for the detectors."""
    return _build_names(model.name, model.organization, model.family, model.aliases)


def _build_names(name: str, organization: str, family: str, aliases: Iterable[object]) -> ModelNames:
    return ModelNames(name, organization, family, tuple(str(alias) for alias in aliases if alias))


def _without_suggested(
    models: tuple[ModelNames, ...], texts: Sequence[tuple[Collection[str], bool]]
) -> Iterator[ModelNames]:
    """Leave out a model whose own name a prompt suggested, and a family or organization alone."""

    def is_suggested(spelling: str) -> bool:
        squeezed = _squeeze(spelling)
        return next((is_prompt for spellings, is_prompt in texts if squeezed in spellings), False)

    for model in models:
        if not any(map(is_suggested, (model.name, *model.aliases))):
            yield replace(
                model,
                organization="" if is_suggested(model.organization) else model.organization,
                family="" if is_suggested(model.family) else model.family,
            )


def _in_order(conversation: Conversation) -> Iterator[tuple[str, bool]]:
    """Yield every text with whether it is a prompt, in the order in which they were written."""
    for turn, prompt in enumerate(conversation.prompts):
        yield prompt, True
        for answers in (conversation.answers_a, conversation.answers_b):
            if turn < len(answers):
                yield answers[turn], False


def _squeeze(text: str) -> str:
    """Letters and digits only, so that "F o o-1" mentions "Foo 1"."""
    return _SEPARATORS.sub("", text.casefold())
