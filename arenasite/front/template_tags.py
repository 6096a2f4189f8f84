"""Template tags of the page's frame."""

import re

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockNode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from arenasite.front.site_words import translate_site_words
from arenasite.staff.log_words import translate_log_words

register = template.Library()

WITHOUT_BLANKS = ("zh",)
"""Languages with no blank between two sentences, or after a colon."""


@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> SafeString:
    """Render a block of the page once more, for the same words in another meta element."""
    block = _find_block(context, name)
    return mark_safe(block.render(context).strip() if block else "")


register.filter("site_words", translate_site_words)
register.filter("log_words", translate_log_words)


@register.simple_tag
def gap() -> str:
    """What stands between two sentences, and between a colon and what follows it."""
    return "" if (get_language() or "").startswith(WITHOUT_BLANKS) else " "


@register.filter
def minus_sign(number: str) -> str:
    """A formatted number with the sign of subtraction in place of a hyphen."""
    return str(number).replace("-", "−")


@register.filter
def iso_month(written: str) -> str:
    """A month as published ("2024/10") in the site's form; other texts are returned as they are."""
    return re.sub(r"^(\d{4})/(\d{1,2})$", lambda month: f"{month[1]}-{month[2]:0>2}", written)


def _find_block(context: Context, name: str) -> BlockNode | None:
    """The block as the page fills it; of a frame that no page extends, the frame's own."""
    filled = context.render_context.get(BLOCK_CONTEXT_KEY)
    if filled is not None:
        return filled.get_block(name)
    own = context.template.nodelist.get_nodes_by_type(BlockNode)
    return next((node for node in own if node.name == name), None)
