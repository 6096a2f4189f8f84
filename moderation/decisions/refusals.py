"""Why a decision cannot be taken, or a proposal answered. The texts are shown to staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A decision cannot be taken, or a proposal answered. The text is shown to staff."""

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


class EmptyBlock(Refused):
    """A block that ends before it starts."""

    words = _("The block would end before it starts.")


class SeveralArenas(Refused):
    """Contenders of several arenas."""

    words = _("One decision is about one arena. Choose contenders of the same arena.")


class ChangedMeanwhile(Refused):
    """A setting has another value than the one that the decision replaces."""

    words = _("One of these settings has been changed meanwhile. Look at it again.")


class StepRefused(Refused):
    """A contender cannot get this state or weight; the text says why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class AlreadyAnswered(Refused):
    """The proposal has an answer already."""

    words = _("This proposal has been answered already.")


class OwnProposal(Refused):
    """The proposer confirms or declines the proposal."""

    words = _("You proposed this yourself. Another member of staff must confirm or decline it.")


class NotYourProposal(Refused):
    """A user withdraws a proposal of somebody else."""

    words = _("Only the proposer can withdraw this. You may decline it.")


class MayNotConfirm(Refused):
    """A user without the permission for this kind of decision confirms a proposal."""

    words = _("To confirm this you need the permission to decide it.")
