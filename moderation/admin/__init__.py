"""The moderation desk in Django's admin: battles, voters, findings and decisions."""

from moderation.admin.battle import BattleAdmin
from moderation.admin.decision import DecisionAdmin
from moderation.admin.finding import FindingAdmin
from moderation.admin.review import ReviewAdmin
from moderation.admin.voter import VoterAdmin

__all__ = ["BattleAdmin", "DecisionAdmin", "FindingAdmin", "ReviewAdmin", "VoterAdmin"]
