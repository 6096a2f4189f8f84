"""Hides the account of a user until the second factor is passed."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from arenasite.staff.second_factor import is_required


class SecondFactor:
    """Replaces a user without the passed second factor with AnonymousUser.

    So no view needs to know about the factor. The page that asks for it finds the account with
    `get_pending_user`. The database is not read before a view uses `request.user`.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.user = SimpleLazyObject(lambda: _hide_pending_user(request, user))
        return self._get_response(request)


def _hide_pending_user(request: HttpRequest, user) -> object:
    if user.is_authenticated and not user.is_verified() and is_required(user):
        request.pending_user = user
        return AnonymousUser()
    return user


def get_pending_user(request: HttpRequest):
    """The user whose password was right and whose second factor is still missing; None if there is none."""
    if request.user.is_authenticated:
        return None
    return getattr(request, "pending_user", None)
