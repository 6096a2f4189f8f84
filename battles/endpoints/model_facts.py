"""Facts that a board shows of a model and that no server states: organization, licence, prices, cutoff, link.

They come from a table (CSV) with one line per model. One column names the model by its slug, its name at the
endpoint, or its name; the others are named like the fields. The columns of the original arena's table
(`leaderboard_table`) are understood too. Names and aliases are not facts of this kind: the leak detector uses
them, so they are set by hand.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from battles.identifiers import SCHEMES, validate_ids
from battles.models import LanguageModel

FACTS = (
    "organization",
    "license",
    "open_weights",
    "knowledge_cutoff",
    "context_tokens",
    "input_price",
    "output_price",
    "link",
)
KEYS = ("model", "slug", "key")
COLUMNS = {
    "knowledge cutoff date": "knowledge_cutoff",
    "licence": "license",
    "context": "context_tokens",
    "price_in": "input_price",
    "price_out": "output_price",
}
"""Other names of columns."""

IGNORED = {"name", "rating", "mt-bench (score)", "mmlu", "prices_as_of"}
ID_COLUMNS = tuple(f"id_{scheme}" for scheme in SCHEMES)
"""Columns with identifiers elsewhere; they add to those that the model has."""

BLANK = {"", "-", "unknown", "n/a"}
BOOLEANS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class UnknownColumns(ValueError):
    """The table has no column for the model, or columns that are no facts."""


@dataclass(frozen=True)
class Line:
    """One line of the table: its number, the model it names, and the facts that are not blank."""

    number: int
    key: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a line changes: the model, its new values by field, or why the line is refused."""

    line: Line
    model: LanguageModel | None
    changes: dict[str, Any]
    refusal: str = ""


def read_lines(rows: Iterable[str]) -> Iterator[Line]:
    """Read a table. Raises UnknownColumns before the first line."""
    reader = csv.DictReader(rows)
    names = {
        column: COLUMNS.get(column.strip().lower(), column.strip().lower())
        for column in reader.fieldnames or []
    }
    # The original's table has a key and a column "Model" with the display name; the key is the better one.
    keys = [column for wanted in reversed(KEYS) for column, name in names.items() if name == wanted]
    unknown = sorted({*names.values()} - {*FACTS, *ID_COLUMNS, *KEYS, *IGNORED})
    if not keys or unknown:
        raise UnknownColumns(
            f"unknown columns: {', '.join(unknown)}" if unknown else "no column names the model"
        )
    for row in reader:
        facts = {
            name: (row[column] or "").strip()
            for column, name in names.items()
            if name in (*FACTS, *ID_COLUMNS) and (row[column] or "").strip().casefold() not in BLANK
        }
        yield Line(reader.line_num, (row[keys[0]] or "").strip(), facts)


def compare(line: Line, *, overwrite: bool) -> Outcome:
    """Work out what a line changes. Facts that the model has already are kept unless `overwrite`."""
    model = _find_model(line.key)
    if model is None:
        return Outcome(line, None, {}, f"no model is called {line.key!r}")
    return compare_with(model, line, overwrite=overwrite)


def compare_with(model: LanguageModel, line: Line, *, overwrite: bool = False) -> Outcome:
    """Work out what a line changes of this model, stored or not."""
    changes: dict[str, Any] = {}
    ids = dict(model.ids)
    for name, text in line.facts.items():
        if name in ID_COLUMNS:
            scheme = name.removeprefix("id_")
            if overwrite or not ids.get(scheme):
                ids[scheme] = text
            continue
        current = getattr(model, name)
        if current not in (None, "") and not overwrite:
            continue
        try:
            value = _parse(model, name, text)
        except (ValidationError, KeyError):
            return Outcome(line, model, {}, f"{name} cannot be {text!r}")
        if value != current:
            changes[name] = value
    if ids != model.ids:
        if refusal := _refuse_ids(model, ids):
            return Outcome(line, model, {}, refusal)
        changes["ids"] = ids
    return Outcome(line, model, changes)


def _refuse_ids(model: LanguageModel, ids: dict[str, str]) -> str:
    """Return why a model cannot have these identifiers; empty if it can."""
    given, model.ids = model.ids, ids
    try:
        validate_ids(ids)
        model.clean()
    except ValidationError as error:
        return " ".join(error.messages)
    finally:
        model.ids = given
    return ""


def apply(outcome: Outcome) -> None:
    """Store the changes of an accepted line."""
    if outcome.model is not None and outcome.changes:
        LanguageModel.objects.filter(pk=outcome.model.pk).update(**outcome.changes)


def _find_model(key: str) -> LanguageModel | None:
    """Return the only model of this slug, upstream name or name; None if there is none or more than one."""
    key = unicodedata.normalize("NFC", key)
    by_slug = LanguageModel.objects.filter(slug=key).first()
    if by_slug is not None or not key:
        return by_slug
    found = list(LanguageModel.objects.filter(Q(upstream_name=key) | Q(name=key))[:2])
    return found[0] if len(found) == 1 else None


def _parse(model: LanguageModel, name: str, text: str) -> Any:
    if name == "open_weights":
        return BOOLEANS[text.casefold()]
    field = model._meta.get_field(name)
    value = field.clean(text.lstrip("$"), model)
    if name.endswith("_price") and value < 0:
        raise ValidationError("negative price")
    return value
