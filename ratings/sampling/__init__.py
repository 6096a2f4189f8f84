"""Sampling shares and votes needed, in the open."""
