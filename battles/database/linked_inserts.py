"""Rows of several tables that refer to each other, stored by one statement where the database can.

On PostgreSQL each row is a part of one statement (a data-modifying CTE) and takes the key of the row that it
refers to from that row's part. No part sees what another stores except through RETURNING; foreign keys and
unique constraints are checked as for several statements. Other databases get one INSERT a table.
"""

import itertools
import operator
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import ForeignKey, Model

from battles.database.compiled import CompiledInsert

Models = tuple[type[Model], ...]
MAX_STATEMENTS = 64
"""So many statements of one sequence of models are kept: they differ in which fields have their default."""


class LinkedTable:
    """How instances of a model are stored: with every field, except a key that the database makes.

    conflict: SQL of a rule for conflicts. apart: a field (number or text) in which rows stored by one call
    differ; rows without it are stored one at a time where the database needs an INSERT a table.
    """

    def __init__(self, model: type[Model], *, conflict: str = "", apart: str = ""):
        meta = model._meta
        self.model, self.has_rule, self.apart = model, bool(conflict), apart
        self.key = None if meta.auto_field is None else meta.auto_field.column
        names = [field.attname for field in meta.concrete_fields if field is not meta.auto_field]
        returned = [meta.get_field(apart).column] if apart else []
        more = f"{conflict} RETURNING {', '.join([*returned, self.key])}" if self.key else conflict
        self.insert = CompiledInsert(model, names, more)

    def find_links(self, models: Models) -> list[tuple[ForeignKey, int]]:
        """The foreign keys to rows of other tables among these models, each with its row's place."""
        keys = [field for field in self.model._meta.concrete_fields if isinstance(field, ForeignKey)]
        return [
            (key, place)
            for key in keys
            for place, model in enumerate(models)
            if model is key.related_model and model is not self.model
        ]

    def store(self, rows: Sequence[Model]) -> bool:
        """Store rows by one INSERT; False if the rule for conflicts kept one from being stored."""
        values = [[getattr(row, column.attname) for column in self.insert.columns] for row in rows]
        returned = self.insert.execute(values)
        if self.key is None:
            return True
        if len(returned) < len(rows):
            return False
        keys = {tuple(apart): key for *apart, key in returned}
        for row in rows:
            row.pk = keys[(getattr(row, self.apart),) if self.apart else ()]
        return True


class _Link(NamedTuple):
    """A foreign key of one instance of a call whose row is another instance of it, by their places."""

    child: int
    name: str
    column: str
    parent: int


class _Shape:
    """What is the same for all calls with instances of these models."""

    def __init__(self, tables: Sequence[LinkedTable]):
        self._tables = tables
        models = tuple(table.model for table in tables)
        self._links: list[_Link] = []
        for child, table in enumerate(tables):
            links = table.find_links(models[:child])
            _check_links(child, tables, links)
            self._links += [_Link(child, key.name, key.column, parent) for key, parent in links]
        linked = {(link.child, link.column) for link in self._links}
        self._given = [
            (place, column)
            for place, table in enumerate(tables)
            for column in table.insert.columns
            if (place, column.name) not in linked
        ]
        self._defaults = [column.get_default() for _place, column in self._given]
        self._keyed = [place for place, table in enumerate(tables) if table.key is not None]
        self._sql: dict[tuple[bool, ...], str] = {}

    def store_at_once(self, instances: Sequence[Model], own: Any) -> bool:
        """Store the instances by one statement of PostgreSQL; False if the first was not stored."""
        values = [getattr(instances[place], column.attname) for place, column in self._given]
        are_default = tuple(map(operator.eq, values, self._defaults))
        sql = self._sql.get(are_default)
        if sql is None:
            if len(self._sql) >= MAX_STATEMENTS:
                self._sql.clear()
            sql = self._sql[are_default] = self._compose(are_default, own)
        parameters = [
            column.prepare(value, own)
            for value, (_place, column), is_default in zip(values, self._given, are_default, strict=True)
            if not is_default
        ]
        with own.cursor() as cursor:
            cursor.execute(sql, parameters)
            keys = cursor.fetchone()
        if keys is None:
            return False
        for place, key in zip(self._keyed, keys, strict=True):
            instances[place].pk = key
        self._set_links(instances, range(len(instances)))
        return True

    def store_in_turn(self, instances: Sequence[Model]) -> bool:
        """Store the instances by one INSERT a table; False if the first was not stored."""
        for _group, places in itertools.groupby(range(len(instances)), key=self._get_group):
            group = list(places)
            self._set_links(instances, group)
            if not self._tables[group[0]].store([instances[place] for place in group]):
                return False
        return True

    def _get_group(self, place: int) -> object:
        table = self._tables[place]
        return table if table.apart else place

    def _set_links(self, instances: Sequence[Model], children: Sequence[int]) -> None:
        for link in self._links:
            if link.child in children:
                setattr(instances[link.child], link.name, instances[link.parent])

    def _compose(self, are_default: tuple[bool, ...], own: Any) -> str:
        """The statement, with the values that are their field's default in it.

        So there are few parameters: psycopg parses a statement with more than 50 each time anew.
        """
        quote = own.ops.quote_name
        keys = {place: f"row{place}.{quote(self._tables[place].key)}" for place in self._keyed}
        given: list[dict[str, str]] = [{} for _table in self._tables]
        for link in self._links:
            given[link.child][link.column] = keys[link.parent]
        defaults = zip(self._given, self._defaults, strict=True)
        for (place, column), default in itertools.compress(defaults, are_default):
            literal = own.ops.compose_sql("%s", [column.prepare(default, own)])
            given[place][column.name] = literal.replace("%", "%%")
        parts = []
        for place, table in enumerate(self._tables):
            sources = [f"row{link.parent}" for link in self._links if link.child == place]
            parts.append(f"row{place} AS ({table.insert.compose_one(own, given[place], sources)})")
        read = ", ".join(f"row{place}" for place in self._keyed)
        return f"WITH {', '.join(parts)} SELECT {', '.join(keys.values())} FROM {read}"  # noqa: S608


def _check_links(child: int, tables: Sequence[LinkedTable], links: Sequence[tuple[ForeignKey, int]]) -> None:
    """Raise ImproperlyConfigured where it is not clear which row a row refers to, or when it is stored."""
    name = tables[child].model.__name__
    if len({key for key, _place in links}) < len(links):
        raise ImproperlyConfigured(f"{name} may refer to several of the rows")
    if child and tables[child].has_rule:
        raise ImproperlyConfigured(f"{name} has a rule for conflicts and is not the first")
    if child and tables[0].has_rule and not links:
        raise ImproperlyConfigured(f"{name} would be stored also where the first is not")


class LinkedInserts:
    """INSERT of instances of these models, at once where the database can."""

    def __init__(self, *tables: LinkedTable):
        self._tables: Mapping[type[Model], LinkedTable] = {table.model: table for table in tables}
        self._shapes: dict[Models, _Shape] = {}

    def store(self, *instances: Model) -> bool:
        """Store the instances, each after those that it refers to, and set their keys.

        A foreign key to a model of an instance before it is set to that instance. Returns False, and nothing
        is stored, where the first one's rule for conflicts kept it from being stored. Raises IntegrityError.
        """
        models = tuple(map(type, instances))
        shape = self._shapes.get(models)
        if shape is None:
            shape = self._shapes[models] = _Shape([self._tables[model] for model in models])
        own = connections[DEFAULT_DB_ALIAS]
        is_postgres = own.vendor == "postgresql"
        if not (shape.store_at_once(instances, own) if is_postgres else shape.store_in_turn(instances)):
            return False
        for instance in instances:
            instance._state.adding, instance._state.db = False, own.alias
        return True
