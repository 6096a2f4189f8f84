"""Errors of the rating engine."""

from battles.outcomes import UnknownOutcome

__all__ = ["NotConnected", "NotConverged", "NotIdentified", "UnknownOutcome"]


class NotConnected(ValueError):
    """The comparison graph is not strongly connected, so some ratings are not finite [Ford1957]."""


class NotIdentified(ArithmeticError):
    """The data do not determine a coefficient, for example because two features always go together."""


class NotConverged(ArithmeticError):
    """An iteration reached its maximum number of steps before the estimate settled."""
