"""What staff read for tables and columns."""

from io import StringIO

from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.utils import translation

from arenasite.labels import COLUMNS, TABLES
from battles.models import Arena

OURS = {"battles", "ratings", "moderation"}


def test_every_table_of_the_admin_has_words():
    shown = {model._meta.label for model in admin.site._registry if model._meta.app_label in OURS}
    assert shown
    assert shown <= set(TABLES)


def test_every_column_of_these_tables_has_words():
    for label in TABLES:
        meta = apps.get_model(label)._meta
        for field in (*meta.fields, *meta.many_to_many):
            named = field._verbose_name is not None or field.name in COLUMNS
            assert named, f"{label}.{field.name} needs words in arenasite/labels.py"


def test_words_follow_the_language():
    field = Arena._meta.get_field("vote_grace")
    assert field.verbose_name == "vote grace"
    with translation.override("zh-hant"):
        assert (field.verbose_name, Arena._meta.verbose_name_plural) == ("改票期限", "競技場")


def test_words_are_no_part_of_the_schema(db):
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()
