"""What each rule of the scan of votes says, for staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.scan.ledger.group_rules import AGREEING, NETWORK, SAME_PROMPT
from moderation.scan.ledger.near_prompts import NEAR_PROMPTS
from moderation.scan.ledger.newcomer_rules import FEW_GATHER, GATHERING, NEW_VOTERS
from moderation.scan.ledger.quick_voters import QUICK_VOTERS
from moderation.scan.ledger.voter_rules import GATHERED, ONE_MODEL, UNLIKE_OTHERS

VOTE_RULE_WORDS: dict[str, Promise] = {
    UNLIKE_OTHERS: _(
        "A simple rule explains this voter's votes better than what others said of the same pairs."
    ),
    ONE_MODEL: _("This voter votes for one model, whatever others said of the same pairs."),
    GATHERED: _("This voter's votes gather on one model's battles, more than a blind draw explains."),
    QUICK_VOTERS: _("This voter often votes faster than anybody reads."),
    AGREEING: _("More voters than chance explains each lean towards one model."),
    NETWORK: _("Votes from one network on one day agree on one model, more than others' votes explain."),
    FEW_GATHER: _("Voters with few votes gather on one model's battles, more than those with many votes do."),
    GATHERING: _("New voters gather on one model's battles, more than a blind draw explains."),
    NEW_VOTERS: _("New voters agree on one model, more than established voters' votes explain."),
    NEAR_PROMPTS: _("Votes on near-duplicate prompts agree on one model, more than others' votes explain."),
    SAME_PROMPT: _("Votes on equal prompts agree on one model, more than others' votes explain."),
}
