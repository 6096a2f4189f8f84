"""All demo models, strongest first, read from data/personas.csv. Every name and every maker is invented."""

import csv
import re
from dataclasses import fields
from decimal import Decimal

from battles.providers.base import ErrorKind
from battles.providers.demo.library import DATA
from battles.providers.demo.persona import Layout, Manner, Offsets, Persona, Voice

LIST_SEPARATOR = "|"


def _read_persona(row: dict[str, str]) -> Persona:
    return Persona(
        slug=re.sub(r"[^a-z0-9]+", "-", row["name"].lower()),
        aliases=_read_list(row["aliases"]),
        open_weights=row["license"] != "Proprietary",
        strength=int(row["strength"]),
        offsets=Offsets(**{field.name: int(row[field.name]) for field in fields(Offsets)}),
        manner=Manner(
            voice=Voice(row["voice"]),
            layout=Layout(row["layout"]),
            failures=tuple(ErrorKind(kind) for kind in _read_list(row["failures"])),
            **{name: float(row[name]) for name in ("length", "bold", "refuses", "leaks", "fails")},
        ),
        price_input=Decimal(row["price_input"]),
        price_output=Decimal(row["price_output"]),
        speed=float(row["speed"]),
        first_token_delay=float(row["first_token_delay"]),
        debut=float(row["debut"]),
        name=row["name"],
        organization=row["organization"],
        family=row["family"],
        license=row["license"],
        knowledge_cutoff=row["knowledge_cutoff"],
    )


def _read_list(text: str) -> tuple[str, ...]:
    return tuple(text.split(LIST_SEPARATOR)) if text else ()


_ROWS = csv.DictReader((DATA / "personas.csv").read_text(encoding="utf-8").splitlines())

PERSONAS = tuple(_read_persona(row) for row in _ROWS)

_BY_SLUG = {persona.slug: persona for persona in PERSONAS}


def get_persona(slug: str) -> Persona | None:
    """Return the persona of this upstream name, or None."""
    return _BY_SLUG.get(slug)
