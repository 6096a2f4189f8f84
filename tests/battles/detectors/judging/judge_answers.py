"""Answers of a judge, as a test wants them."""

import json

from battles.detectors.judging.question import CRITERIA, LABELS, SCORE

PLAIN = {name: 0 if name == SCORE else False for name in LABELS}
"""The verdict on a prompt that has nothing to it."""


def verdict(*labels: str, score: int = 0) -> dict:
    """A verdict with these labels true."""
    return PLAIN | dict.fromkeys(labels, True) | {SCORE: score}


def hard(count: int) -> dict:
    """A verdict that finds so many of the seven criteria."""
    return verdict(*list(CRITERIA)[:count])


def said(*labels: str, score: int = 0) -> str:
    """The same as the judge says it."""
    return json.dumps(verdict(*labels, score=score))
