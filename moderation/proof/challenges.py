"""ALTCHA challenges: issued, solved in the browser, verified here, used once.

The work is a number that the browser finds by trying: PBKDF2 with COST iterations for each number from 0 on,
until the key begins like the one that the challenge names. The number is drawn between half and one and a
half times the mean, so that the time varies little. Issuing derives one key (about 1 ms); verifying compares
signatures.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altcha
from django.conf import settings
from django.utils.crypto import salted_hmac

from battles.addresses import Prefix
from battles.rate_limits import Counter, Limit, RateLimited, count, read
from moderation.proof.binding import bind, is_bound
from moderation.proof.passes import Pass, issue_pass, read_pass
from moderation.proof.price import build_pass_counters, get_level

ALGORITHM = "PBKDF2/SHA-256"
COST = 5000
VALID_SECONDS = 600
MAX_PAYLOAD = 4000
SLACK = 1
"""Levels by which the price may have risen since the challenge was issued."""


HOSTILE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a payload of strange types and depths makes the library raise."""


class ProofRefused(Exception):
    """The solution buys no pass. reason: a word for counts; the browser asks for a new challenge."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class ChallengeUsed(ProofRefused):
    """The challenge has bought a pass before."""

    def __init__(self) -> None:
        super().__init__("used")


@dataclass(frozen=True)
class Buyer:
    """Who asks for a pass."""

    voter_key: uuid.UUID
    prefixes: Sequence[Prefix]
    moment: float


def needs_proof(buyer: Buyer, cookie: str) -> bool:
    """Whether this browser has no pass with a battle left. One statement, only with a pass."""
    current = read_pass(cookie, buyer.voter_key, buyer.prefixes)
    return current is None or not _has_battles(current, buyer.moment)


def _has_battles(current: Pass, moment: float) -> bool:
    [used] = read([current.counter], now=moment)
    return used + 1 <= settings.PROOF_BATTLES


def issue_challenge(buyer: Buyer) -> dict[str, Any]:
    """Return a signed challenge as JSON data, at the price of this moment."""
    level = get_level(buyer.voter_key, buyer.prefixes, moment=buyer.moment)
    mean = settings.PROOF_WORK * 2**level
    challenge = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=mean // 2 + secrets.randbelow(mean + 1),
        expires_at=int(buyer.moment) + VALID_SECONDS,
        data={"for": bind(buyer.voter_key, buyer.prefixes), "level": level},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return challenge.to_dict()


def redeem_solution(buyer: Buyer, text: str) -> str:
    """Verify a solution and return the value of a pass. Raises ProofRefused.

    text: the payload as ALTCHA writes it, base64 of JSON.
    """
    payload = _verify(text)
    data = payload.challenge.parameters.data
    if not is_bound(data["for"], buyer.voter_key, buyer.prefixes):
        raise ProofRefused("other network")
    level = get_level(buyer.voter_key, buyer.prefixes, moment=buyer.moment)
    if data["level"] < level - SLACK:
        raise ProofRefused("too cheap")
    once = Counter(f"proof:once:{payload.challenge.parameters.nonce}", Limit(1, VALID_SECONDS))
    try:
        count([once, *build_pass_counters(buyer.voter_key, buyer.prefixes)], now=buyer.moment)
    except RateLimited:
        raise ChallengeUsed from None
    return issue_pass(buyer.voter_key, buyer.prefixes)


def _verify(text: str) -> altcha.Payload:
    """Parse and verify a payload, which anybody may have written. Raises ProofRefused."""
    if len(text) > MAX_PAYLOAD:
        raise ProofRefused("damaged")
    try:
        payload = altcha.Payload.from_base64(text)
        result = altcha.verify_solution(
            payload, hmac_secret=_secret("challenge"), hmac_key_secret=_secret("key")
        )
    except HOSTILE:
        raise ProofRefused("damaged") from None
    if not result.verified:
        raise ProofRefused("expired" if result.expired else "wrong")
    return payload


def _secret(purpose: str) -> bytes:
    return salted_hmac("moderation.proof", purpose, algorithm="sha256").digest()
