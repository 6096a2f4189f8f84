"""Django's engine for PostgreSQL, with a pool that survives a restart of the server."""

from arenasite.postgresql.pool import build_pool_options

__all__ = ["build_pool_options"]
