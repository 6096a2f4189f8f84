"""All demo models, strongest first. Every name and every maker is invented."""

from battles.providers.demo.persona import Persona
from battles.providers.demo.roster_open import OPEN
from battles.providers.demo.roster_proprietary import PROPRIETARY

PERSONAS = tuple(sorted(OPEN + PROPRIETARY, key=lambda persona: -persona.strength))

_BY_SLUG = {persona.slug: persona for persona in PERSONAS}


def get_persona(slug: str) -> Persona | None:
    """The persona of this upstream name, or None."""
    return _BY_SLUG.get(slug)
