"""The earlier name of `manage.py work_loop`."""

from arenasite.management.commands import work_loop


class Command(work_loop.Command):
    help = "The same as work_loop, under its earlier name."
