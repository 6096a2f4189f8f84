"""Models as JSON: a list, one of them, which one a name or an identifier means, and its history."""

from http import HTTPStatus

from django.http import HttpResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from battles.models import Contender
from ratings.api.formats import send_table
from ratings.api.model_rows import (
    UnknownScheme,
    find_by_id,
    find_by_name,
    list_named_contenders,
    model_to_json,
    search,
)
from ratings.api.paging import MAX_LIMIT, add_next, build_next, cut_days
from ratings.api.parameters import LARGEST_ID, get_category, get_method, get_number, list_arenas
from ratings.api.problems import Problem
from ratings.api.responses import PUBLIC, open_to_all, send
from ratings.history.board_on_day import daily_snapshots
from ratings.models import Standing
from ratings.serialization.canonical_json import number, payload

DEFAULT_LIMIT = 500


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # named in public
def models(request: Request) -> HttpResponse:
    """Every model that is named in public, by id.

    `?q=` searches names, aliases, makers and identifiers. `?limit=` (up to 1000) and `?after=` (an id) page
    through the list; the header Link names the next page.
    """
    limit = get_number(request, "limit", default=DEFAULT_LIMIT, maximum=MAX_LIMIT)
    after = get_number(request, "after", default=0, maximum=LARGEST_ID)
    found = list(list_named_contenders(list_arenas(request)).values())
    words = request.query_params.get("q", "").strip()
    if words:
        found = search(found, words)
    rest = [contenders for contenders in found if contenders[0].model_id > after]
    rows = [model_to_json(contenders) for contenders in rest[:limit]]
    is_last = len(rest) <= limit
    following = None if is_last else build_next(request, after=rows[-1]["model_id"])
    data = {"count": len(found), "next": following, "models": rows}
    response = send_table(request, data, rows, name="models")
    return open_to_all(add_next(response, following), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # named in public
def model(request: Request, pk: int) -> HttpResponse:
    """One model by its id, which never changes and is never given to another model."""
    return open_to_all(send(request, payload(model_to_json(_get_contenders(request, pk)))), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # named in public
def resolve(request: Request) -> HttpResponse:
    """The one model that `?id=openrouter:meta-llama/…` or `?name=…` means.

    404 if there is none; 409 with `candidates` if there are several.
    """
    identifier, name = (request.query_params.get(key, "").strip() for key in ("id", "name"))
    if bool(identifier) == bool(name):
        raise ValidationError({"id": "Give either id=scheme:value or name=…"})
    known = list_named_contenders(list_arenas(request)).values()
    if name:
        found = find_by_name(known, name)
    else:
        scheme, _separator, value = identifier.partition(":")
        try:
            found = find_by_id(known, scheme, value)
        except UnknownScheme as refused:
            raise ValidationError({"id": str(refused)}) from refused
    if not found:
        raise NotFound(f"No public model is {identifier or name!r}.")
    if len(found) > 1:
        candidates = [
            {key: model_to_json(each)[key] for key in ("model_id", "slug", "name", "ids", "configuration")}
            for each in found
        ]
        words = f"{len(found)} models are called so. Ask by id, or choose one of the candidates."
        raise Problem(HTTPStatus.CONFLICT, words, candidates=candidates)
    return open_to_all(send(request, payload(model_to_json(found[0]))), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # named in public
def model_history(request: Request, pk: int, arena: str, category: str) -> HttpResponse:
    """A model's rating at the end of each UTC day on one board, oldest first; `?method=`.

    `?limit=` (up to 1000) and `?after=` (a day) page through the list; the header Link names the next page.
    """
    category_slug, method = get_category(category), get_method(request)
    contender = next((each for each in _get_contenders(request, pk) if each.arena.slug == arena), None)
    if contender is None:
        raise NotFound("This model is not named in an arena with this address.")
    snapshots = daily_snapshots(contender.arena, category=category_slug, method=method)
    standings = {
        standing.snapshot_id: standing
        for standing in Standing.objects.filter(contender=contender, snapshot__in=snapshots.values())
    }
    days = [
        {
            "date": day.isoformat(),
            "snapshot": snapshot.pk,
            "rating": number(standing.rating),
            "ci_low": number(standing.ci_low),
            "ci_high": number(standing.ci_high),
            "rank": standing.rank,
            "votes": standing.votes,
        }
        for day, snapshot in snapshots.items()
        if (standing := standings.get(snapshot.pk)) is not None
    ]
    shown, following = cut_days(request, days)
    board = {"model_id": pk, "arena": arena, "category": category_slug, "method": method}
    data = {**board, "next": following, "days": shown}
    response = send_table(request, data, shown, name=f"model-{pk}-{arena}-{category}")
    return open_to_all(add_next(response, following), PUBLIC)


def _get_contenders(request: Request, pk: int) -> list[Contender]:
    found = list_named_contenders(list_arenas(request)).get(pk)
    if found is None:
        raise NotFound(f"No public model has the id {pk}. See /api/v1/models/.")
    return found
