"""Register endpoints and their models as drafts, for staff to check before they are used."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from battles.endpoints.known_models import find_known_facts, shorten_name
from battles.endpoints.model_facts import Line, compare_with
from battles.endpoints.model_names import guess
from battles.models import Arena, Contender, Endpoint, LanguageModel
from battles.models.catalog import default_parameters
from battles.providers.addresses import host_and_port

SLUG_LENGTH = LanguageModel._meta.get_field("slug").max_length
NAME_LENGTH = LanguageModel._meta.get_field("upstream_name").max_length
MIN_SAME_MODELS = 3


class NameTaken(ValueError):
    """Another endpoint already has this name."""


class InvalidFact(ValueError):
    """A given fact, such as a price, cannot be stored."""


@dataclass(frozen=True)
class Registration:
    """Result of a registration, in the endpoint's order. skipped: upstream names too long to store."""

    new: list[Contender]
    known: list[Contender]
    skipped: list[str]


def find_or_build_endpoint(
    base_url: str, *, name: str = "", default_name: str = "", key_env: str = "", wire_format: str = "openai"
) -> Endpoint:
    """Return the stored endpoint of this address, or a new one that is not saved. Raises NameTaken.

    A name selects among endpoints of one address (two accounts at one host). A given variable replaces
    the stored one. default_name: of a new endpoint, instead of its host.
    """
    known = Endpoint.objects.filter(wire_format=wire_format, base_url=base_url)
    endpoint = (known.filter(name=name) if name else known).order_by("pk").first()
    if endpoint is None:
        if Endpoint.objects.filter(name=name).exists():
            raise NameTaken(_("Another endpoint is called %(name)s.") % {"name": name})
        name = name or _find_free_name(default_name or host_and_port(base_url))
        endpoint = Endpoint(name=name, base_url=base_url, wire_format=wire_format)
    if key_env:
        endpoint.key_env = key_env
    return endpoint


@transaction.atomic
def register_models(
    endpoint: Endpoint,
    upstream_names: Iterable[str],
    *,
    arena: Arena,
    facts: dict[str, str] | None = None,
    parameters: dict[str, Any] | None = None,
) -> Registration:
    """Add the endpoint's models to the arena as drafts, with data guessed from their names.

    Saves the endpoint. Existing models stay unchanged, so a second call adds only new ones. facts: of new
    models, as in a table of facts; what they leave out comes from the table of known models. parameters:
    replace the defaults of new models; None removes a default. Raises InvalidFact before anything is stored.
    """
    endpoint.save()
    known_models = {model.upstream_name: model for model in endpoint.models.all()}
    result = Registration([], [], [])
    for upstream_name in upstream_names:
        if len(upstream_name) > NAME_LENGTH:
            result.skipped.append(upstream_name)
            continue
        model = known_models.get(upstream_name) or _create_draft(
            endpoint, upstream_name, facts or {}, parameters or {}
        )
        contender, is_new = Contender.objects.get_or_create(arena=arena, model=model)
        (result.new if is_new else result.known).append(contender)
    return result


def free_slug(name: str) -> str:
    """Return an unused slug for this name."""
    base = slugify(name)[:SLUG_LENGTH].strip("-") or "model"
    slug, number = base, 1
    while LanguageModel.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base[: SLUG_LENGTH - len(str(number)) - 1]}-{number}"
    return slug


def _create_draft(
    endpoint: Endpoint, upstream_name: str, facts: dict[str, str], parameters: dict[str, Any]
) -> LanguageModel:
    merged = default_parameters() | parameters
    draft = guess(upstream_name)
    model = LanguageModel(
        slug=free_slug(draft.name),
        name=draft.name,
        family=draft.family,
        aliases=list(draft.aliases),
        endpoint=endpoint,
        upstream_name=upstream_name,
        parameters={name: value for name, value in merged.items() if value is not None},
    )
    guessed = {"organization": draft.organization} if draft.organization else {}
    outcome = compare_with(
        model, Line(0, model.slug, guessed | find_known_facts(upstream_name) | facts), overwrite=True
    )
    if outcome.refusal:
        raise InvalidFact(outcome.refusal)
    for name, value in outcome.changes.items():
        setattr(model, name, value)
    model.save()
    return model


def list_namesakes(models: Iterable[LanguageModel]) -> list[tuple[LanguageModel, LanguageModel]]:
    """Return pairs of a model and a registered one that seems to be the same, at another endpoint.

    Their names agree but for dates, owners and words of packaging. One model at two servers is two models of
    a board, which may be wanted.
    """
    wanted = list(models)
    by_name = defaultdict(list)
    for other in LanguageModel.objects.filter(origin=LanguageModel.Origin.REGISTERED).order_by("pk"):
        by_name[shorten_name(other.upstream_name)].append(other)
    return [
        (model, other)
        for model in wanted
        for other in by_name[shorten_name(model.upstream_name)]
        if other.endpoint_id != model.endpoint_id
    ]


def list_same_servers(endpoint: Endpoint, names: Iterable[str]) -> list[Endpoint]:
    """Return other endpoints that list the same models, at least three: probably one server twice."""
    wanted = set(names)
    if len(wanted) < MIN_SAME_MODELS:
        return []
    others = Endpoint.objects.exclude(pk=endpoint.pk).prefetch_related("models")
    return [other for other in others if {model.upstream_name for model in other.models.all()} >= wanted]


def _find_free_name(wanted: str) -> str:
    """Return the wanted name, with the first free number if another endpoint has it."""
    name, number = wanted, 1
    while Endpoint.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted} ({number})"
    return name
