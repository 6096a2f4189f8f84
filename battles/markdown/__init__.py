"""Markdown from models and visitors as safe HTML, within budgets of time and size."""

from django.utils.safestring import SafeString, mark_safe

from battles.markdown.closed_blocks import References, begins_item, join_blocks
from battles.markdown.rendering import VERSION
from battles.markdown.worker import Rendered, RenderProcess

__all__ = ["PROCESS", "VERSION", "References", "Rendered", "begins_item", "join_blocks", "render_markdown"]

PROCESS = RenderProcess()
"""The process that renders for this one."""


def render_markdown(text: str) -> SafeString:
    """Render one answer as sanitised HTML. Never raises: a text beyond its budget is shown as it is."""
    return mark_safe(PROCESS.render(text).html)
