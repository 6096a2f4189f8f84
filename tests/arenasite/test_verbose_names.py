"""The names that staff read for tables and columns."""

import io

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.utils import translation
from django.utils.functional import Promise

from battles.models import Arena

OURS = {"arenasite", "battles", "ratings", "moderation"}
SHOWN = [model for model in admin.site._registry if model._meta.app_label in OURS]


def in_chinese(words) -> str:
    with translation.override("zh-hant"):
        return str(words)


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
def test_every_model_of_the_admin_has_a_translated_name(model):
    for words in (model._meta.verbose_name, model._meta.verbose_name_plural):
        assert isinstance(words, Promise)
        assert in_chinese(words) != str(words)


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
def test_every_field_of_these_models_has_a_translated_name(model):
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if field.auto_created or (field.remote_field and field.remote_field.parent_link):
            continue
        assert isinstance(field.verbose_name, Promise), f"{field} needs a translated verbose_name"
        assert in_chinese(field.verbose_name) != str(field.verbose_name), f"{field} is not in the catalogue"


def test_names_follow_the_language():
    field = Arena._meta.get_field("vote_grace")
    assert field.verbose_name == "vote grace"
    with translation.override("zh-hant"):
        assert (field.verbose_name, Arena._meta.verbose_name_plural) == ("改票期限", "競技場")


def test_no_model_change_is_without_its_migration(db):
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()
