"""The written rules that decisions apply. They are public; a decision names one by its code."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models import Exclusion


class Policy(models.TextChoices):
    """A rule's code and its title. Codes are stored: never reuse one."""

    LEAKED_IDENTITY = "leaked-identity", _("Leaked identity")
    ABUSE = "abuse", _("Abusive content")
    SPAM = "spam", _("Spam")
    MANIPULATION = "manipulation", _("Manipulation")
    DUPLICATE = "duplicate", _("Duplicate")
    BROKEN_ANSWER = "broken-answer", _("Broken answer")
    TEST = "test", _("Test")
    NO_GROUND = "no-ground", _("No ground")
    MISTAKE = "mistake", _("Mistaken decision")
    NEW_EVIDENCE = "new-evidence", _("New evidence")
    SERVED = "served", _("The time has served")
    SECOND_OPINION = "second-opinion", _("Second opinion")
    OTHER = "other", _("Other")


RULES: dict[Policy, Promise] = {
    Policy.LEAKED_IDENTITY: _("A vote counts only if nothing told the voter which models played."),
    Policy.ABUSE: _("Conversations made to abuse people or to break the law are not counted."),
    Policy.SPAM: _("Advertising and noise that nobody means as a question are not counted."),
    Policy.MANIPULATION: _("Votes cast to move a model and not to judge an answer are not counted."),
    Policy.DUPLICATE: _("The same judgement counts once, however often it is sent."),
    Policy.BROKEN_ANSWER: _("An answer that did not arrive whole is not held against its model."),
    Policy.TEST: _("What staff or machines sent to try the site out is not counted."),
    Policy.NO_GROUND: _("Where nothing speaks against a vote it counts, whatever was reported."),
    Policy.MISTAKE: _("A decision that should not have been taken is taken back."),
    Policy.NEW_EVIDENCE: _("A decision is taken back when more has become known."),
    Policy.SERVED: _("A block ends when its purpose has been served."),
    Policy.SECOND_OPINION: _("Where one member of staff is not sure, another one judges."),
    Policy.OTHER: _("A ground that no other rule names; the decision says it in words."),
}
"""Every policy in words anyone may read."""

POLICY_OF_REASON = {
    Exclusion.Reason.LEAKED_IDENTITY: Policy.LEAKED_IDENTITY,
    Exclusion.Reason.ABUSIVE: Policy.ABUSE,
    Exclusion.Reason.SPAM: Policy.SPAM,
    Exclusion.Reason.MANIPULATION: Policy.MANIPULATION,
    Exclusion.Reason.DUPLICATE: Policy.DUPLICATE,
    Exclusion.Reason.BROKEN_ANSWER: Policy.BROKEN_ANSWER,
    Exclusion.Reason.TEST: Policy.TEST,
    Exclusion.Reason.OTHER: Policy.OTHER,
}
"""A named reason of a set-aside is the rule it applies."""

UNDO_POLICIES = (Policy.MISTAKE, Policy.NEW_EVIDENCE, Policy.SERVED, Policy.OTHER)
BLOCK_POLICIES = (Policy.MANIPULATION, Policy.SPAM, Policy.ABUSE, Policy.TEST, Policy.OTHER)
DISMISS_POLICIES = (Policy.NO_GROUND, Policy.DUPLICATE, Policy.TEST, Policy.OTHER)
"""The rules that may be named where a kind of decision is taken."""
