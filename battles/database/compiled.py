"""Queries whose SQL is compiled once in a process: the ORM writes it, later uses only send it.

For the few queries that every battle needs: there, compiling costs several times as much as the database's
own work. The rows, and the instances of models, are the same as those of the query set.

    BY_KEY = CompiledQuery(lambda: Battle.objects.filter(key=Given("key", models.UUIDField())))
    battle = BY_KEY.first(key=key)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

T = TypeVar("T")
Row = tuple[Any, ...]


class Given(Expression):
    """A value that is given when the query is executed: its name, and the field that it is compared to."""

    def __init__(self, name: str, field: Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


_PLAIN_TYPES: dict[type[Field], type] = {
    models.AutoField: int,
    models.BigAutoField: int,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.SmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.BooleanField: bool,
    models.FloatField: float,
    models.CharField: str,
    models.SlugField: str,
    models.TextField: str,
}
"""Fields, and the type of the values that every database takes as they are."""


class _Column:
    """One field of a table, and how its values are given to the database."""

    def __init__(self, field: Field):
        self._field, self.name, self.attname = field, field.column, field.attname
        self._prepare = field.get_db_prep_save

    @cached_property
    def _plain_type(self) -> type | None:
        """Known at the first use: a foreign key's target may not be loaded before."""
        is_key = isinstance(self._field, models.ForeignKey)
        return _PLAIN_TYPES.get(type(self._field.target_field if is_key else self._field))

    def get_default(self) -> Any:
        """The field's default if it is the same for each row, otherwise something that no value equals."""
        is_made_anew = self._field.has_default() and callable(self._field.default)
        return object() if is_made_anew else self._field.get_default()

    def prepare(self, value: Any, connection: Any) -> Any:
        """The value for the database; None and plain values are not converted."""
        if value is None or type(value) is self._plain_type:
            return value
        return self._prepare(value, connection)


class _Compiled:
    """The SQL of a query set for one kind of database, and how its rows become tuples or instances."""

    def __init__(self, queryset: QuerySet):
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, self._parameters = compiler.as_sql()
        self._compiler = compiler
        self._converters = compiler.get_converters([each[0] for each in compiler.select])
        is_instances = queryset._iterable_class is ModelIterable
        if not is_instances and queryset._iterable_class is not ValuesListIterable:
            raise ImproperlyConfigured("a compiled query gives instances or tuples (values_list)")
        if compiler.has_composite_fields([each[0] for each in compiler.select]):
            raise ImproperlyConfigured("a compiled query has no composite fields")
        self._build = self._build_instance if is_instances else None
        if is_instances:
            self._read_class_info(compiler)

    def _read_class_info(self, compiler) -> None:
        info = compiler.klass_info
        if compiler.annotation_col_map:
            raise ImproperlyConfigured("a compiled query of instances has no annotations")
        self._model = info["model"]
        columns = info["select_fields"]
        self._columns = slice(columns[0], columns[-1] + 1)
        self._names = [each[0].target.attname for each in compiler.select[self._columns]]
        self._related = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)

    def _build_instance(self, row: Row) -> Model:
        instance = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._columns])
        for related in self._related:
            related.populate(row, instance)
        return instance

    def fetch_raw(self, values: Mapping[str, Any]) -> list[Row]:
        own = connections[DEFAULT_DB_ALIAS]
        parameters = [
            each.output_field.get_db_prep_value(values[each.name], own) if isinstance(each, Given) else each
            for each in self._parameters
        ]
        with own.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return cursor.fetchall()

    def fetch(self, values: Mapping[str, Any]) -> list[Any]:
        rows: Iterable[Row] = self.fetch_raw(values)
        if self._converters:
            rows = map(tuple, self._compiler.apply_converters(rows, self._converters))
        return list(map(self._build, rows)) if self._build is not None else list(rows)


class CompiledQuery(Generic[T]):
    """A query set with `Given` values, compiled at its first use. Instances, or tuples of `values_list`."""

    def __init__(self, build: Callable[[], QuerySet]):
        self._build = build
        self._by_vendor: dict[str, _Compiled] = {}

    def fetch(self, **values: Any) -> list[T]:
        """Execute the query with these values for the given ones."""
        return self._get().fetch(values)

    def fetch_raw(self, **values: Any) -> list[Row]:
        """Like fetch: rows as the database's driver gives them, such as JSON as text."""
        return self._get().fetch_raw(values)

    def _get(self) -> _Compiled:
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        compiled = self._by_vendor.get(vendor)
        if compiled is None:
            compiled = self._by_vendor[vendor] = _Compiled(self._build())
        return compiled

    def first(self, **values: Any) -> T | None:
        """The first row or instance, None if there is none. The query itself limits how many are read."""
        rows = self.fetch(**values)
        return rows[0] if rows else None


class CompiledInsert:
    """INSERT of rows with these fields of a model. Every field without a default of the database is named.

    more: SQL after the rows, such as a rule for conflicts or RETURNING.
    """

    def __init__(self, model: type[Model], names: Sequence[str], more: str = ""):
        self.columns = [_Column(model._meta.get_field(name)) for name in names]
        self._table, self._more = model._meta.db_table, more
        self._head: str | None = None
        self._one = f"({', '.join(['%s'] * len(names))})"

    def execute(self, rows: Sequence[Sequence[Any]]) -> list[Row]:
        """Insert the rows; what RETURNING gives, an empty list without it."""
        if not rows:
            return []
        own = connections[DEFAULT_DB_ALIAS]
        if self._head is None:
            self._head = self._compose_head(own)
        sql = f"{self._head} VALUES {', '.join([self._one] * len(rows))} {self._more}"
        parameters = [
            column.prepare(value, own)
            for row in rows
            for column, value in zip(self.columns, row, strict=True)
        ]
        with own.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if "RETURNING" in self._more else []

    def compose_one(self, own: Any, given: Mapping[str, str], sources: Sequence[str]) -> str:
        """The SQL of one row as a part of a longer statement of PostgreSQL. Its parameters are the values of
        the columns that are not given.

        given: SQL expressions by column. sources: the parts that these are read from; the row is stored only
        if each of them has a row.
        """
        values = ", ".join(given.get(column.name, "%s") for column in self.columns)
        source = f" FROM {', '.join(sources)}" if sources else ""
        return f"{self._compose_head(own)} SELECT {values}{source} {self._more}"

    def _compose_head(self, own: Any) -> str:
        quote = own.ops.quote_name
        columns = ", ".join(quote(column.name) for column in self.columns)
        return f"INSERT INTO {quote(self._table)} ({columns})"


class CompiledUpdate:
    """UPDATE of these fields of one row of a model, by its primary key."""

    def __init__(self, model: type[Model], names: Sequence[str]):
        self._columns = [_Column(model._meta.get_field(name)) for name in names]
        self._table, self._key = model._meta.db_table, model._meta.pk.column
        self._sql: str | None = None

    def execute(self, pk: int, values: Sequence[Any]) -> None:
        """Set the fields, in order, of the row with this key."""
        own = connections[DEFAULT_DB_ALIAS]
        if self._sql is None:
            quote = own.ops.quote_name
            changes = ", ".join(f"{quote(column.name)} = %s" for column in self._columns)
            self._sql = f"UPDATE {quote(self._table)} SET {changes} WHERE {quote(self._key)} = %s"  # noqa: S608
        parameters = [column.prepare(value, own) for column, value in zip(self._columns, values, strict=True)]
        with own.cursor() as cursor:
            cursor.execute(self._sql, [*parameters, pk])
