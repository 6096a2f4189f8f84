"""The contenders of an arena by their names in vote logs."""

from collections.abc import Iterable, Sequence, Set

from django.utils.text import slugify

from battles.imports.records import plain_name
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
        new: dict[str, str] = {}
        for name in missing:
            if name not in self._ids and plain_name(name) not in self._plain:
                new.setdefault(plain_name(name), name)
        if new:
            self._plain |= zip(new, self._find_or_create(list(new.values())), strict=True)
        self._ids |= {name: self._plain[plain_name(name)] for name in missing if name not in self._ids}
        return self._ids

    def _find_or_create(self, names: Sequence[str]) -> list[int]:
        """A contender for each name: that of the registered model with the name, or a new one."""
        model_ids = {name: self._registered[name] for name in names if name in self._registered}
        self.matched += model_ids
        known = Contender.objects.filter(arena=self._arena, model_id__in=model_ids.values())
        by_model = dict(known.values_list("model_id", "pk"))
        unknown = [name for name in names if name not in model_ids]
        model_ids |= zip(unknown, self._create_models(unknown), strict=True)
        wanted = dict.fromkeys(model_ids[name] for name in names)
        first = {model_ids[name]: name for name in reversed(names)}
        by_model |= self._create({pk: first[pk] for pk in wanted if pk not in by_model})
        return [by_model[model_ids[name]] for name in names]

    def _create(self, names: dict[int, str]) -> dict[int, int]:
        """New contenders of models by id, under these names. Returns their ids by model."""
        rows = Contender.objects.bulk_create(
            Contender(arena=self._arena, model_id=model_id, state=Contender.State.RETIRED, imported_name=name)
            for model_id, name in names.items()
        )
        ContenderChange.objects.bulk_create(
            ContenderChange(contender=row, to_state=Contender.State.RETIRED, reason=REASON) for row in rows
        )
        self.created += names.values()
        self.names.update(names.values())
        return {row.model_id: row.pk for row in rows}

    def _create_models(self, names: Sequence[str]) -> list[int]:
        start = self._arena.slug.strip("-")
        taken = set(LanguageModel.objects.filter(slug__startswith=start).values_list("slug", flat=True))
        models = []
        for name in names:
            slug = _free_slug(f"{self._arena.slug}-{slugify(name)}", taken)
            taken.add(slug)
            models.append(LanguageModel(slug=slug, name=name, origin=LanguageModel.Origin.IMPORTED))
        return [model.pk for model in LanguageModel.objects.bulk_create(models)]


def _free_slug(wanted: str, taken: Set[str]) -> str:
    """The slug, followed by the first free number if it is taken."""
    base = wanted.strip("-")[:SLUG_LENGTH]
    slug, number = base, 1
    while slug in taken:
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
