"""The moderation pages of Django's admin: battles, voters, findings, decisions and proposals."""

from moderation.admin.battle import BattleAdmin
from moderation.admin.board_settings import GuardedArenaAdmin, GuardedContenderAdmin
from moderation.admin.campaigns.members import CampaignMemberAdmin
from moderation.admin.campaigns.pages import CampaignAdmin
from moderation.admin.decision import DecisionAdmin
from moderation.admin.finding import FindingAdmin
from moderation.admin.name_merge import GuardedNameMergeAdmin
from moderation.admin.proposal import ProposalAdmin
from moderation.admin.queue.review import ReviewAdmin
from moderation.admin.rule_policy import RulePolicyAdmin
from moderation.admin.screening import BlockedPromptAdmin, ScreeningPolicyAdmin
from moderation.admin.voter import VoterAdmin

__all__ = [
    "BattleAdmin",
    "BlockedPromptAdmin",
    "CampaignAdmin",
    "CampaignMemberAdmin",
    "DecisionAdmin",
    "FindingAdmin",
    "GuardedArenaAdmin",
    "GuardedContenderAdmin",
    "GuardedNameMergeAdmin",
    "ProposalAdmin",
    "ReviewAdmin",
    "RulePolicyAdmin",
    "ScreeningPolicyAdmin",
    "VoterAdmin",
]
