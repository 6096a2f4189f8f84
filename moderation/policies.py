"""The written policies that decisions apply. They are public; a decision names its policy by code."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.counting import EXCLUSION_GROUNDS
from battles.models import Exclusion


class Policy(models.TextChoices):
    """Code and title of a policy. Codes are stored: never reuse one."""

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
    UNVEILED = "unveiled", _("Unveiled battle")
    IMPORT_WITHDRAWN = "import-withdrawn", _("Import withdrawn")
    SETTINGS = "settings", _("Settings of a board")
    OTHER = "other", _("Other")


RULES: dict[Policy, Promise] = {
    Policy.LEAKED_IDENTITY: _("A vote counts only if the voter could not know which models answered."),
    Policy.ABUSE: _("Conversations meant to abuse people or to break the law do not count."),
    Policy.SPAM: _("Advertising and text without a question do not count."),
    Policy.MANIPULATION: _("Votes meant to move a model, not to judge an answer, do not count."),
    Policy.DUPLICATE: _("The same judgement counts once, even if it is sent several times."),
    Policy.BROKEN_ANSWER: _("An incomplete answer does not count against its model."),
    Policy.TEST: _("Battles that staff or programs made to test the site do not count."),
    Policy.NO_GROUND: _("A vote counts unless there is evidence against it, even if it was reported."),
    Policy.MISTAKE: _("A wrong decision is undone."),
    Policy.NEW_EVIDENCE: _("A decision is undone when new evidence shows that it was wrong."),
    Policy.SERVED: _("A block ends when it is no longer needed."),
    Policy.SECOND_OPINION: _("If one member of staff is not sure, another one judges."),
    Policy.UNVEILED: _("A vote does not count if staff have seen the models of its battle before the vote."),
    Policy.IMPORT_WITHDRAWN: _(
        "Votes of a file that was imported by mistake do not count; they stay stored."
    ),
    Policy.SETTINGS: _(
        "A setting that moves a published board changes with a public reason; a large change needs two "
        "persons."
    ),
    Policy.OTHER: _("A ground that no other policy names; the public reason states it."),
}
"""The public text of every policy."""

POLICY_OF_REASON = {
    Exclusion.Reason(ground.exclusion_number): Policy(ground.policy) for ground in EXCLUSION_GROUNDS
}
"""The policy that each reason of a set-aside applies."""

UNDO_POLICIES = (Policy.MISTAKE, Policy.NEW_EVIDENCE, Policy.SERVED, Policy.OTHER)
BLOCK_POLICIES = (Policy.MANIPULATION, Policy.SPAM, Policy.ABUSE, Policy.TEST, Policy.OTHER)
CORRECT_POLICIES = (Policy.MISTAKE, Policy.NEW_EVIDENCE, Policy.OTHER)
DISMISS_POLICIES = (Policy.NO_GROUND, Policy.DUPLICATE, Policy.TEST, Policy.OTHER)
"""The policies that each kind of decision may name."""
