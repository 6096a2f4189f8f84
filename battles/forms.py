"""What a visitor's forms send."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class PromptForm(forms.Form):
    """A new battle's prompt. `key` was made by the page: the same key and words open the same battle.

    `a` and `b` are contender ids where the visitor chose the models.
    """

    prompt = forms.CharField(strip=False, error_messages={"required": _("Write something first.")})
    key = forms.UUIDField(error_messages={"invalid": _("The form was damaged. Please try again.")})
    arena = forms.SlugField()
    a = forms.IntegerField(required=False, min_value=1)
    b = forms.IntegerField(required=False, min_value=1)

    def clean(self):
        data = super().clean()
        if (data.get("a") is None) != (data.get("b") is None):
            raise forms.ValidationError(_("Please choose two different models."))
        return data

    @property
    def choice(self) -> tuple[int, int] | None:
        """The chosen contenders, or None for a blind battle."""
        data = self.cleaned_data
        return (data["a"], data["b"]) if data.get("a") is not None else None

    @property
    def battle_key(self) -> uuid.UUID:
        """The battle's key: other words under the page's key are another battle, so that going back and
        writing something new never shows the old one."""
        data = self.cleaned_data
        return uuid.uuid5(data["key"], f"{data['arena']}\n{self.choice}\n{data['prompt']}")


class TurnForm(forms.Form):
    """A further prompt; `turn` is the number the page expects it to have."""

    prompt = forms.CharField(strip=False, error_messages={"required": _("Write something first.")})
    turn = forms.IntegerField(min_value=2, max_value=10_000)
