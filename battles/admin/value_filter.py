"""The filter over the values of a text field: a link for the empty value has words too."""

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _


class NamedValuesFilter(admin.AllValuesFieldListFilter):
    """All values that occur; the empty one is shown in words, because a link needs some."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or _("(empty)")}


def _is_text(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


admin.FieldListFilter.register(_is_text, NamedValuesFilter, take_priority=True)
