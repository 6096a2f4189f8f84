"""Make an empty database and print its tables: `python -m tests.arenasite.schema.made [--every-step]`.

A process of its own, because steps that move data write to the default database.
"""

import json
import os
import re
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402


class EveryStep(MigrationLoader):
    """Knows no migration that replaces others."""

    def load_disk(self):
        super().load_disk()
        self.disk_migrations = {key: each for key, each in self.disk_migrations.items() if not each.replaces}


def describe() -> dict[str, dict]:
    """Columns, indexes, foreign keys and constraints of each table, sorted."""
    described = {}
    with connection.cursor() as cursor:

        def read(query: str) -> list[str]:
            cursor.execute(query)
            return sorted(str(row[0] if len(row) == 1 else row[1:]) for row in cursor.fetchall())

        for table in connection.introspection.table_names(cursor):
            (written,) = read(f"SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'")  # noqa: S608
            described[table] = {
                "columns": read(f"PRAGMA table_info('{table}')"),
                "foreign keys": sorted(
                    each.split(", ", 1)[1] for each in read(f"PRAGMA foreign_key_list('{table}')")
                ),
                "indexes": read(
                    f"SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}'"  # noqa: S608
                ),
                "constraints": sorted(re.findall(r'CONSTRAINT "\w+" (?:CHECK|UNIQUE)', written)),
                "checks": written.count(" CHECK "),
            }
    return described


if __name__ == "__main__":
    executor = MigrationExecutor(connection)
    executor.loader = (EveryStep if "--every-step" in sys.argv else MigrationLoader)(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    applied = sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)
    json.dump({"applied": applied, "tables": describe()}, sys.stdout)
