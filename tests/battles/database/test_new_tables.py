"""A migration of many new tables makes what its operations say, and builds each model's class once."""

from collections import Counter

import pytest
from django.db import connection, models
from django.db.migrations import AddField, CreateModel
from django.db.migrations.state import ModelState, ProjectState

from battles.database import NewTables

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = [f"Table{number}" for number in range(8)]
LABEL = "newtables"


def describe(name: str, *related: str) -> CreateModel:
    keys = [
        (to.lower(), models.ForeignKey(f"{LABEL}.{to}", models.CASCADE, related_name=f"of_{name.lower()}"))
        for to in related
    ]
    return CreateModel(name, [("id", models.BigAutoField(primary_key=True)), *keys])


@pytest.fixture
def migration() -> NewTables:
    """Each table refers to all tables before it; a field is added after them."""
    made = NewTables("0001_initial", LABEL)
    made.operations = [describe(name, *NAMES[:number]) for number, name in enumerate(NAMES)]
    made.operations.append(AddField(NAMES[0], "note", models.TextField(default="")))
    return made


@pytest.fixture
def built(monkeypatch) -> Counter:
    """How often each model's class was built."""
    counts: Counter = Counter()
    render = ModelState.render

    def count(state, apps):
        counts[state.name] += 1
        return render(state, apps)

    monkeypatch.setattr(ModelState, "render", count)
    return counts


@pytest.fixture
def state(migration):
    """The state after the migration; its tables are dropped at the end."""
    before = ProjectState()
    assert before.apps is not None  # as in `migrate`, classes were built before
    with connection.schema_editor() as editor:
        after = migration.apply(before, editor)
    yield after
    with connection.schema_editor() as editor:
        for name in reversed(NAMES):
            editor.delete_model(after.apps.get_model(LABEL, name))


def test_the_tables_can_be_written_and_read(state):
    first = state.apps.get_model(LABEL, NAMES[0]).objects.create(note="made")
    second = state.apps.get_model(LABEL, NAMES[1]).objects.create(table0=first)
    assert second.table0.note == "made"
    assert list(first.of_table1.all()) == [second]


def test_the_state_is_that_of_the_operations_alone(migration, state):
    assert state == migration.mutate_state(ProjectState())


def test_each_class_is_built_once_for_all_tables(migration, built):
    migration.operations.pop()
    with connection.schema_editor() as editor:
        state = migration.apply(ProjectState(), editor)
        assert built == dict.fromkeys(NAMES, 1)
        for name in reversed(NAMES):
            editor.delete_model(state.apps.get_model(LABEL, name))


def test_it_can_be_shown_as_sql(migration):
    with connection.schema_editor(collect_sql=True) as editor:
        migration.apply(ProjectState(), editor, collect_sql=True)
    statements = " ".join(editor.collected_sql)
    assert statements.count("CREATE TABLE") >= len(NAMES)
