"""A voter's receipt: a short signed token with the battle, the outcome and the time of one vote.

- It is issued for a vote, so no receipt exists before the vote.
- It contains no voter, no model and no text.
- The same vote has the same receipt under the same key; receipts under an earlier key (SECRET_KEY_FALLBACKS,
  or a retired key of this purpose) stay valid.
- It does not contain whether the vote counts: that may change, and the receipt's page shows it.
"""

import binascii
import datetime as dt
import hmac
import struct
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer, b64_encode
from django.utils.crypto import constant_time_compare

from battles.keys.site_keys import Purpose, list_purpose_keys
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
    """Not a receipt of this site: forged, damaged, or signed with a key that is no longer accepted."""


@dataclass(frozen=True)
class Receipt:
    """The content of a receipt."""

    battle: uuid.UUID
    outcome: Outcome
    cast_at: dt.datetime

    def matches(self, vote: Vote) -> bool:
        """Whether the stored vote is still the one that this receipt was issued for."""
        return self == _build_receipt(vote)


def issue_receipt(vote: Vote) -> str:
    """The receipt of a vote with a known time: about eighty characters, safe in a URL."""
    receipt = _build_receipt(vote)
    packed = FIELDS.pack(
        FORMAT, receipt.battle.bytes, int(receipt.outcome), (receipt.cast_at - EPOCH) // MICROSECOND
    )
    return Signer(salt=SALT, sep=SEPARATOR).sign(urlsafe_b64encode(packed).decode().rstrip("="))


def read_receipt(token: str) -> Receipt:
    """Read a receipt. Raises BadReceipt, without a reason, for every invalid token."""
    if len(token) > MAX_CHARACTERS:
        raise BadReceipt
    try:
        signed = _unsign(token)
        number, key, outcome, moment = FIELDS.unpack(urlsafe_b64decode(signed + "=" * (-len(signed) % 4)))
        receipt = Receipt(uuid.UUID(bytes=key), Outcome(outcome), EPOCH + moment * MICROSECOND)
    except (BadSignature, binascii.Error, struct.error, ValueError, OverflowError):
        raise BadReceipt from None
    if number != FORMAT:
        raise BadReceipt
    return receipt


def _build_receipt(vote: Vote) -> Receipt:
    return Receipt(vote.battle.key, Outcome(vote.outcome), vote.cast_at)


def _unsign(token: str) -> str:
    """Return what was signed, as Django's Signer does, but also under retired keys. Raises BadSignature."""
    signed, _separator, signature = token.rpartition(SEPARATOR)
    for key in list_purpose_keys(Purpose.RECEIPTS):
        expected = b64_encode(hmac.digest(key, signed.encode(), "sha256")).decode()
        if constant_time_compare(signature, expected):
            return signed
    raise BadSignature
