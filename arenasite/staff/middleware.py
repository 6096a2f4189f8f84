"""Hides the account of a user who has not shown the second factor yet."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from arenasite.staff.second_factor import is_needed


class SecondFactor:
    """Makes of somebody who has given the password, and not yet the second factor, nobody.

    Whatever a view checks, it finds no account. The page that asks for the factor finds whom it asks by
    `waiting_user`. Nothing is looked up before a view asks for the user.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.user
        request.user = SimpleLazyObject(lambda: _user_or_nobody(request, known))
        return self._get_response(request)


def _user_or_nobody(request: HttpRequest, user) -> object:
    if user.is_authenticated and not user.is_verified() and is_needed(user):
        request.waiting_user = user
        return AnonymousUser()
    return user


def waiting_user(request: HttpRequest):
    """Who has given the password and still has to show the second factor; None if nobody."""
    if request.user.is_authenticated:
        return None
    return getattr(request, "waiting_user", None)
