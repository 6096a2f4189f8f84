"""What can go wrong between votes and ratings."""

from battles.outcomes import UnknownOutcome

__all__ = ["NotConnected", "NotConverged", "UnknownOutcome"]


class NotConnected(ValueError):
    """Some models were never compared, or only ever won or lost: their ratings are not finite."""


class NotConverged(ArithmeticError):
    """The iteration ended before the ratings stood still."""
