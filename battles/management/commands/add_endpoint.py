"""Register an OpenAI-compatible server and its models, as drafts or, after a trial call each, as active."""

import asyncio

from django.core.management.base import BaseCommand, CommandError

from battles.endpoints.connection import KeyMissing, read_key
from battles.endpoints.registration import (
    InvalidVariableName,
    NameTaken,
    find_or_build_endpoint,
    parse_variable_name,
    register_models,
)
from battles.models import Arena, Contender, Endpoint
from battles.providers import close_all, get_provider
from battles.providers.addresses import InvalidAddress, normalize_base_url
from battles.providers.base import ErrorKind, ProviderError, Target
from battles.sampling import contender_lifecycle as lifecycle

HINTS = {
    ErrorKind.AUTH: "Is the right key in the variable that --key-env names?",
    ErrorKind.BAD_REQUEST: "Most addresses end in /v1.",
    ErrorKind.MALFORMED: "Most addresses end in /v1.",
    ErrorKind.CONNECT: "Is the server running, and reachable from here?",
}
ACTIVATED = "Answered a trial call when its endpoint was registered."


class Command(BaseCommand):
    help = "Ask an OpenAI-compatible server for its models and register them as drafts."

    def add_arguments(self, parser):
        parser.add_argument("url", help="base URL, e.g. http://localhost:11434/v1")
        parser.add_argument("--name", default="", help="what the endpoint is called (default: its host)")
        parser.add_argument(
            "--key-env", default="", metavar="NAME", help="environment variable that holds the key"
        )
        parser.add_argument("--arena", default="", metavar="SLUG", help="default: the first open arena")
        parser.add_argument(
            "--model", nargs="+", default=[], metavar="NAME", help="only these of the server's models"
        )
        parser.add_argument("--organization", default="", metavar="ORG", help="who makes the models")
        parser.add_argument(
            "--activate", action="store_true", help="activate models that answer a trial call"
        )

    def handle(self, *args, **options):
        arena = get_arena(options["arena"])
        try:
            key_env = parse_variable_name(options["key_env"]) if options["key_env"] else ""
            endpoint = find_or_build_endpoint(
                normalize_base_url(options["url"]), name=options["name"], key_env=key_env
            )
            offered = list_models(endpoint)
        except (InvalidAddress, InvalidVariableName, NameTaken, KeyMissing) as error:
            raise CommandError(str(error)) from None
        except ProviderError as error:
            hint = HINTS.get(error.kind, "")
            raise CommandError(
                f"{endpoint.base_url} gave no list of models: {error}. {hint}".strip()
            ) from None
        wanted = select_models(offered, options["model"])
        registered = register_models(endpoint, wanted, arena=arena, organization=options["organization"])
        self.report(endpoint, arena, registered)
        if options["activate"]:
            self.activate([*registered.new, *registered.known])

    def report(self, endpoint: Endpoint, arena: Arena, registered) -> None:
        for contender in registered.new:
            model = contender.model
            details = ", ".join([model.organization or "organization unknown", *model.aliases])
            self.stdout.write(f"  new draft: {model.name} ({details})")
        for name in registered.skipped:
            self.stdout.write(f"  skipped, its name is too long: {name[:60]}…")
        counts = f"{len(registered.new)} new, {len(registered.known)} known"
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
                self.stdout.write(f"  active: {name} (first token {attempt.trial.first_token_ms} ms)")
        active = sum(attempt.refusal is None for attempt in attempts)
        self.stdout.write(f"{active} of {len(drafts)} drafts activated.")
        if drafts and not active:
            raise CommandError("No model answered its trial call.")


def get_arena(slug: str) -> Arena:
    """Return the arena of this slug, or the first open one. Raises CommandError."""
    arena = Arena.objects.filter(slug=slug).first() if slug else Arena.objects.open().first()
    if arena is None:
        raise CommandError(f"There is no arena “{slug}”." if slug else "There is no open arena yet.")
    return arena


def list_models(endpoint: Endpoint) -> list[str]:
    """Return the models that the server lists. Raises KeyMissing, ProviderError."""
    target = Target("", base_url=endpoint.base_url, api_key=read_key(endpoint.key_env))

    async def ask() -> list[str]:
        try:
            return await get_provider(endpoint.wire_format).list_models(target)
        finally:
            await close_all()

    return asyncio.run(ask())


def select_models(offered: list[str], wanted: list[str]) -> list[str]:
    """Return the wanted models, or all. Raises CommandError for one that is not offered, or for none."""
    if missing := [name for name in wanted if name not in offered]:
        raise CommandError(f"The server does not offer {', '.join(missing)}. It has: {', '.join(offered)}")
    if not offered:
        raise CommandError("The server offers no models.")
    return wanted or offered
