"""My data: what is held of this browser's visitor, its download, and its erasure. No account is needed."""

import uuid
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from battles.erasure import BY_VISITOR, erase_battles, erase_voter
from battles.history.export import export_voter
from battles.models import Battle, RetentionPolicy, Vote, Voter
from battles.rate_limits import RateLimited, check_own_data, describe_wait
from battles.views.own_battle import get_own_battle
from battles.visitors import delete_voter_cookie, find_voter, get_address

_END = object()


@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What is held, in numbers, and what may be done with it."""
    return _render(request, find_voter(request))


def _render(
    request: HttpRequest,
    voter: Voter | None,
    *,
    notice: str = "",
    status: int = 200,
    erased: int | None = None,
) -> HttpResponse:
    battles = Battle.objects.filter(voter=voter) if voter else Battle.objects.none()
    context = {
        "voter": voter,
        "battle_number": battles.count(),
        "text_number": battles.filter(erased_at__isnull=True).count(),
        "vote_number": Vote.objects.filter(battle__in=battles).count() if voter else 0,
        "policy": RetentionPolicy.objects.in_effect(now=timezone.now()),
        "notice": notice,
        "erased": erased,
    }
    return render(request, "battles/my_data/my_data.html", context, status=status)


@never_cache
@require_safe
def my_data_export(request: HttpRequest) -> HttpResponse:
    """Everything that is held of this visitor as one JSON file."""
    voter = find_voter(request)
    if voter is None:
        return redirect("my_data")
    try:
        check_own_data(voter.pk, get_address(request))
    except RateLimited as limit:
        return _render_limited(request, voter, limit)
    response = StreamingHttpResponse(_stream(voter), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-arena-data.json"'
    return response


async def _stream(voter: Voter) -> AsyncIterator[str]:
    pieces = export_voter(voter, now=timezone.now())
    while (piece := await sync_to_async(_next)(pieces)) is not _END:
        yield piece


def _next(pieces):
    try:
        return next(pieces, _END)
    finally:
        # A streaming response would keep its database connection until it ends.
        connections.close_all()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data_erase(request: HttpRequest) -> HttpResponse:
    """Ask, then erase everything that is held of this visitor. The cookie goes too."""
    voter = find_voter(request)
    if request.method != "POST":
        return render(request, "battles/my_data/my_data_erase.html", {"voter": voter})
    if voter is None:
        return _render(request, None)
    number = erase_voter(voter, request=BY_VISITOR, now=timezone.now())
    response = _render(request, None, erased=number)
    delete_voter_cookie(response)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def battle_erase(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask, then erase the texts of one battle. Its vote stays."""
    battle = get_own_battle(request, key)
    if request.method != "POST":
        context = {"key": key, "is_erased": battle.is_erased, "is_voted": battle.state == Battle.State.VOTED}
        return render(request, "battles/my_data/battle_erase.html", context)
    erase_battles([battle.pk], request=BY_VISITOR, now=timezone.now())
    return redirect("battle", key=key)


def _render_limited(request: HttpRequest, voter: Voter, limit: RateLimited) -> HttpResponse:
    notice = _("You have downloaded your data many times. %(wait)s") % {
        "wait": describe_wait(limit.retry_after)
    }
    response = _render(request, voter, notice=notice, status=429)
    response["Retry-After"] = str(limit.retry_after)
    return response
