"""Invented models that answer offline, so that a newcomer can have meaningful blind battles."""

from battles.providers.demo.persona import Persona
from battles.providers.demo.roster import PERSONAS
from battles.providers.demo.world import History, simulate_history

__all__ = ["PERSONAS", "History", "Persona", "simulate_history"]
