"""What a request chooses: arena and category, method, number of models. Unknown values raise Http404."""

from django.http import Http404, HttpRequest

from battles.models import Arena
from ratings.categories import BY_SLUG, OVERALL
from ratings.published import STANDARD
from ratings.rebuild.method_specs import Method


def get_arena(arenas: list[Arena], slug: str, category: str = OVERALL.slug) -> Arena:
    """Return the arena of that slug, or the first. Raises Http404 for an unknown arena or category."""
    arena = next((each for each in arenas if not slug or each.slug == slug), None)
    if arena is None or category not in BY_SLUG:
        raise Http404("no such board")
    return arena


def get_method(request: HttpRequest) -> str:
    method = request.GET.get("method", STANDARD)
    if method not in Method.values:
        raise Http404("no such method")
    return Method(method)


def get_top(request: HttpRequest, *, default: int, maximum: int) -> int:
    """Return how many models to show."""
    top = request.GET.get("top", str(default))
    if top not in map(str, range(2, maximum + 1)):
        raise Http404("no such size")
    return int(top)
