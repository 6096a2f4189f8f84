"""The contenders of an arena by their names in vote logs."""

from collections.abc import Iterable

from django.utils.text import slugify

from battles.imports.names import plain_name
from battles.models import Arena, Contender, ContenderChange, LanguageModel

REASON = "Known from imported votes only."
SLUG_LENGTH = 140


class ImportedContenders:
    """Finds the contender of each log name in one arena, and creates new ones.

    Spellings that `plain_name` makes equal are one contender, stored under the first of them. A new name
    becomes a new model, retired from the start. With `match`, a name that equals the slug, name or
    alias of one registered model is that model instead. `names` are those of the arena's contenders;
    `created` and `matched` list the names for which a contender was created, or a registered model was found.
    """

    def __init__(self, arena: Arena, *, match: bool) -> None:
        self._arena = arena
        self._ids: dict[str, int] = {}
        self._plain: dict[str, int] = {}
        self._registered = _registered_by_name() if match else {}
        self.names: set[str] = set()
        self.created: list[str] = []
        self.matched: list[str] = []

    def ids(self, names: Iterable[str]) -> dict[str, int]:
        """Contender ids by name. Call it inside the transaction that uses them, with the arena locked."""
        missing = [name for name in dict.fromkeys(names) if name not in self._ids]
        if missing:
            rows = Contender.objects.filter(arena=self._arena).exclude(imported_name=None)
            known = dict(rows.order_by("-pk").values_list("imported_name", "pk"))
            self.names.update(known)
            self._plain = {plain_name(name): pk for name, pk in known.items()} | self._plain
            self._ids |= {name: known[name] for name in missing if name in known}
        for name in missing:
            if name not in self._ids:
                plain = plain_name(name)
                if plain not in self._plain:
                    self._plain[plain] = self._find_or_create(name).pk
                self._ids[name] = self._plain[plain]
        return self._ids

    def _find_or_create(self, name: str) -> Contender:
        model_id = self._registered.get(name)
        if model_id is None:
            return self._create(name, self._new_model(name).pk)
        self.matched.append(name)
        known = Contender.objects.filter(arena=self._arena, model_id=model_id).first()
        return known or self._create(name, model_id)

    def _create(self, name: str, model_id: int) -> Contender:
        contender = Contender.objects.create(
            arena=self._arena, model_id=model_id, state=Contender.State.RETIRED, imported_name=name
        )
        ContenderChange.objects.create(contender=contender, to_state=Contender.State.RETIRED, reason=REASON)
        self.created.append(name)
        self.names.add(name)
        return contender

    def _new_model(self, name: str) -> LanguageModel:
        return LanguageModel.objects.create(
            slug=_free_slug(f"{self._arena.slug}-{slugify(name)}"),
            name=name,
            origin=LanguageModel.Origin.IMPORTED,
        )


def _free_slug(wanted: str) -> str:
    """The slug, followed by the first free number if it is taken."""
    base = wanted.strip("-")[:SLUG_LENGTH]
    slug, number = base, 1
    while LanguageModel.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base[: SLUG_LENGTH - len(str(number)) - 1]}-{number}"
    return slug


def _registered_by_name() -> dict[str, int]:
    """Registered models by slug, else by name, else by alias; a name of two models is left out."""
    rows = list(
        LanguageModel.objects.filter(origin=LanguageModel.Origin.REGISTERED).values_list(
            "pk", "slug", "name", "aliases"
        )
    )
    by_name: dict[str, int] = {}
    for level in (
        [(slug, pk) for pk, slug, _, _ in rows],
        [(name, pk) for pk, _, name, _ in rows],
        [(alias, pk) for pk, _, _, aliases in rows for alias in aliases if isinstance(alias, str)],
    ):
        owners: dict[str, set[int]] = {}
        for name, pk in level:
            owners.setdefault(name, set()).add(pk)
        by_name |= {name: pks.pop() for name, pks in owners.items() if len(pks) == 1 and name not in by_name}
    return by_name
