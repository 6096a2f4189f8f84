"""Links between the admin pages of moderation."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

NOTHING = "–"
"""Shown instead of a missing value or link."""


def page_link(name: str, pk: int, words: object) -> SafeString:
    """A link to the page of one row; `name` is app_model."""
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{name}_change", args=[pk]), words)


def list_link(name: str, words: object, **filters: object) -> SafeString:
    """A link to a filtered list."""
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{name}_changelist", query=filters), words)
