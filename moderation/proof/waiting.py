"""The waiting token: signed, for one voter in one network, good once, and not before some seconds are over.

It is part of the start page, so the time in which a visitor reads and writes counts. How old it must be is
decided when it is used, by how busy the network is then.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing

from battles.addresses import Prefix
from battles.rate_limits import Counter, Limit
from moderation.proof.binding import bind, is_bound

FIELD = "waiting"
SALT = "moderation.proof.waiting"
VALID_SECONDS = 2 * 3600


@dataclass(frozen=True)
class WaitingToken:
    """A valid token. issued_at: seconds since the epoch."""

    number: str
    issued_at: float

    @property
    def counter(self) -> Counter:
        """Counts its use: once."""
        return Counter(f"waiting:once:{self.number}", Limit(1, VALID_SECONDS))


def issue_waiting(voter_key: uuid.UUID, prefixes: Sequence[Prefix], *, moment: float) -> str:
    """Return a new token as the form carries it."""
    return signing.dumps([secrets.token_hex(8), bind(voter_key, prefixes), int(moment)], salt=SALT)


def read_waiting(
    value: str, voter_key: uuid.UUID | None, prefixes: Sequence[Prefix], *, moment: float
) -> WaitingToken | None:
    """Return the token; None if it is forged, too old, another voter's or another network's."""
    try:
        number, binding, issued_at = signing.loads(value, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not is_bound(binding, voter_key, prefixes) or moment - issued_at > VALID_SECONDS:
        return None
    return WaitingToken(number, issued_at)
