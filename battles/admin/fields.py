"""Form fields and columns of the admin."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from battles.endpoints.keys import InvalidVariableName, VariableNotAllowed, parse_variable_name
from battles.grouped_numbers import grouped
from battles.providers.addresses import InvalidAddress, normalize_base_url

ALIAS_LENGTH = 120


class LinesField(forms.CharField):
    """A list of strings, one per line. Blank lines and repetitions are dropped."""

    widget = forms.Textarea(attrs={"rows": 5, "cols": 60})

    def prepare_value(self, value):
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        lines = (" ".join(line.split()) for line in super().to_python(value).splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value):
        super().validate(value)
        if any(len(line) > ALIAS_LENGTH for line in value):
            raise ValidationError(
                _("A line has at most %(count)s characters.") % {"count": grouped(ALIAS_LENGTH)}
            )

    def run_validators(self, value):
        """Apply the validators of a string (length, control characters) to each line."""
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])


class SharesField(forms.CharField):
    """Shares by name as a dict, one “name: share” per line."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 60})

    def prepare_value(self, value):
        return (
            "\n".join(f"{name}: {share}" for name, share in value.items())
            if isinstance(value, dict)
            else value
        )

    def to_python(self, value):
        shares = {}
        for line in filter(None, map(str.strip, super().to_python(value).splitlines())):
            name, colon, share = line.rpartition(":")
            try:
                shares[name.strip()] = float(share)
            except ValueError:
                colon = ""
            if not colon or not name.strip():
                raise ValidationError(
                    _("One organization and its share per line, such as “Example Labs: 0.2”.")
                )
        return shares

    def run_validators(self, value):
        """Apply the validators of a string to each name."""
        for name in value:
            super().run_validators(name)

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or {})


class BaseURLField(forms.CharField):
    """The base URL of an endpoint, as pasted from its documentation."""

    widget = forms.TextInput(attrs={"size": 60})

    def clean(self, value):
        text = super().clean(value)
        try:
            return normalize_base_url(text) if text else ""
        except InvalidAddress as error:
            raise ValidationError(str(error)) from None


class VariableField(forms.CharField):
    """The name of an environment variable; text that looks like a key is refused."""

    def clean(self, value):
        text = super().clean(value)
        try:
            return parse_variable_name(text) if text else ""
        except (InvalidVariableName, VariableNotAllowed) as error:
            raise ValidationError(str(error)) from None


def grouped_column(model: type[Model], name: str) -> Callable[[Any], str]:
    """The column of a list that shows a whole number in the reader's language."""

    @admin.display(description=model._meta.get_field(name).verbose_name, ordering=name)
    def column(row: Any) -> str:
        return grouped(getattr(row, name))

    column.__name__ = name
    return column
