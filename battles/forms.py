"""Forms that a visitor posts.

Django's form fields clean the values; the fields are shared. A form of Django copies each of its fields for
the HTML that it could render, which took a fifteenth of the opening of a battle.
"""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _


class SharedFieldsForm:
    """Posted values, cleaned by fields that all forms of a class share.

    cleaned_data: the values of valid fields, once `is_valid` was called. errors: messages of each field that
    is not valid.
    """

    fields: ClassVar[Mapping[str, forms.Field]]

    def __init__(self, data: Mapping[str, str]) -> None:
        self.data = data
        self.cleaned_data: dict[str, Any] = {}
        self.errors: dict[str, list[str]] = {}

    def is_valid(self) -> bool:
        """Clean the values; whether all of them are valid."""
        for name, field in self.fields.items():
            try:
                value = field.widget.value_from_datadict(self.data, {}, name)
                self.cleaned_data[name] = field.clean(value)
            except forms.ValidationError as error:
                self.errors[name] = list(error.messages)
        if not self.errors:
            self.clean()
        return not self.errors

    def clean(self) -> None:
        """Check the values together; may add errors."""


PROMPT = forms.CharField(strip=False, error_messages={"required": _("Please write a prompt first.")})


class PromptForm(SharedFieldsForm):
    """The prompt of a new battle. `key` comes from the page: the same key and text open the same battle.

    `a` and `b` are contender ids if the visitor chose the models, `name_a` and `name_b` what was typed to
    find them: with names, the view finds the contenders and calls `set_choice`. `free`: show the answers as
    fast as they come. `follows`: the key of a revealed battle of the same prompt whose models are not drawn.
    """

    fields: ClassVar = {
        "prompt": PROMPT,
        "key": forms.UUIDField(error_messages={"invalid": _("The form was damaged. Please try again.")}),
        "arena": forms.SlugField(),
        "a": forms.IntegerField(required=False, min_value=1),
        "b": forms.IntegerField(required=False, min_value=1),
        "name_a": forms.CharField(required=False),
        "name_b": forms.CharField(required=False),
        "free": forms.BooleanField(required=False),
        "follows": forms.UUIDField(required=False),
    }

    def clean(self) -> None:
        """Check that both models or none were chosen."""
        data = self.cleaned_data
        if not self.has_names and (data["a"] is None) != (data["b"] is None):
            self.errors["a"] = [_("Please choose two different models.")]

    @property
    def has_names(self) -> bool:
        """Whether the models are to be found by what was typed."""
        return "name_a" in self.data or "name_b" in self.data

    def set_choice(self, a: int, b: int) -> None:
        """Choose the contenders that were found by name."""
        self.cleaned_data |= {"a": a, "b": b}

    @property
    def choice(self) -> tuple[int, int] | None:
        """The chosen contenders, or None for a blind battle."""
        data = self.cleaned_data
        return (data["a"], data["b"]) if data.get("a") is not None else None

    @property
    def battle_key(self) -> uuid.UUID:
        """The battle's key, derived from the page's key and the content: after the browser's back button,
        another prompt opens another battle."""
        data = self.cleaned_data
        return uuid.uuid5(data["key"], f"{data['arena']}\n{self.choice}\n{data['prompt']}")


class TurnForm(SharedFieldsForm):
    """A further prompt; `turn` is the number that the page expects for it."""

    fields: ClassVar = {
        "prompt": PROMPT,
        "turn": forms.IntegerField(min_value=2, max_value=10_000),
    }
