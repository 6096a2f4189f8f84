"""The names that staff read for tables and columns."""

import io

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
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


def list_labels(page, request) -> list[str]:
    """The names of a page's columns and read-only fields, and those of the form that adds a row."""
    names = [*page.get_list_display(request), *page.get_readonly_fields(request)]
    labels = [label_for_field(name, page.model, page) for name in names if name != "__str__"]
    if page.has_add_permission(request):
        labels += [field.label for field in page.get_form(request)().visible_fields()]
    return list(map(str, labels))


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
def test_every_column_of_the_admin_has_a_translated_name(model, rf, admin_user):
    """Also those that are no field of the model: made by a method, or of a form alone."""
    request = rf.get("/")
    request.user = admin_user
    page = admin.site._registry[model]
    english = list_labels(page, request)
    with translation.override("zh-hant"):
        chinese = list_labels(page, request)
    assert {words for words, other in zip(english, chinese, strict=True) if words == other} == set()


def test_names_follow_the_language():
    field = Arena._meta.get_field("vote_grace")
    assert field.verbose_name == "vote grace"
    with translation.override("zh-hant"):
        assert (field.verbose_name, Arena._meta.verbose_name_plural) == ("改票期限", "競技場")


def test_no_model_change_is_without_its_migration(db):
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()
