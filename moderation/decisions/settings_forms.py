"""The forms of settings that move boards: an arena's ratings, a contender's weight and its state."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from battles.models import Arena, Contender
from battles.sampling import MAX_WEIGHT, next_states
from moderation.decisions.board_settings import ARENA_SETTINGS
from moderation.decisions.forms import SettingsForm


class ArenaSettingsForm(SettingsForm, forms.ModelForm):
    """The rating parameters and the visibility of an arena; it never saves them itself."""

    class Meta:
        model = Arena
        fields = ARENA_SETTINGS

    def save(self, commit=True):
        raise TypeError("These settings change by a decision.")


class WeightForm(SettingsForm):
    """The new weight of contenders."""

    weight = forms.FloatField(
        label=_("New weight"),
        min_value=0,
        max_value=MAX_WEIGHT,
        help_text=_("Usually 1. A weight of 2 doubles the share of its pairs; 0 excludes it from the draw."),
    )
    field_order = ["weight", "public_reason", "private_note"]


class StateForm(SettingsForm):
    """The new state of contenders. Only states that each of them can move to are offered."""

    state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    field_order = ["state", "public_reason", "private_note"]

    def __init__(self, *args, contenders: Sequence[Contender], **kwargs):
        super().__init__(*args, **kwargs)
        offered = set.intersection(*(set(next_states(contender)) for contender in contenders))
        self.fields["state"].choices = [choice for choice in Contender.State.choices if choice[0] in offered]
