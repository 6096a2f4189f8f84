import os
import socket
import subprocess
import sys

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from arenasite.demo.seed import ensure_admin, publish_history, seed
from arenasite.demo.static_files import collect_static_files
from battles.models import Arena
from ratings.quality import judge_arena
from ratings.rebuild import rebuild

HOST = "127.0.0.1"
LOOK_SECONDS = 3


class Command(BaseCommand):
    help = "Start the whole site on this machine with invented models: no key, no server, no configuration."

    def add_arguments(self, parser):
        parser.add_argument(
            "--port", type=int, default=settings.PORT, help="default: the variable PORT, or 8000"
        )

    def handle(self, *, port, **options):
        _check_port(port)
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        collect_static_files()
        if seed():
            self.stdout.write("Simulated a history of votes among invented models.")
            publish_history()
        for arena in Arena.objects.all():
            rebuild(arena)
            judge_arena(arena)
        admin = ensure_admin()
        if admin:
            name, password = admin
            self.stdout.write(f"Administrator: {name}   Password (shown only now): {password}")
        self.stdout.write(
            self.style.SUCCESS(f"The arena is open at http://localhost:{port}/")
            + f"   admin: http://localhost:{port}/admin/   stop: Ctrl-C"
        )
        self._serve(port)

    def _serve(self, port: int) -> None:
        """Serve until Ctrl-C, with rebuilds and scans in a process of their own."""
        manage = settings.BASE_DIR / "manage.py"
        work = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, manage, "work_loop", f"--every={LOOK_SECONDS}", f"--parent={os.getpid()}"]
        )
        try:
            uvicorn.run("arenasite.asgi:application", host=HOST, port=port, log_level="warning")
        except KeyboardInterrupt:
            pass
        finally:
            work.terminate()
            work.wait(timeout=30)
            self.stdout.write("Stopped.")


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: PORT={port + 1}, or --port."
            ) from None
