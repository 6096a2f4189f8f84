"""Rows of several tables stored at once: every field, the right keys, and nothing where one is refused."""

import datetime as dt
import itertools
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone

from battles.database import LinkedInserts, LinkedTable, linked_inserts
from battles.models import AddressTrace, Answer, Battle, ImportBatch, Prompt, Voter
from battles.visitors import get_key
from tests import world
from tests.battles.statements import count_statements
from tests.world import NOON

pytestmark = pytest.mark.django_db

TABLES = (
    LinkedTable(Voter, conflict="ON CONFLICT (key) DO NOTHING"),
    LinkedTable(Battle),
    LinkedTable(AddressTrace),
    LinkedTable(Prompt),
    LinkedTable(Answer, apart="side"),
)
HOSTILE = "100 % of 'it', %s %(text)s %% $1 \\ \"é\" {} ; --"
SAMPLES = {
    models.UUIDField: lambda number: uuid.UUID(int=number),
    models.CharField: lambda number: f"'%{number}",
    models.TextField: lambda number: f"{HOSTILE} {number}",
    models.BigIntegerField: lambda number: number,
    models.PositiveIntegerField: lambda number: number,
    models.PositiveSmallIntegerField: lambda number: number,
    models.FloatField: lambda number: 1 / number,
    models.DateTimeField: lambda number: NOON + dt.timedelta(microseconds=number),
    models.JSONField: lambda number: {HOSTILE: [number, None]},
}
"""A value of each kind of field that is no field's default."""


@pytest.fixture
def rows():
    return LinkedInserts(*TABLES)


@pytest.fixture
def foreign(arena, pool):
    """Rows that others refer to, by the name of the field."""
    return {
        "arena": arena,
        "contender_a": pool[0],
        "contender_b": pool[1],
        "contender": pool[0],
        "follows": world.open_battle(arena),
        "import_batch": ImportBatch.objects.create(arena=arena),
        "key": get_key(timezone.now()),
    }


@pytest.fixture
def full(foreign):
    """Makes instances without a field at its default."""
    numbers = itertools.count(7)

    def make(model, **more):
        values = {}
        for field in model._meta.concrete_fields:
            if field is model._meta.auto_field or field.name in more:
                continue
            if not field.is_relation:
                values[field.name] = SAMPLES[type(field)](next(numbers))
            elif field.name in foreign:
                values[field.attname] = foreign[field.name].pk
        return model(**values, **more)

    return make


@pytest.fixture
def opening(arena, pool):
    """Makes a new battle with its first turn."""

    def make(**more):
        battle = Battle(arena=arena, contender_a=pool[0], contender_b=pool[1], opened_at=NOON, **more)
        prompt = Prompt(battle=battle, turn=1, text="Hi", created_at=NOON)
        answers = [
            Answer(prompt=prompt, side=side, contender=contender, created_at=NOON)
            for side, contender in zip("ba", pool, strict=True)
        ]
        return battle, prompt, *answers

    return make


def values(instance) -> dict:
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}


def counts() -> list[int]:
    return [table.model.objects.count() for table in TABLES]


def assert_stored(*instances) -> None:
    for instance in instances:
        assert values(type(instance).objects.get(pk=instance.pk)) == values(instance)
        assert not instance._state.adding


def test_every_field_of_every_table_is_stored(rows, full):
    voter, battle = full(Voter), full(Battle)
    trace, prompt = full(AddressTrace), full(Prompt)
    answers = [full(Answer, side=side) for side in "ab"]
    instances = [voter, battle, trace, prompt, *answers]
    defaults = [
        field
        for instance in instances
        for field in instance._meta.concrete_fields
        if not field.is_relation and field.has_default() and field.default == getattr(instance, field.attname)
    ]
    assert defaults == []
    assert rows.store(*instances)
    assert_stored(*instances)
    assert (battle.voter, trace.battle, prompt.battle) == (voter, battle, battle)
    assert [answer.prompt for answer in answers] == [prompt, prompt]


def test_defaults_are_stored_as_by_the_model_layer(rows, opening, monkeypatch):
    monkeypatch.setattr(linked_inserts, "MAX_STATEMENTS", 1)
    sampler = "50 % of 'it' \\ %s"
    saved = opening(sampler=sampler)
    for instance in saved:
        instance.save()
    for more in ({}, {"tags": 1}, {}):
        stored = opening(sampler=sampler, **more)
        assert rows.store(*stored)
        assert_stored(*stored)
    own = {"id", "key", "battle_id", "prompt_id", "created_at"}
    for one, other in zip(stored, saved, strict=True):
        differing = {name for name, value in values(one).items() if value != values(other)[name]}
        assert differing <= own


def test_a_row_gets_the_key_of_its_own_side(rows, opening):
    battle, prompt, *answers = opening()
    assert rows.store(battle, prompt, *answers)
    again = [
        Answer(prompt=prompt, side=side, attempt=2, contender=battle.contender_a, created_at=NOON)
        for side in "ab"
    ]
    assert rows.store(*again)
    for answer in (*answers, *again):
        assert Answer.objects.get(pk=answer.pk).side == answer.side


def test_one_statement_on_postgresql_and_one_a_table_elsewhere(rows, opening):
    instances = [Voter(key=uuid.uuid4(), created_at=NOON), *opening()]
    assert count_statements(lambda: rows.store(*instances)) == (1 if connection.vendor == "postgresql" else 4)


def test_where_the_first_is_stored_already_nothing_is_stored(rows, opening):
    voter = world.make_voter()
    before = counts()
    new = Voter(key=voter.key, created_at=NOON)
    battle, *others = opening()
    assert not rows.store(new, battle, *others)
    assert counts() == before
    assert battle.pk is None
    battle.voter = voter
    assert rows.store(battle, *others)
    assert battle.prompts.get().answers.count() == 2


@pytest.mark.parametrize("refused", ["key", "side", "contender", "time"])
def test_one_refused_row_is_an_integrity_error_and_nothing_is_stored(rows, opening, arena, refused):
    stored = world.open_battle(arena)
    before = counts()
    battle, prompt, b, a = opening()
    match refused:
        case "key":
            battle.key = stored.key
        case "side":
            b.side = None
        case "contender":
            battle.contender_b = battle.contender_a
        case "time":
            prompt.created_at = None
    voter = Voter(key=uuid.uuid4(), created_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.store(voter, battle, prompt, b, a)
    assert counts() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite stores texts of any length")
def test_a_text_that_is_too_long_is_refused_and_never_cut(rows, opening):
    battle, *others = opening(sampler="x" * 41)
    with pytest.raises(DataError), transaction.atomic():
        rows.store(battle, *others)


def test_rows_whose_order_or_reference_is_not_clear_are_refused(rows, opening):
    battle, prompt, answer, _other = opening()
    for instances in (
        (battle, Prompt(battle=battle, turn=2, text="Ho"), prompt, answer),
        (battle, Voter()),
        (Voter(), prompt),
    ):
        with pytest.raises(ImproperlyConfigured):
            rows.store(*instances)
