"""A voter's receipt: a short signed token that says which battle was voted on, how and when.

- It is issued for a vote, so there is none before the vote.
- It names no voter and no model, and holds no text.
- The same vote has the same receipt while the key is the same; receipts under an earlier key
  (SECRET_KEY_FALLBACKS) stay good.
- Whether the vote counts is no part of it: that may change, and the receipt's page says it.
"""

import binascii
import datetime as dt
import struct
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from battles.models import Vote
from battles.outcomes import Outcome

SALT = "battles.receipts"
SEPARATOR = "."
FORMAT = 1
FIELDS = struct.Struct(">B16sBq")
"""Format, the battle's key, the outcome, microseconds since 1970."""
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
MAX_CHARACTERS = 200


class BadReceipt(ValueError):
    """Not a receipt of this site: forged, damaged, or signed with a key that is accepted no more."""


@dataclass(frozen=True)
class Receipt:
    """What a receipt says of one vote."""

    battle: uuid.UUID
    outcome: Outcome
    cast_at: dt.datetime

    def matches(self, vote: Vote) -> bool:
        """Whether the stored vote is the one that this receipt was given for."""
        return self == _build_receipt(vote)


def issue_receipt(vote: Vote) -> str:
    """The receipt of a vote whose time is known: some eighty characters that any address can hold."""
    receipt = _build_receipt(vote)
    packed = FIELDS.pack(
        FORMAT, receipt.battle.bytes, int(receipt.outcome), (receipt.cast_at - EPOCH) // MICROSECOND
    )
    return _signer().sign(urlsafe_b64encode(packed).decode().rstrip("="))


def read_receipt(token: str) -> Receipt:
    """What a receipt says. Raises BadReceipt, which tells nothing about what is wrong with it."""
    if len(token) > MAX_CHARACTERS:
        raise BadReceipt
    try:
        signed = _signer().unsign(token)
        number, key, outcome, moment = FIELDS.unpack(urlsafe_b64decode(signed + "=" * (-len(signed) % 4)))
        receipt = Receipt(uuid.UUID(bytes=key), Outcome(outcome), EPOCH + moment * MICROSECOND)
    except (BadSignature, binascii.Error, struct.error, ValueError, OverflowError):
        raise BadReceipt from None
    if number != FORMAT:
        raise BadReceipt
    return receipt


def _build_receipt(vote: Vote) -> Receipt:
    return Receipt(vote.battle.key, Outcome(vote.outcome), vote.cast_at)


def _signer() -> Signer:
    return Signer(salt=SALT, sep=SEPARATOR)
