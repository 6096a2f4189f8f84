"""Findings (observations), decisions (judgements) and proposals. Rows are append-only."""

from moderation.models.campaign import Campaign, CampaignMember, CampaignRemoval
from moderation.models.claim import Claim
from moderation.models.decision import SOURCE_PREFIX, Decision
from moderation.models.finding import Finding, Review
from moderation.models.proposal import Proposal, ProposalAnswer
from moderation.models.scan import ScanMark

__all__ = [
    "SOURCE_PREFIX",
    "Campaign",
    "CampaignMember",
    "CampaignRemoval",
    "Claim",
    "Decision",
    "Finding",
    "Proposal",
    "ProposalAnswer",
    "Review",
    "ScanMark",
]
