"""Why a decision cannot be taken. The texts are shown to staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A decision that cannot be taken. Its text is shown to staff."""

    words: Promise

    def __str__(self) -> str:
        return str(self.words)


class NothingToDecide(Refused):
    """The decision would change nothing."""

    words = _("This decision would change nothing.")


class TooMany(Refused):
    """More rows than one decision may cover."""

    words = _("One decision cannot cover so many rows. Narrow the filter and decide in parts.")


class ReasonNeedsWords(Refused):
    """The reason “other” without a public reason."""

    words = _("The reason “Other” needs a public reason.")


class OwnQuestion(Refused):
    """A user answers their own request for a second opinion."""

    words = _("You asked for this second opinion. Another member of staff must answer it.")


class AlreadyUndone(Refused):
    """The decision is undone already."""

    words = _("This decision has been undone already.")


class CannotBeUndone(Refused):
    """An undo or a restore cannot be undone."""

    words = _("An undo or a restore cannot be undone. Take a new decision instead.")
