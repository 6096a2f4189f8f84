"""Register a server and its models, as drafts or, after a trial call each, as active."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from battles.endpoints.keys import InvalidVariableName, Unreachable, parse_variable_name, read_key
from battles.endpoints.model_lists import NOT_CHAT, list_models
from battles.endpoints.presets import PRESETS, Preset
from battles.endpoints.registration import (
    InvalidFact,
    NameTaken,
    find_or_build_endpoint,
    list_namesakes,
    list_same_servers,
    register_models,
)
from battles.models import Arena, Contender, Endpoint
from battles.providers import PROVIDERS
from battles.providers.addresses import InvalidAddress, normalize_base_url
from battles.providers.base import ErrorKind, ProviderError
from battles.sampling import contender_lifecycle as lifecycle

HINTS = {
    ErrorKind.AUTH: "Is the right key in the variable that --key-env names?",
    ErrorKind.BAD_REQUEST: "Most addresses end in /v1.",
    ErrorKind.MALFORMED: "Most addresses end in /v1.",
    ErrorKind.CONNECT: "Is the server running, and reachable from here?",
}
ACTIVATED = "Answered a trial call when its endpoint was registered."
FIRST_ARENA = {"slug": "arena", "title": "Arena"}


class Command(BaseCommand):
    help = "Ask a server for its models and register them as drafts."

    def add_arguments(self, parser):
        parser.add_argument(
            "server", help=f"base URL, e.g. http://localhost:11434/v1, or one of {', '.join(PRESETS)}"
        )
        parser.add_argument("--name", default="", help="what the endpoint is called (default: its host)")
        parser.add_argument(
            "--key-env", default="", metavar="NAME", help="environment variable that holds the key"
        )
        parser.add_argument(
            "--wire-format", default="", choices=["", *PROVIDERS], metavar="FORMAT", help="default: openai"
        )
        parser.add_argument(
            "--resource", default="", metavar="NAME", help="the resource's name in an address of azure"
        )
        parser.add_argument("--arena", default="", metavar="SLUG", help="default: the first open arena")
        parser.add_argument("--model", nargs="+", default=[], metavar="NAME", help="only these models")
        add_fact_arguments(parser)
        parser.add_argument(
            "--parameter",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="set a parameter of new models (repeatable; VALUE is text or JSON, an empty one removes it)",
        )
        parser.add_argument(
            "--activate", action="store_true", help="activate models that answer a trial call"
        )

    def handle(self, *args, **options):
        preset = get_preset(options["server"], resource=options["resource"])
        arena = get_arena(options["arena"], may_create=options["activate"])
        parameters = parse_parameters(options["parameter"])
        try:
            endpoint = find_or_build_endpoint(
                normalize_base_url(preset.base_url),
                name=options["name"],
                default_name=preset.name,
                key_env=select_variable(options["key_env"], preset),
                wire_format=options["wire_format"] or preset.wire_format,
            )
            names = self.select_names(endpoint, preset, options["model"])
        except (InvalidAddress, InvalidVariableName, NameTaken, Unreachable) as error:
            raise CommandError(str(error)) from None
        except ProviderError as error:
            hint = HINTS.get(error.kind, "")
            raise CommandError(
                f"{endpoint.base_url} gave no list of models: {error}. {hint}".strip()
            ) from None
        if arena.pk is None:
            arena.save()
            self.stdout.write(f"Made the first open arena, “{arena}”.")
        try:
            registration = register_models(
                endpoint, names, arena=arena, facts=select_facts(options), parameters=parameters
            )
        except InvalidFact as error:
            raise CommandError(str(error)) from None
        self.report(endpoint, arena, registration)
        if options["activate"]:
            self.activate([*registration.new, *registration.known])

    def select_names(self, endpoint: Endpoint, preset: Preset, wanted: list[str]) -> list[str]:
        """Return the upstream names to register. Raises CommandError, Unreachable, ProviderError."""
        if not preset.lists_models:
            if not wanted:
                raise CommandError(f"{preset.name} does not list its deployments: name them with --model.")
            read_key(endpoint.key_env)
            return wanted
        models = list_models(endpoint)
        if models.unnamed:
            self.stdout.write(f"  skipped {models.unnamed} entries of the server's list without a name")
        names = select_models(models.names, wanted)
        others = [] if wanted else [name for name in names if NOT_CHAT.search(name)]
        if others:
            self.stdout.write(f"  skipped, probably no chat models (--model adds them): {', '.join(others)}")
        return [name for name in names if name not in others]

    def report(self, endpoint: Endpoint, arena: Arena, registration) -> None:
        for contender in registration.new:
            model = contender.model
            details = ", ".join([model.organization or "organization unknown", *model.aliases])
            self.stdout.write(f"  new draft: {model.name} ({details})")
        for name in registration.skipped:
            self.stdout.write(f"  skipped, its name is too long: {name[:60]}…")
        for other in list_same_servers(endpoint, [c.model.upstream_name for c in registration.new]):
            warning = f"  {other.name} has the same models: is {other.base_url} the same server?"
            self.stdout.write(self.style.WARNING(warning))
        for model, other in list_namesakes(contender.model for contender in registration.new):
            place = other.endpoint or "no endpoint"
            warning = f"  {model.name} seems to be {other.name} at {place}: a board shows both"
            self.stdout.write(self.style.WARNING(warning))
        counts = f"{len(registration.new)} new, {len(registration.known)} known"
        self.stdout.write(f"{endpoint.name}: {counts}, in the arena “{arena}”.")

    def activate(self, contenders: list[Contender]) -> None:
        """Make a trial call for every draft and activate those that answer. Paused and retired stay."""
        drafts = [contender for contender in contenders if contender.state == Contender.State.DRAFT]
        attempts = lifecycle.change_many(drafts, Contender.State.ACTIVE, reason=ACTIVATED)
        for attempt in attempts:
            name = attempt.contender.model.name
            if attempt.refusal:
                self.stdout.write(self.style.WARNING(f"  refused: {name}: {attempt.refusal}"))
            else:
                changes = attempt.trial.adaptation.description
                adapted = f"; adapted: {changes}" if changes else ""
                self.stdout.write(
                    f"  active: {name} (first token {attempt.trial.first_token_ms} ms{adapted})"
                )
        active = sum(attempt.refusal is None for attempt in attempts)
        self.stdout.write(f"{active} of {len(drafts)} drafts activated.")
        if drafts and not active:
            raise CommandError("No model answered its trial call.")


def add_fact_arguments(parser) -> None:
    """Facts that no server tells, for all new models of the call."""
    parser.add_argument("--organization", default="", metavar="ORG", help="who makes the models")
    parser.add_argument("--license", default="", metavar="NAME", help="licence of the models")
    parser.add_argument("--price-in", default="", metavar="USD", help="per million input tokens")
    parser.add_argument("--price-out", default="", metavar="USD", help="per million output tokens")


def select_facts(options: dict) -> dict[str, str]:
    """Return the given facts by field."""
    given = {
        "organization": options["organization"],
        "license": options["license"],
        "input_price": options["price_in"],
        "output_price": options["price_out"],
    }
    return {name: value for name, value in given.items() if value}


def get_preset(server: str, *, resource: str) -> Preset:
    """Return the preset of this name, or one for this address. Raises CommandError."""
    preset = PRESETS.get(server.lower())
    if preset is None:
        return Preset("", server)
    if not preset.needs_resource:
        return preset
    if slugify(resource) != resource.lower() or not resource:
        raise CommandError(f"{preset.name} needs --resource: the first part of your resource's address.")
    address = preset.base_url.format(resource=resource)
    return Preset(
        f"{preset.name} {resource}", address, preset.key_env, preset.wire_format, preset.lists_models
    )


def select_variable(variable: str, preset: Preset) -> str:
    """Return the key's variable: the given one, or the preset's. Raises as parse_variable_name."""
    name = variable or preset.key_env
    return parse_variable_name(name) if name else ""


def get_arena(slug: str, *, may_create: bool) -> Arena:
    """Return the arena of this slug, or the first open one. Raises CommandError.

    With may_create, a site without any arena gets one, which is returned unsaved.
    """
    arena = Arena.objects.filter(slug=slug).first() if slug else Arena.objects.open().first()
    if arena is None and may_create and not slug and not Arena.objects.exists():
        return Arena(**FIRST_ARENA)
    if arena is None:
        raise CommandError(
            f"There is no arena “{slug}”."
            if slug
            else "There is no open arena yet: add one in the admin, or use --activate on a site without any."
        )
    return arena


def parse_parameters(settings: list[str]) -> dict[str, Any]:
    """Return parameters from NAME=VALUE: JSON or text, None for an empty value. Raises CommandError."""
    parameters: dict[str, Any] = {}
    for setting in settings:
        name, separator, value = setting.partition("=")
        if not separator or not name.isidentifier():
            raise CommandError(f"--parameter takes NAME=VALUE, not “{setting}”.")
        parameters[name] = _parse_value(value) if value else None
    return parameters


def _parse_value(value: str) -> Any:
    """Return the JSON value, or the text itself where it is none. Raises CommandError for NaN."""

    def refuse(constant: str) -> None:
        raise CommandError(f"{constant} is no value of a parameter.")

    try:
        return json.loads(value, parse_constant=refuse)
    except (ValueError, RecursionError):
        return value


def select_models(offered: list[str], wanted: list[str]) -> list[str]:
    """Return the wanted models, or all. Raises CommandError for one that is not offered, or for none."""
    if missing := [name for name in wanted if name not in offered]:
        raise CommandError(f"The server does not offer {', '.join(missing)}. It has: {', '.join(offered)}")
    if not offered:
        raise CommandError("The server offers no models.")
    return wanted or offered
