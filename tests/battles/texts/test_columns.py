"""Every column that can hold a text is declared: as a place with texts, as a trace, or with what it holds."""

from django.apps import apps
from django.db import models

from battles.texts import KEPT_COLUMNS, TRACE_COLUMNS, list_places

OURS = ("arenasite", "battles", "moderation", "ratings")
LONG = (models.TextField, models.JSONField, models.BinaryField, models.FileField)
SHORT = 64


def text_columns() -> set[str]:
    """The columns of our tables into which a sentence fits."""
    return {
        f"{model._meta.label}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, LONG)
        or (
            isinstance(field, models.CharField)
            and not isinstance(field, models.SlugField)
            and not field.choices
            and (field.max_length or 0) > SHORT
        )
    }


def test_every_column_that_can_hold_a_text_is_declared():
    covered = {column for place in list_places() for column in place.columns}
    undeclared = text_columns() - covered - set(KEPT_COLUMNS) - set(TRACE_COLUMNS)
    assert not undeclared, "Declare each in a TextPlace or in battles/texts/columns.py"


def test_no_declaration_names_a_column_that_does_not_exist_or_is_declared_twice():
    covered = [column for place in list_places() for column in place.columns]
    declared = [*covered, *KEPT_COLUMNS, *TRACE_COLUMNS]
    assert len(declared) == len(set(declared))
    for column in declared:
        app, model, field = column.split(".")
        apps.get_model(app, model)._meta.get_field(field)
