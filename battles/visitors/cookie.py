"""The voter of a request, by a signed cookie."""

import uuid

from django.conf import settings
from django.core import signing
from django.db.models import UUIDField
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from battles.database.compiled import CompiledQuery, Given
from battles.keys.site_keys import list_site_keys
from battles.models import Voter
from battles.visitors.address_hashes import address_hash

COOKIE = "arena_voter"
COOKIE_SALT = "battles.voters"
COOKIE_SECONDS = 365 * 24 * 3600

_BY_KEY = CompiledQuery[Voter](
    lambda: Voter.objects.filter(key=Given("key", UUIDField()), origin=Voter.Origin.LIVE)
)


def read_voter_key(request: HttpRequest) -> uuid.UUID | None:
    """The voter's key from the signed cookie; None without a cookie or with a forged one."""
    try:
        return uuid.UUID(request.get_signed_cookie(COOKIE, salt=COOKIE_SALT, max_age=COOKIE_SECONDS))
    except (KeyError, ValueError, signing.BadSignature):
        return None


def find_voter(request: HttpRequest) -> Voter | None:
    """Return the voter of this browser; None without a cookie or for an unknown key.

    A voter that was found is kept with the request: several parts of a page ask for it.
    """
    known = getattr(request, "arena_voter", None)
    if known is None:
        key = read_voter_key(request)
        known = _BY_KEY.first(key=key) if key else None
        request.arena_voter = known
    return known


def get_voter_key(request: HttpRequest, *, form_key: uuid.UUID) -> uuid.UUID:
    """The key of the voter this browser is, or will be when it first sends this form.

    The page makes a random key for each form and shows it to nobody else. The voter of a form is derived
    from it: a first visitor who posts twice, or who never received the answer with the cookie, is one
    voter. The derivation is keyed, so that no other address or key reveals it.
    """
    key = read_voter_key(request)
    return key or _derive_voter_key(form_key, list_site_keys()[0])


def get_or_build_voter(request: HttpRequest, *, form_key: uuid.UUID) -> Voter:
    """The voter this browser is; for a new browser the voter of this form, stored at its first use."""
    key = read_voter_key(request)
    keys = [key] if key else [_derive_voter_key(form_key, site_key) for site_key in list_site_keys()]
    found = (_BY_KEY.first(key=each) for each in keys)
    known = next((voter for voter in found if voter is not None), None)
    return known or Voter(key=keys[0], address_hash=address_hash(request))


def _derive_voter_key(form_key: uuid.UUID, site_key: str) -> uuid.UUID:
    digest = salted_hmac("battles.voters.form", form_key.hex, secret=site_key, algorithm="sha256").hexdigest()
    return uuid.UUID(hex=digest[:32])


def set_voter_cookie(response: HttpResponse, key: uuid.UUID) -> None:
    """Set the voter's cookie."""
    response.set_signed_cookie(
        COOKIE,
        str(key),
        salt=COOKIE_SALT,
        max_age=COOKIE_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def delete_voter_cookie(response: HttpResponse) -> None:
    """Delete the voter's cookie."""
    response.delete_cookie(COOKIE, samesite="Lax")
