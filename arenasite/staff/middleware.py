"""Sessions, accounts, second factors and messages: for staff alone.

A visitor has none of them: a request without a session cookie that asks for no staff page skips all this.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django_otp.middleware import OTPMiddleware

from arenasite.staff.second_factor import is_required

STAFF_PATH = "/admin/"


class _ForStaff:
    """Before a middleware: passes on what has no session."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def __call__(self, request: HttpRequest) -> Any:
        if hasattr(request, "session"):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)


class StaffSession(SessionMiddleware):
    """Django's sessions, for requests with a session's cookie and for staff pages, where one signs in."""

    def __call__(self, request: HttpRequest) -> Any:
        if settings.SESSION_COOKIE_NAME in request.COOKIES or STAFF_PATH in request.path:
            return super().__call__(request)
        response = self.get_response(request)
        if getattr(request, "is_account_read", False):
            patch_vary_headers(response, ("Cookie",))
        return response


class Account(AuthenticationMiddleware):
    """Django's request.user; anonymous without a session."""

    def __call__(self, request: HttpRequest) -> Any:
        if hasattr(request, "session"):
            return super().__call__(request)
        request.user = SimpleLazyObject(lambda: _read_anonymous(request))
        return self.get_response(request)


class VerifiedDevice(_ForStaff, OTPMiddleware):
    """The second factor's device of request.user."""


class StaffMessages(_ForStaff, MessageMiddleware):
    """Django's messages."""


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
        if hasattr(request, "session"):
            user = request.user
            request.user = SimpleLazyObject(lambda: _hide_pending_user(request, user))
        return self._get_response(request)


def _read_anonymous(request: HttpRequest) -> AnonymousUser:
    request.is_account_read = True
    return AnonymousUser()


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
