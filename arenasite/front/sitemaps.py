"""The sitemap: every public page that a search engine should know, in each language."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.models import Arena, Contender
from ratings.categories import votes_by_category
from ratings.published import STANDARD, published

Item = tuple[str, tuple[str, ...]]
"""URL name and arguments."""

PAGES = ("battle_new", "about", "methodology", "terms", "privacy", "contact", "data", "compare_pick")
BOARD_PAGES = ("leaderboard", "matchups", "pictures", "quality")
ARENA_PAGES = ("overview", "sampling", "transparency")


class Pages(Sitemap):
    """All public pages except comparisons of two models, past days and filtered boards."""

    i18n = True
    alternates = True
    x_default = True
    changefreq = "daily"

    def items(self) -> list[Item]:
        return [*((name, ()) for name in PAGES), *_list_board_pages(), *_list_models()]

    def location(self, item: Item) -> str:
        name, arguments = item
        return reverse(name, args=arguments)


def _list_board_pages() -> list[Item]:
    items: list[Item] = []
    for arena in Arena.objects.public():
        votes = votes_by_category(published(arena), STANDARD)
        items += [(name, (arena.slug,)) for name in ARENA_PAGES]
        items += [
            (name, (arena.slug, slug)) for slug, number in votes.items() if number for name in BOARD_PAGES
        ]
    return items


def _list_models() -> list[Item]:
    contenders = Contender.objects.listed().filter(arena__in=Arena.objects.public()).select_related("model")
    slugs = {each.model.slug for each in contenders if not each.is_unnamed}
    return [("model", (slug,)) for slug in sorted(slugs)]


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """The sitemap of the site."""
    return sitemap(request, sitemaps={"pages": Pages}).render()
