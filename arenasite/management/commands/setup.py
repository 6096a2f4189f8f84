"""From an empty database to the first battle: `manage.py setup`."""

import os
import sys

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from arenasite.status.todo import MIN_MODELS, list_todos
from battles.models import Arena, Contender

PASSWORD_LENGTH = 20
FACTS = {
    "organization": "who makes the models",
    "license": "licence of the models",
    "price-in": "USD per million input tokens",
    "price-out": "USD per million output tokens",
}
"""Facts that no server tells, as for add_endpoint."""


class Command(BaseCommand):
    help = (
        "Make the owner's account, the first arena and an endpoint, try the endpoint's models and activate "
        "those that answer; then say what is still missing. Asks for what is not given as an option. Safe to "
        "run twice: what exists is kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("--owner", default="", metavar="NAME", help="name of the owner's account")
        parser.add_argument(
            "--password-env",
            default="",
            metavar="VARIABLE",
            help="environment variable with the owner's password (default: a random one is shown once)",
        )
        parser.add_argument("--arena", default="", metavar="TITLE", help="title of the first arena")
        parser.add_argument(
            "--server",
            default="",
            metavar="URL",
            help="a server's address or preset, as for add_endpoint",
        )
        parser.add_argument("--key-env", default="", metavar="VARIABLE", help="as for add_endpoint")
        parser.add_argument("--model", nargs="+", default=[], metavar="NAME", help="only these models")
        for fact, meaning in FACTS.items():
            parser.add_argument(f"--{fact}", default="", help=meaning)
        parser.add_argument("--no-input", action="store_true", help="ask nothing")

    def handle(self, *args, **options):
        self._may_ask = not options["no_input"] and sys.stdin.isatty()
        call_command("migrate", verbosity=0)
        self._make_owner(options["owner"], options["password_env"])
        arena = self._make_arena(options["arena"])
        self._add_models(arena, options)
        with translation.override("en"):
            todos = list_todos()
        if todos:
            self.stdout.write("Still to do:")
        for todo in todos:
            self.stdout.write(f"  - {todo.text}")

    def _make_owner(self, name: str, password_env: str) -> None:
        users = get_user_model().objects
        owner = users.filter(is_superuser=True, is_active=True).first()
        if owner is not None:
            self.stdout.write(f"Owner: {owner} exists.")
            return
        name = name or self._ask("Name of the owner's account", default="admin")
        if users.filter(username=name).exists():
            raise CommandError(f"The account {name} exists and is no owner. Choose another with --owner.")
        password = os.environ.get(password_env, "") if password_env else get_random_string(PASSWORD_LENGTH)
        if not password:
            raise CommandError(f"The variable {password_env} is empty.")
        users.create_superuser(name, password=password)
        shown = "" if password_env else f"   Password (shown only now): {password}"
        self.stdout.write(f"Owner: {name} made.{shown}")

    def _make_arena(self, title: str) -> Arena:
        arena = Arena.objects.open().first()
        if arena is not None:
            self.stdout.write(f"Arena: {arena} exists.")
            return arena
        title = title or self._ask("Title of the first arena", default="Arena")
        slug = slugify(title) or "arena"
        if Arena.objects.filter(slug=slug).exists():
            raise CommandError(f"The arena {slug} exists and is not open. Open it in the admin.")
        arena = Arena.objects.create(slug=slug, title=title)
        self.stdout.write(f"Arena: {arena} made.")
        return arena

    def _add_models(self, arena: Arena, options: dict) -> None:
        server = options["server"]
        if not server and Contender.objects.drawable(arena).count() < MIN_MODELS:
            server = self._ask("Address of a server, or a preset such as ollama (empty: later)", default="")
        if not server:
            return
        call_command(
            "add_endpoint",
            server,
            arena=arena.slug,
            key_env=options["key_env"],
            model=options["model"],
            **{fact.replace("-", "_"): options[fact.replace("-", "_")] for fact in FACTS},
            activate=True,
            stdout=self.stdout,
        )

    def _ask(self, question: str, *, default: str) -> str:
        if not self._may_ask:
            return default
        hint = f" [{default}]" if default else ""
        return input(f"{question}{hint}: ").strip() or default
