"""Findings (observations), decisions (judgements) and proposals. Rows are append-only."""

from moderation.models.campaign import Campaign, CampaignMember, CampaignRemoval
from moderation.models.claim import Claim
from moderation.models.decision import SOURCE_PREFIX, Decision
from moderation.models.desk import CalibrationAnswer, StaffNote
from moderation.models.finding import Finding, Review
from moderation.models.prompt_sketch import PromptSketch
from moderation.models.proposal import Proposal, ProposalAnswer
from moderation.models.rule_policy import RuleAction, RulePolicy
from moderation.models.scan import LedgerScan, ScanMark
from moderation.models.screening import (
    BlockedPrompt,
    ScreeningAction,
    ScreeningCategory,
    ScreeningPolicy,
)

__all__ = [
    "SOURCE_PREFIX",
    "BlockedPrompt",
    "CalibrationAnswer",
    "Campaign",
    "CampaignMember",
    "CampaignRemoval",
    "Claim",
    "Decision",
    "Finding",
    "LedgerScan",
    "PromptSketch",
    "Proposal",
    "ProposalAnswer",
    "Review",
    "RuleAction",
    "RulePolicy",
    "ScanMark",
    "ScreeningAction",
    "ScreeningCategory",
    "ScreeningPolicy",
    "StaffNote",
]
