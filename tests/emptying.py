"""After a test that commits: its rows go, what the migrations made stays.

Django's own way truncates every table and makes permissions, content types and roles anew. On PostgreSQL
that takes longer than most tests: truncating gives each table and index a new file, deleting nothing is free.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.test import TransactionTestCase

KEPT = (ContentType, Permission, Group, Group.permissions.through)


def delete_rows(alias: str) -> None:
    """Delete all rows but those of KEPT. Foreign keys are checked at the end, so any order will do."""
    connection = connections[alias]
    kept = {model._meta.db_table for model in KEPT}
    tables = set(connection.introspection.django_table_names(include_views=False)) - kept
    with transaction.atomic(alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tables &= _tables_with_content(cursor)
        for table in sorted(tables):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables


def _tables_with_content(cursor) -> set[str]:
    """The tables that have had a row since the database was copied: planning a DELETE of all takes longer."""
    cursor.execute(
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0"
    )
    return {name for (name,) in cursor}


def _fixture_teardown(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):
        delete_rows(alias)


def install() -> None:
    TransactionTestCase._fixture_teardown = _fixture_teardown
