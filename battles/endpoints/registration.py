"""Making endpoints and their models known: drafts first, for a person to read before anyone is asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from battles.endpoints.model_names import guess
from battles.models import Arena, Contender, Endpoint, LanguageModel
from battles.providers.addresses import host_of

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
KEY_LIKE = re.compile(r"(?=.*\d)[A-Z0-9]{16,}")
SLUG_LENGTH = LanguageModel._meta.get_field("slug").max_length
NAME_LENGTH = LanguageModel._meta.get_field("upstream_name").max_length


class NotAVariable(ValueError):
    """What should name an environment variable does not; it may be a key and is not repeated."""

    def __init__(self) -> None:
        super().__init__(_("Give the name of an environment variable, such as OPENAI_API_KEY, not a key."))


class NameTaken(ValueError):
    """Another endpoint has this name."""


@dataclass(frozen=True)
class Registered:
    """What a registration has made: contenders in the endpoint's order, with those that were there before."""

    new: list[Contender]
    known: list[Contender]
    skipped: list[str]


def variable_named(text: str) -> str:
    """The name of an environment variable. Raises NotAVariable for anything else, above all for a key."""
    name = text.strip()
    if not VARIABLE.fullmatch(name) or KEY_LIKE.fullmatch(name):
        raise NotAVariable
    return name


def endpoint_at(base_url: str, *, name: str = "", key_env: str = "") -> Endpoint:
    """The endpoint at this address: the one known, or a new one that is not saved yet. Raises NameTaken.

    A name picks among endpoints of one address (two accounts at one host); a variable given replaces the
    one known.
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
def register(
    endpoint: Endpoint,
    upstream_names: Iterable[str],
    *,
    arena: Arena,
    organization: str = "",
) -> Registered:
    """Put the endpoint's models into the arena as drafts, with what their names tell.

    Saves the endpoint. Models that the endpoint has already are left as they are, so a second call adds
    only what is new. A name too long to store is skipped.
    """
    endpoint.save()
    known_models = {model.upstream_name: model for model in endpoint.models.all()}
    registered = Registered([], [], [])
    for upstream_name in upstream_names:
        if len(upstream_name) > NAME_LENGTH:
            registered.skipped.append(upstream_name)
            continue
        model = known_models.get(upstream_name) or _draft(endpoint, upstream_name, organization)
        contender, is_new = Contender.objects.get_or_create(arena=arena, model=model)
        (registered.new if is_new else registered.known).append(contender)
    return registered


def free_slug(name: str) -> str:
    """A slug for this name that no model has."""
    base = slugify(name)[:SLUG_LENGTH].strip("-") or "model"
    slug, number = base, 1
    while LanguageModel.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base[: SLUG_LENGTH - len(str(number)) - 1]}-{number}"
    return slug


def _draft(endpoint: Endpoint, upstream_name: str, organization: str) -> LanguageModel:
    told = guess(upstream_name)
    return LanguageModel.objects.create(
        slug=free_slug(told.name),
        name=told.name,
        organization=organization or told.organization,
        family=told.family,
        aliases=list(told.aliases),
        endpoint=endpoint,
        upstream_name=upstream_name,
    )


def _free_name(base_url: str) -> str:
    """The host; where another endpoint has that name, with the first number behind it that is free."""
    host = host_of(base_url)
    name, number = host, 1
    while Endpoint.objects.filter(name=name).exists():
        number += 1
        name = f"{host} ({number})"
    return name
