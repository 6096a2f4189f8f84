"""My battles: the history of this browser's visitor, a search in it, and what the own votes say."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from battles.history.rows import SEARCHED, build_rows, list_battles
from battles.history.standings import (
    FEWEST_BATTLES,
    FEWEST_OTHERS,
    build_own_standings,
    compute_agreement,
    load_own_votes,
)
from battles.models import Arena, Vote
from battles.visitors import find_voter

PER_PAGE = 20
MAX_WORDS = 100


@never_cache
@require_safe
def my_battles(request: HttpRequest) -> HttpResponse:
    """The visitor's battles, the newest first; `?q=` searches in their texts."""
    voter = find_voter(request)
    words = request.GET.get("q", "").strip()[:MAX_WORDS]
    context = {"voter": voter, "words": words, "searched": SEARCHED, "rows": []}
    if voter is not None:
        page = Paginator(list_battles(voter, words=words), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": build_rows(page.object_list)}
    return render(request, "battles/history/my_battles.html", context)


@never_cache
@require_safe
def my_leaderboard(request: HttpRequest) -> HttpResponse:
    """The visitor's own leaderboard of one arena, and the agreement with other voters."""
    voter = find_voter(request)
    arenas = _list_voted_arenas(voter)
    arena = next((each for each in arenas if each.slug == request.GET.get("arena")), None)
    arena = arena or next(iter(arenas), None)
    context = {"arenas": arenas, "arena": arena, "fewest": FEWEST_BATTLES, "fewest_others": FEWEST_OTHERS}
    if arena is not None:
        votes = load_own_votes(voter, arena)
        context |= {
            "standings": build_own_standings(votes),
            "vote_number": len(votes),
            "agreement": compute_agreement(votes, arena),
        }
    return render(request, "battles/history/my_leaderboard.html", context)


def _list_voted_arenas(voter) -> list[Arena]:
    """The visible arenas in which this voter has voted."""
    if voter is None:
        return []
    voted = Vote.objects.filter(battle__voter=voter).values("arena")
    return list(Arena.objects.visible_to(voter).filter(pk__in=voted))
