"""The pass: a signed cookie that a proof buys, for one voter in one network, for a day."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from battles.addresses import Prefix
from battles.rate_limits import Counter, Limit
from moderation.proof.binding import bind, is_bound

COOKIE = "arena_pass"
SALT = "moderation.proof.pass"
SECONDS = 24 * 3600


@dataclass(frozen=True)
class Pass:
    """A valid pass. Its battles are counted together with the limits of prompts."""

    number: str

    @property
    def counter(self) -> Counter:
        """Counts the battles of this pass. Its window is longer than the pass lives."""
        return Counter(f"pass:{self.number}", Limit(settings.PROOF_BATTLES, 2 * SECONDS))


def issue_pass(voter_key: uuid.UUID, prefixes: Sequence[Prefix]) -> str:
    """Return the value of the cookie."""
    return signing.dumps([secrets.token_hex(8), bind(voter_key, prefixes)], salt=SALT)


def read_pass(value: str, voter_key: uuid.UUID | None, prefixes: Sequence[Prefix]) -> Pass | None:
    """Return the pass in a cookie; None if it is forged, too old, another voter's or another network's."""
    try:
        number, binding = signing.loads(value, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Pass(number) if is_bound(binding, voter_key, prefixes) else None


def set_pass_cookie(response: HttpResponse, value: str) -> None:
    """Set the cookie of a pass."""
    response.set_cookie(COOKIE, value, max_age=SECONDS, secure=settings.HTTPS, httponly=True, samesite="Lax")
