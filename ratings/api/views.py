"""The leaderboards as JSON. Public: reading needs no key."""

import datetime as dt
import json
import re
from urllib.parse import urlencode

from django.http import HttpResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from battles.models import Arena
from ratings.api.board_answer import build_board_answer, list_matchup_rows
from ratings.api.formats import send_table
from ratings.api.paging import add_next, cut_days
from ratings.api.parameters import get_arena, get_method, list_arenas
from ratings.api.responses import IMMUTABLE, PUBLIC, open_to_all, send
from ratings.api.snapshots import get_snapshot
from ratings.categories import CATEGORIES, OVERALL
from ratings.history.board_on_day import (
    BadDay,
    DayBoard,
    Known,
    NoSuchDay,
    board_on,
    daily_snapshots,
    day_envelope,
    parse_day_query,
)
from ratings.history.compute_once import Busy
from ratings.history.differences import envelope_of as differences_envelope
from ratings.history.snapshot_pairs import compare
from ratings.models import Snapshot
from ratings.published import published
from ratings.rebuild.method_specs import Method
from ratings.serialization.canonical_json import payload
from ratings.tables.matchups import build_matchups, matchups_to_json
from ratings.tables.overview import build_overview, overview_to_json

WHOLE_NUMBER = re.compile("[1-9][0-9]{0,3}")
SNAPSHOT = re.compile("[1-9][0-9]{0,17}")


class BoardBusy(APIException):
    """Another board of a past day is being computed; they are computed one at a time."""

    status_code = 503
    default_detail = "Too many boards of past days are being computed. Come back in a few seconds."
    wait = 5


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def leaderboards(request: Request) -> HttpResponse:
    """Every public board with its URL."""
    boards = [
        {
            "arena": arena.slug,
            "arena_title": arena.title,
            "category": category.slug,
            "category_title": str(category.title),
            "definition": str(category.definition),
            "version": category.version,
            "group": category.group,
            "needs": category.needs or None,
            "methods": list(Method.values),
            "url": reverse("api_leaderboard", args=[arena.slug, category.slug], request=request),
            "matchups_url": reverse("api_matchups", args=[arena.slug, category.slug], request=request),
        }
        for arena in list_arenas(request)
        for category in CATEGORIES
    ]
    return open_to_all(Response({"leaderboards": boards}), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def leaderboard(request: Request, arena: str, category: str) -> HttpResponse:
    """One board's newest snapshot; `?method=` is bradley_terry (default), style or elo.

    With `?date=2024-04-22` the board at the end of that UTC day: by the votes known now (`known=now`), or
    as it was published (`known=then`).
    """
    found = get_arena(request, arena, category)
    method = get_method(request)
    try:
        asked = parse_day_query(request.query_params)
    except BadDay as refused:
        raise ValidationError({refused.field: str(refused)}) from refused
    if asked:
        board = _day_board(found, category, method, *asked)
        data = build_board_answer(day_envelope(board), request)
        return open_to_all(
            send_table(request, data, data["rows"], name=_get_file_name(data, day=asked[0])), PUBLIC
        )
    now = published(found)
    snapshot = now.snapshot(category, method) if now else None
    if snapshot is None:
        raise NotFound("This board has not been computed yet.")
    data = build_board_answer(json.loads(bytes(snapshot.body)), request)
    return open_to_all(send_table(request, data, data["rows"], name=_get_file_name(data)), PUBLIC)


def _get_file_name(data: dict, day: dt.date | None = None) -> str:
    parts = [data["arena"], data["category"], data["method"], day.isoformat() if day else ""]
    return "-".join(part for part in parts if part)


def _day_board(arena: Arena, category: str, method: str, day: dt.date, known: Known) -> DayBoard:
    try:
        board = board_on(arena, category=category, method=method, day=day, known=known)
    except NoSuchDay as refused:
        raise NotFound(str(refused)) from refused
    except Busy as busy:
        raise BoardBusy from busy
    if board.snapshot is None:
        raise NotFound(board.words)
    return board


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def snapshot(request: Request, pk: int) -> HttpResponse:
    """One snapshot; its content never changes. A thinned one answers 410 with the one that was kept."""
    return open_to_all(send(request, get_snapshot(request, pk)), IMMUTABLE)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def history(request: Request, arena: str, category: str) -> HttpResponse:
    """The snapshot that a board showed at the end of each UTC day, oldest first; `?method=`.

    `?limit=` (up to 1000) and `?after=` (a day) page through the list; the header Link names the next page.
    """
    found, method = get_arena(request, arena, category), get_method(request)
    days = [
        {
            "date": day.isoformat(),
            "snapshot": each.pk,
            "as_of": each.as_of.isoformat(),
            "votes_counted": each.votes_counted,
            "zero": each.zero or None,
            "url": reverse("api_snapshot", args=[each.pk], request=request),
        }
        for day, each in daily_snapshots(found, category=category, method=method).items()
    ]
    shown, following = cut_days(request, days)
    board = {"arena": found.slug, "category": category, "method": method}
    data = {**board, "next": following, "days": shown}
    response = send_table(request, data, shown, name=f"history-{_get_file_name(data)}")
    return open_to_all(add_next(response, following), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def differences(request: Request) -> HttpResponse:
    """The differences between two snapshots of one board; `?from=` and `?to=` are snapshot ids."""
    before, after = (_get_requested_snapshot(request, end) for end in ("from", "to"))
    if (before.board_id, before.method) != (after.board_id, after.method):
        raise ValidationError({"to": "Both snapshots have to be of one board by one method."})
    response = send(request, payload(differences_envelope(compare(before, after))))
    successor = reverse("api_changes", args=[before.board.arena.slug, before.board.category])
    query = urlencode({"method": before.method, "from": before.pk, "to": after.pk})
    response["Link"] = f'<{successor}?{query}>; rel="successor-version"'
    return open_to_all(response, PUBLIC)


def _get_requested_snapshot(request: Request, name: str) -> Snapshot:
    number = request.query_params.get(name, "")
    if not SNAPSHOT.fullmatch(number):
        raise ValidationError({name: "The number of a snapshot."})
    return get_snapshot(request, int(number))


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def overview(request: Request, arena: str) -> HttpResponse:
    """Every model's rank in every category; `?method=`, `?by=` (category to sort by), `?top=` (how many)."""
    by = request.query_params.get("by", OVERALL.slug)
    found = get_arena(request, arena, by)
    now = published(found)
    if now is None:
        raise NotFound("This arena's boards have not been computed yet.")
    tables = build_overview(now, method=get_method(request), by=by, top=_get_top(request))
    return open_to_all(send(request, payload(overview_to_json(tables))), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def matchups(request: Request, arena: str, category: str) -> HttpResponse:
    """Battles and wins for each pair of models, best first; `?top=` limits the models (default: all)."""
    found = get_arena(request, arena, category)
    top = _get_top(request)
    now = published(found)
    tables = build_matchups(now, category, top=top) if now else None
    if tables is None:
        raise NotFound("This board has not been computed yet.")
    data = matchups_to_json(tables, found.slug)
    name = f"matchups-{found.slug}-{category}"
    return open_to_all(send_table(request, data, list_matchup_rows(data), name=name), PUBLIC)


def _get_top(request: Request) -> int | None:
    """Return the requested number of models; None for all."""
    top = request.query_params.get("top")
    if top is None:
        return None
    if not WHOLE_NUMBER.fullmatch(top):
        raise ValidationError({"top": "A whole number from 1 to 9999."})
    return int(top)
