#!/usr/bin/env python
"""Command-line entry to the site: `python manage.py help`."""

import os
import sys

from django.core.management import execute_from_command_line

from battles.process import collect_nothing

if __name__ == "__main__":
    collect_nothing()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    execute_from_command_line(sys.argv)
