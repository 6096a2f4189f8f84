"""Look for what is wrong with this site: `manage.py doctor`."""

from django.core.management.base import BaseCommand, CommandError

from arenasite.status.checks import State, run_checks


class Command(BaseCommand):
    help = (
        "Check the running site part by part: database, migrations, cache, boards, timetable, workers, "
        "arenas, findings, keys, proxies, hosts, static files, clock. Changes nothing; ends with 1 if a "
        "check failed."
    )
    requires_system_checks = ()

    def handle(self, *args, **options):
        results = run_checks()
        styles = {
            State.OK: self.style.SUCCESS,
            State.WARNING: self.style.WARNING,
            State.FAILED: self.style.ERROR,
        }
        for result in results:
            self.stdout.write(f"{styles[result.state](f'{result.state:8}')} {result.name:14} {result.detail}")
        if any(result.state == State.FAILED for result in results):
            raise CommandError("The site cannot serve visitors.")
