"""The public JSON API."""

from ratings.api.responses import PUBLIC, open_to_all, send

__all__ = ["PUBLIC", "open_to_all", "send"]
