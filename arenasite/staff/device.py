"""Devices that staff have signed in from: a signed cookie, so that strangers cannot lock their owner out.

- A successful sign-in stores the cookie. It holds a keyed hash of the account's name and a random number.
- Attempts with a valid cookie of the same name are counted for this device alone; all others are counted by
  name and address. So wrong passwords from elsewhere never keep a known device out, and a stolen cookie gives
  no more attempts than one network has.
- The cookie gives no access: the password and the second factor are still asked.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from arenasite.staff.throttle import hash_account

COOKIE = "arena_device"
SALT = "arenasite.staff.device"
MAX_AGE = 365 * 24 * 3600


def get_device(request: HttpRequest, name: str) -> str:
    """The random number of a device that has signed in under this name; empty for any other device."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=MAX_AGE)
    account, _colon, number = value.partition(":")
    return number if account and account == hash_account(name) else ""


def remember_device(response: HttpResponse, request: HttpRequest, name: str) -> None:
    """Store the cookie after a successful sign-in; a known device keeps its number."""
    number = get_device(request, name) or secrets.token_hex(16)
    response.set_signed_cookie(
        COOKIE,
        f"{hash_account(name)}:{number}",
        salt=SALT,
        max_age=MAX_AGE,
        path="/admin/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
