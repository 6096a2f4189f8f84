"""The models that the public may know, as plain data, and which of them a name or an identifier means.

A model is listed where one of its contenders is named in public: not a draft, not an unnamed preview, in a
public arena. Its page of arenas leaves out those where it plays unnamed.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from battles.identifiers import SCHEMES, fold_name
from battles.models import Arena, Contender, LanguageModel


class UnknownScheme(ValueError):
    """The identifier's scheme is none of those that the site stores."""


def list_named_contenders(arenas: QuerySet[Arena] | None = None) -> dict[int, list[Contender]]:
    """Return the contenders that are named in public by model id, in the order of the ids.

    arenas: those to look in; None for the public ones.
    """
    seen = Arena.objects.public() if arenas is None else arenas
    contenders = (
        Contender.objects.listed()
        .filter(arena__in=seen.order_by())
        .select_related("model", "arena")
        .order_by("model_id", "arena__position", "arena_id")
    )
    by_model: dict[int, list[Contender]] = {}
    for contender in contenders:
        if not contender.is_unnamed:
            by_model.setdefault(contender.model_id, []).append(contender)
    return by_model


def model_to_json(contenders: list[Contender]) -> dict[str, Any]:
    """Return one model with the arenas in which it is named. A value that does not exist is null."""
    model = contenders[0].model
    return {
        "model_id": model.pk,
        "slug": model.slug,
        "name": model.name,
        "aliases": model.aliases,
        "organization": model.organization or None,
        "license": model.license or None,
        "open_weights": model.open_weights,
        "knowledge_cutoff": model.knowledge_cutoff or None,
        "context_tokens": model.context_tokens,
        "input_price": _to_float(model.input_price),
        "output_price": _to_float(model.output_price),
        "link": model.link or None,
        "is_simulated": model.is_simulated,
        **identity_to_json(model),
        "arenas": [{"arena": contender.arena.slug, "state": contender.state} for contender in contenders],
    }


def identity_to_json(model: LanguageModel) -> dict[str, Any]:
    """Return identifiers by scheme (null where there is none) and the configuration."""
    return {
        "ids": {scheme: model.ids.get(scheme) for scheme in SCHEMES},
        "configuration": model.configuration,
    }


def search(models: Iterable[list[Contender]], words: str) -> list[list[Contender]]:
    """Return the models whose name, alias, maker or identifier contains the words."""
    wanted = fold_name(words)
    return [contenders for contenders in models if any(wanted in text for text in _list_texts(contenders))]


def find_by_id(models: Iterable[list[Contender]], scheme: str, value: str) -> list[list[Contender]]:
    """Return the models with this identifier. Raises UnknownScheme."""
    if scheme not in SCHEMES:
        raise UnknownScheme(f"Known schemes: {', '.join(SCHEMES)}.")
    wanted = value.casefold()
    return [
        contenders
        for contenders in models
        if str(contenders[0].model.ids.get(scheme, "")).casefold() == wanted
    ]


def find_by_name(models: Iterable[list[Contender]], name: str) -> list[list[Contender]]:
    """Return the models that a name means: those that are called so, otherwise those with such an alias.

    Case, separators and invisible characters do not matter.
    """
    known = list(models)
    wanted = fold_name(name)
    called = [
        contenders
        for contenders in known
        if wanted in {fold_name(contenders[0].model.name), fold_name(contenders[0].model.slug)}
    ]
    return called or [
        contenders
        for contenders in known
        if wanted in {fold_name(alias) for alias in contenders[0].model.aliases}
    ]


def _list_texts(contenders: list[Contender]) -> list[str]:
    model = contenders[0].model
    return [
        fold_name(text)
        for text in (model.name, model.slug, model.organization, *model.aliases, *model.ids.values())
    ]


def _to_float(price: Any) -> float | None:
    return None if price is None else float(price)
