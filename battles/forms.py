"""Forms that a visitor posts."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class PromptForm(forms.Form):
    """The prompt of a new battle. `key` comes from the page: the same key and text open the same battle.

    `a` and `b` are contender ids if the visitor chose the models, `name_a` and `name_b` what was typed to
    find them: with names, the view finds the contenders and calls `set_choice`. `free`: show the answers as
    fast as they come. `follows`: the key of a revealed battle of the same prompt whose models are not drawn.
    """

    prompt = forms.CharField(strip=False, error_messages={"required": _("Please write a prompt first.")})
    key = forms.UUIDField(error_messages={"invalid": _("The form was damaged. Please try again.")})
    arena = forms.SlugField()
    a = forms.IntegerField(required=False, min_value=1)
    b = forms.IntegerField(required=False, min_value=1)
    name_a = forms.CharField(required=False)
    name_b = forms.CharField(required=False)
    free = forms.BooleanField(required=False)
    follows = forms.UUIDField(required=False)

    def clean(self):
        data = super().clean()
        if not self.has_names and (data.get("a") is None) != (data.get("b") is None):
            raise forms.ValidationError(_("Please choose two different models."))
        return data

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


class TurnForm(forms.Form):
    """A further prompt; `turn` is the number that the page expects for it."""

    prompt = forms.CharField(strip=False, error_messages={"required": _("Please write a prompt first.")})
    turn = forms.IntegerField(min_value=2, max_value=10_000)
