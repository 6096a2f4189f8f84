"""Imports of vote logs: jobs of staff, what they stored, and names that are counted as one model."""
