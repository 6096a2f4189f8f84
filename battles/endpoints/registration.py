"""Register endpoints and their models as drafts, for staff to check before they are used."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from battles.endpoints.model_names import guess
from battles.models import Arena, Contender, Endpoint, LanguageModel
from battles.providers.addresses import host_and_port

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
KEY_LIKE = re.compile(r"(?=.*\d)[A-Z0-9]{16,}")
SLUG_LENGTH = LanguageModel._meta.get_field("slug").max_length
NAME_LENGTH = LanguageModel._meta.get_field("upstream_name").max_length


class InvalidVariableName(ValueError):
    """The text is not a variable's name. It may be a key, so the message does not repeat it."""

    def __init__(self) -> None:
        super().__init__(_("Give the name of an environment variable, such as OPENAI_API_KEY, not a key."))


class NameTaken(ValueError):
    """Another endpoint already has this name."""


@dataclass(frozen=True)
class Registration:
    """Result of a registration, in the endpoint's order. skipped: upstream names too long to store."""

    new: list[Contender]
    known: list[Contender]
    skipped: list[str]


def parse_variable_name(text: str) -> str:
    """Return the name of an environment variable. Raises InvalidVariableName, in particular for a key."""
    name = text.strip()
    if not VARIABLE.fullmatch(name) or KEY_LIKE.fullmatch(name):
        raise InvalidVariableName
    return name


def find_or_build_endpoint(base_url: str, *, name: str = "", key_env: str = "") -> Endpoint:
    """Return the stored endpoint of this address, or a new one that is not saved. Raises NameTaken.

    A name selects among endpoints of one address (two accounts at one host). A given variable replaces
    the stored one.
    """
    known = Endpoint.objects.filter(wire_format=Endpoint.WireFormat.OPENAI, base_url=base_url)
    endpoint = (known.filter(name=name) if name else known).order_by("pk").first()
    if endpoint is None:
        if Endpoint.objects.filter(name=name).exists():
            raise NameTaken(_("Another endpoint is called %(name)s.") % {"name": name})
        endpoint = Endpoint(name=name or _free_name(base_url), base_url=base_url)
    if key_env:
        endpoint.key_env = key_env
    return endpoint


@transaction.atomic
def register_models(
    endpoint: Endpoint,
    upstream_names: Iterable[str],
    *,
    arena: Arena,
    organization: str = "",
) -> Registration:
    """Add the endpoint's models to the arena as drafts, with data guessed from their names.

    Saves the endpoint. Existing models stay unchanged, so a second call adds only new ones.
    """
    endpoint.save()
    known_models = {model.upstream_name: model for model in endpoint.models.all()}
    result = Registration([], [], [])
    for upstream_name in upstream_names:
        if len(upstream_name) > NAME_LENGTH:
            result.skipped.append(upstream_name)
            continue
        model = known_models.get(upstream_name) or _create_draft(endpoint, upstream_name, organization)
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


def _create_draft(endpoint: Endpoint, upstream_name: str, organization: str) -> LanguageModel:
    draft = guess(upstream_name)
    return LanguageModel.objects.create(
        slug=free_slug(draft.name),
        name=draft.name,
        organization=organization or draft.organization,
        family=draft.family,
        aliases=list(draft.aliases),
        endpoint=endpoint,
        upstream_name=upstream_name,
    )


def _free_name(base_url: str) -> str:
    """Return the host as name, with the first free number if another endpoint has that name."""
    host = host_and_port(base_url)
    name, number = host, 1
    while Endpoint.objects.filter(name=name).exists():
        number += 1
        name = f"{host} ({number})"
    return name
