"""Proof of work before a battle, and a few seconds of waiting for browsers without JavaScript.

A proof is a price, not a proof of a person. One proof buys a pass of some battles within a day; it costs more
in a busy network, for a voter who buys many, and in a burst.
"""

from moderation.proof.challenges import (
    ChallengeUsed,
    ProofRefused,
    issue_challenge,
    needs_proof,
    redeem_solution,
)
from moderation.proof.gate import ProofGate
from moderation.proof.passes import COOKIE, Pass

__all__ = [
    "COOKIE",
    "ChallengeUsed",
    "Pass",
    "ProofGate",
    "ProofRefused",
    "issue_challenge",
    "needs_proof",
    "redeem_solution",
]
