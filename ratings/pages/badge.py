"""A badge of one model on one board: a small SVG picture for other sites, in light or dark."""

from html import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.models import Arena
from ratings.categories import BY_SLUG
from ratings.models import Standing
from ratings.pages.board import list_standings
from ratings.pages.choices import get_arena
from ratings.published import STANDARD, published

HEIGHT, PADDING, CHARACTER = 24, 9, 7.0
"""Pixels; the width of a text is estimated and then demanded by textLength."""

THEMES = {
    "light": ("#ffffff", "#211f1b", "#4350c4", "#ffffff", "#c9c3b5"),
    "dark": ("#1d1c22", "#efece6", "#aab3ff", "#141318", "#4a4753"),
}
"""Ground and ink of the left part, of the right part, and the edge."""


@require_safe
@cache_control(public=True, max_age=300, stale_while_revalidate=3600)
def badge(request: HttpRequest, arena: str, category: str, slug: str) -> HttpResponse:
    """`?theme=dark` for dark pages. 404 where the board does not list the model."""
    theme = request.GET.get("theme", "light")
    found = get_arena(list(Arena.objects.public()), arena, category)
    now = published(found)
    snapshot = now.snapshot(category, STANDARD) if now else None
    standings = list_standings(snapshot) if snapshot else []
    standing = next((each for each in standings if each.contender.public_slug == slug), None)
    if standing is None or theme not in THEMES:
        raise Http404("no such badge")
    label = f"{found.title} · {BY_SLUG[category].title}"
    picture = render_badge(label, describe(standing), standing.contender.public_name, theme)
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def describe(standing: Standing) -> str:
    """Say rank and rating with half its interval, or that there is none."""
    if standing.rating is None:
        return _("not rated yet")
    rating = f"{standing.rating:.0f}"
    if standing.ci_low is not None and standing.ci_high is not None:
        rating += f" ± {(standing.ci_high - standing.ci_low) / 2:.0f}"
    return f"#{standing.rank} · {rating}" if standing.rank else rating


def render_badge(label: str, words: str, name: str, theme: str) -> str:
    """Return the SVG document; presentation attributes only."""
    ground, ink, strong, strong_ink, edge = THEMES[theme]
    left, right = _measure(label), _measure(words)
    width = left + right
    title = escape(f"{name}: {words} ({label})")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" '
        f'viewBox="0 0 {width} {HEIGHT}" role="img" font-family="Verdana,Geneva,sans-serif" font-size="12">'
        f"<title>{title}</title>"
        f'<clipPath id="c"><rect width="{width}" height="{HEIGHT}" rx="4"/></clipPath>'
        f'<g clip-path="url(#c)"><rect width="{left}" height="{HEIGHT}" fill="{ground}"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{strong}"/></g>'
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{HEIGHT - 1}" rx="3.5" fill="none" '
        f'stroke="{edge}"/>{_text(0, left, label, ink)}{_text(left, right, words, strong_ink)}</svg>'
    )


def _measure(text: str) -> int:
    """The width of a part in pixels; a character beyond Latin is twice as wide."""
    return round(sum(CHARACTER if ord(each) < 0x1100 else 12.5 for each in text)) + 2 * PADDING


def _text(start: int, width: int, words: str, fill: str) -> str:
    return (
        f'<text x="{start + PADDING}" y="16" fill="{fill}" textLength="{width - 2 * PADDING}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'
    )
