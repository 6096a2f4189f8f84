"""Two models on one page: predicted and observed results in every category, and both ratings over time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.model_search import Choice, Search, search
from battles.models import Arena, Contender, LanguageModel
from ratings.categories import OVERALL
from ratings.charts.courses import build_courses_chart
from ratings.pages.model_search import list_choices
from ratings.pages.tabs import Tab, build_url, unless_default
from ratings.published import published
from ratings.tables.head_to_head import CategoryComparison, compare_in_categories


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def compare_pick(request: HttpRequest) -> HttpResponse:
    """Choose two models by name. `?a=` and `?b=` lead to their page if each means one model; otherwise the
    form asks which one is meant."""
    choices = list_choices()
    a, b = (search(choices, request.GET.get(side, "")) for side in "ab")
    if a.found and b.found and a.found != b.found:
        return redirect("compare", *sorted([a.found.slug, b.found.slug]))
    is_same = a.found is not None and a.found == b.found
    return render(request, "ratings/compare/pick.html", {"a": a, "b": b, "is_same": is_same})


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def compare_models(request: HttpRequest) -> HttpResponse:
    """The names of all models as options, which the form fetches once it has focus."""
    return render(request, "ratings/compare/_options.html", {"choices": list_choices()})


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def compare(request: HttpRequest, a: str, b: str) -> HttpResponse:
    """Two models of one arena, chosen by `?arena=`. The address has the slugs in alphabetical order."""
    if a > b:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("compare", args=[b, a]) + query, permanent=True)
    pairs = _list_pairs(a, b)
    if a == b or not pairs:
        raise Http404("these models are not in one arena")
    slugs = [pair[0].arena.slug for pair in pairs]
    slug = request.GET.get("arena", slugs[0])
    if slug not in slugs:
        raise Http404("no such arena")
    first, second = pairs[slugs.index(slug)]
    now = published(first.arena)
    categories = compare_in_categories(now, first, second) if now else []
    urls = [reverse("model", args=[each.model.slug]) for each in (first, second)]
    context = {
        "first": first,
        "second": second,
        "arena": first.arena,
        "arenas": [
            Tab(
                each.arena.slug,
                each.arena.title,
                build_url(request.path, arena=unless_default(slugs[0], each.arena.slug)),
                each.arena.slug == slug,
            )
            for each, _other in pairs
        ],
        "overall": next((each for each in categories if each.category == OVERALL), None),
        "categories": categories,
        "split": _split(categories),
        "chart": build_courses_chart([first, second], category=OVERALL.slug, urls=urls),
        "a": Search(first.model.slug, (Choice(first.model.slug, first.public_name),)),
        "b": Search(second.model.slug, (Choice(second.model.slug, second.public_name),)),
    }
    return render(request, "ratings/compare/compare.html", context)


def _list_pairs(a: str, b: str) -> list[tuple[Contender, Contender]]:
    """Return both models as contenders of each public arena that names both, in the order of the arenas."""
    if LanguageModel.objects.filter(slug__in=[a, b]).count() != 2:
        return []
    contenders = (
        Contender.objects.listed()
        .filter(model__slug__in=[a, b], arena__in=Arena.objects.public())
        .select_related("arena", "model")
        .order_by("arena__position", "arena_id", "model__slug")
    )
    by_arena: dict[int, list[Contender]] = {}
    for contender in contenders:
        if not contender.is_unnamed:
            by_arena.setdefault(contender.arena_id, []).append(contender)
    return [
        (pair[0], pair[1]) if pair[0].model.slug == a else (pair[1], pair[0])
        for pair in by_arena.values()
        if len(pair) == 2
    ]


def _split(categories: list[CategoryComparison]) -> dict[str, list[CategoryComparison]]:
    """Return the categories in which either is better with a probability of 95 % or more."""
    sure = [each for each in categories if each.above is not None]
    return {
        "first": [each for each in sure if each.above is not None and each.above >= 95],
        "second": [each for each in sure if each.above is not None and each.above <= 5],
    }
