"""Formats of this language; see arenasite.formats."""
