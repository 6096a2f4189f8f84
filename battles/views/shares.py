"""Sharing: the visitor's own page about the link of a battle, and the public page of a shared battle."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from battles.blind import blind_battle, get_names
from battles.outcomes import Outcome
from battles.rate_limits import RateLimited, check_own_data, describe_wait
from battles.shares import (
    ShareRefused,
    end_shares,
    explain_not_shareable,
    find_shared_battle,
    get_share,
    share_battle,
)
from battles.views.own_battle import get_own_battle
from battles.visitors import get_address


@never_cache
@require_safe
def battle_share(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What sharing means, and the link if there is one."""
    return _render(request, key)


@require_POST
def battle_share_make(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Make the link; making it again changes nothing."""
    battle = get_own_battle(request, key)
    try:
        if get_share(battle) is None:
            check_own_data(battle.voter_id, get_address(request))
        share_battle(battle)
    except ShareRefused as refusal:
        return _render(request, key, notice=str(refusal), status=409)
    except RateLimited as limit:
        words = _("You have shared many battles. %(wait)s") % {"wait": describe_wait(limit.retry_after)}
        response = _render(request, key, notice=words, status=429)
        response["Retry-After"] = str(limit.retry_after)
        return response
    return redirect("battle_share", key=key)


@require_POST
def battle_share_end(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take the link back."""
    end_shares(get_own_battle(request, key), now=timezone.now())
    return redirect("battle_share", key=key)


def _render(request: HttpRequest, key: uuid.UUID, *, notice: str = "", status: int = 200) -> HttpResponse:
    battle = get_own_battle(request, key)
    context = {
        "key": key,
        "share": get_share(battle),
        "why_not": explain_not_shareable(battle),
        "notice": notice,
    }
    return render(request, "battles/shares/battle_share.html", context, status=status)


@never_cache
@require_safe
def shared_battle(request: HttpRequest, token: str) -> HttpResponse:
    """The public page of a shared battle. The same 404 whether a link never was, ended, or must not show."""
    battle = find_shared_battle(token)
    if battle is None:
        raise Http404("no such link")
    context = {
        "token": token,
        "battle": blind_battle(battle, now=timezone.now()),
        "names": get_names(battle),
        "outcome": Outcome(battle.vote.outcome),
        "day": battle.vote.day,
    }
    response = render(request, "battles/shares/shared_battle.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
