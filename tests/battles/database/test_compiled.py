import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.utils import timezone

from battles.database.compiled import (
    _PLAIN_TYPES,
    CompiledInsert,
    CompiledQuery,
    CompiledUpdate,
    Given,
    _Column,
)
from battles.models import Annotation, Battle, Contender, ModelHealth
from tests import world

pytestmark = pytest.mark.django_db

KEY = Given("key", models.UUIDField())
SINCE = Given("since", models.DateTimeField())


@pytest.fixture
def battles(arena, pool):
    return [world.answered_battle(arena), world.answered_battle(arena)]


def test_rows_are_those_of_the_query_set_for_other_values_each_time(battles):
    query = CompiledQuery(lambda: Battle.objects.filter(key=KEY).values_list("pk", "key", "opened_at"))
    for battle in battles:
        assert query.fetch(key=battle.key) == [(battle.pk, battle.key, battle.opened_at)]
    assert query.first(key=uuid.uuid4()) is None


def test_instances_come_with_what_was_selected_with_them(battles, django_assert_num_queries):
    query = CompiledQuery(lambda: Battle.objects.with_pair().select_related("voter").filter(key=KEY))
    query.fetch(key=battles[0].key)
    with django_assert_num_queries(1):
        battle = query.first(key=battles[1].key)
        names = (battle.contender_a.model.name, battle.arena.slug, battle.voter.key)
    read = Battle.objects.get(key=battles[1].key)
    assert battle == read
    assert battle.opened_at == read.opened_at
    assert names == (read.contender_a.model.name, read.arena.slug, read.voter.key)
    battle.tags = 1
    battle.save(update_fields=["tags"])
    assert Battle.objects.filter(tags=1).get() == battle


def test_times_are_compared_as_the_database_stores_them(battles):
    query = CompiledQuery(lambda: Battle.objects.filter(opened_at__gt=SINCE).values_list("pk"))
    opened = battles[0].opened_at
    assert (battles[0].pk,) in query.fetch(since=opened - dt.timedelta(microseconds=1))
    assert (battles[0].pk,) not in query.fetch(since=opened)


def test_lists_of_given_values_and_exclusions_work(pool):
    query = CompiledQuery(
        lambda: Contender.objects.filter(
            pk__in=[Given(name, models.BigAutoField()) for name in "ab"]
        ).exclude(model__health__benched_until__gt=SINCE)
    )
    chosen = sorted(contender.pk for contender in pool[:2])
    assert sorted(each.pk for each in query.fetch(a=chosen[0], b=chosen[1], since=timezone.now())) == chosen


def test_a_query_without_a_defined_result_is_refused(battles):
    with pytest.raises(ImproperlyConfigured):
        CompiledQuery(lambda: Battle.objects.filter(key=KEY).values("pk")).fetch(key=battles[0].key)


def test_inserted_and_updated_values_are_read_back_by_the_model(battles):
    add = CompiledInsert(
        Annotation, ["battle", "detector", "version", "value", "recorded_at"], "RETURNING id"
    )
    now = timezone.now()
    rows = [(battle.pk, "test", "1", {"é": [1, None]}, now) for battle in battles]
    ids = [pk for (pk,) in add.execute(rows)]
    stored = Annotation.objects.in_bulk(ids)
    assert sorted(each.battle_id for each in stored.values()) == [battle.pk for battle in battles]
    assert {each.recorded_at for each in stored.values()} == {now}
    CompiledUpdate(Annotation, ["value", "version"]).execute(ids[0], [{"b": 2}, "2"])
    assert list(Annotation.objects.order_by("pk").values_list("version", flat=True)) == ["2", "1"]
    assert Annotation.objects.get(pk=ids[0]).value == {"b": 2}
    assert add.execute([]) == []


def test_a_row_is_updated_by_its_primary_key_whatever_its_name(pool):
    models_of_pool = [contender.model_id for contender in pool[:2]]
    ModelHealth.objects.bulk_create(ModelHealth(pk=pk) for pk in models_of_pool)
    CompiledUpdate(ModelHealth, ["strikes"]).execute(models_of_pool[1], [3])
    strikes = dict(ModelHealth.objects.values_list("pk", "strikes"))
    assert strikes == {models_of_pool[0]: 0, models_of_pool[1]: 3}


SAMPLES = {int: (0, 1, 7), bool: (True, False), float: (0.0, 1.5), str: ("", "a", "é", "1")}


def test_plain_values_are_what_each_field_would_give_to_the_database():
    checked = set()
    for model in apps.get_app_config("battles").get_models():
        for field in model._meta.concrete_fields:
            column = _Column(field)
            assert column.prepare(None, connection) == field.get_db_prep_save(None, connection)
            for value in SAMPLES.get(column._plain_type, ()):
                prepared = field.get_db_prep_save(value, connection)
                if prepared is None:  # an empty key of another row
                    continue
                assert column.prepare(value, connection) == prepared, field
                checked.add(type(field))
    assert {models.BooleanField, models.CharField, models.ForeignKey, models.TextField} <= checked
    assert checked - {models.ForeignKey, models.OneToOneField} <= _PLAIN_TYPES.keys()
