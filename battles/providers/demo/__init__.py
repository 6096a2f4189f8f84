"""Invented models that answer offline, so that a newcomer can have meaningful blind battles."""
