"""Changed settings in public words: a contender's public name, an anchor's name, labels of choices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from battles.models import Arena, Contender, LanguageModel, NameMerge

CONTENDER = "contender"
COUNTED_AS = "counted_as"


@dataclass(frozen=True)
class PublicSetting:
    """One setting that a decision changed. `contender`: its public name now; empty for one of the arena.

    An anchor's value is the model's public name in that arena, or its name where it has no contender there.
    The value of `counted_as` is the public name of the other contender.
    """

    setting: str
    contender: str
    old: Any
    new: Any

    @property
    def label(self) -> str:
        if self.setting == COUNTED_AS:
            return str(NameMerge._meta.get_field("into").verbose_name)
        return str(self._field.verbose_name)

    @property
    def old_label(self) -> str:
        return self._label(self.old)

    @property
    def new_label(self) -> str:
        return self._label(self.new)

    @property
    def _field(self):
        return (Contender if self.contender else Arena)._meta.get_field(self.setting)

    def _label(self, value: Any) -> str:
        if value is None:
            return "–"
        if self.setting == COUNTED_AS:
            return str(value)
        choices = dict(self._field.choices or ())
        return f"{value:g}" if isinstance(value, float) else str(choices.get(value, value))


def public_settings(rows: Iterable[Mapping[str, Any]]) -> tuple[PublicSetting, ...]:
    """The changes stored on a decision, for the public record."""
    return tuple(map(_public_setting, rows))


def _public_setting(row: Mapping[str, Any]) -> PublicSetting:
    if row["subject"] == CONTENDER:
        values = (row["old"], row["new"])
        if row["name"] == COUNTED_AS:
            values = tuple(_contender_name(value) for value in values)
        return PublicSetting(row["name"], _contender_name(row["pk"]), *values)
    values = (row["old"], row["new"])
    if row["name"] == "anchor":
        values = tuple(_anchor_name(row["pk"], value) for value in values)
    return PublicSetting(row["name"], "", *values)


def _contender_name(pk: int | None) -> str | None:
    if pk is None:
        return None
    contender = Contender.objects.select_related("model").filter(pk=pk).first()
    return contender.public_name if contender else f"#{pk}"


def _anchor_name(arena_id: int, model_id: int | None) -> str | None:
    if model_id is None:
        return None
    contender = Contender.objects.select_related("model").filter(arena=arena_id, model=model_id).first()
    if contender:
        return contender.public_name
    return LanguageModel.objects.filter(pk=model_id).values_list("name", flat=True).first()
