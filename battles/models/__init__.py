"""The ground floor's tables: models and contenders, battles and answers, votes, exclusions, the ledger."""

from battles.models.contender import Entrant

from .address_key import AddressKey, AddressTrace
from .annotation import Annotation, AnswerReading, BattleStyle, PromptReading
from .answer_html import AnswerHtml
from .arena import Arena
from .aspect import AspectMark
from .ballot import Ballot, Vote
from .battle import CONTROL_SAMPLER, Battle
from .catalog import Endpoint, LanguageModel
from .contender import Contender, ContenderChange
from .conversation import Answer, Prompt
from .counts import GateCount, RateCount
from .erasure import Erasure, ErasureOrder, RetentionCursor, RetentionPolicy
from .evidence_tier import EvidenceTier
from .exclusion import Exclusion, ExclusionLift, VoterBlock, VoterBlockLift
from .frequency import PromptDigest
from .health import SEE_LIVE_MODELS, BenchEvent, EndpointHealth, ModelHealth
from .held_prompt import HeldPrompt
from .imports.batch import ImportBatch, ImportBatchChange
from .imports.job import ImportJob
from .imports.merge import NameMerge, NameMergeEnd
from .lease import JobLease, LeaseRow
from .ledger import DirtyDay, Evidence, LedgerDay, Segment
from .legal import LegalDocument
from .outbox import OutboxEvent
from .policies.counting import CountingPolicy, WaitingVote
from .policies.dated import DatedPolicy, DatedPolicyQuerySet, reason_required
from .policies.sampling import PairWeights, SamplingPolicy, WeightChange
from .replacement import Replacement
from .share import Share
from .voter import Voter

__all__ = [
    "CONTROL_SAMPLER",
    "SEE_LIVE_MODELS",
    "AddressKey",
    "AddressTrace",
    "Annotation",
    "Answer",
    "AnswerHtml",
    "AnswerReading",
    "Arena",
    "AspectMark",
    "Ballot",
    "Battle",
    "BattleStyle",
    "BenchEvent",
    "Contender",
    "ContenderChange",
    "CountingPolicy",
    "DatedPolicy",
    "DatedPolicyQuerySet",
    "DirtyDay",
    "Endpoint",
    "EndpointHealth",
    "Entrant",
    "Erasure",
    "ErasureOrder",
    "Evidence",
    "EvidenceTier",
    "Exclusion",
    "ExclusionLift",
    "GateCount",
    "HeldPrompt",
    "ImportBatch",
    "ImportBatchChange",
    "ImportJob",
    "JobLease",
    "LanguageModel",
    "LeaseRow",
    "LedgerDay",
    "LegalDocument",
    "ModelHealth",
    "NameMerge",
    "NameMergeEnd",
    "OutboxEvent",
    "PairWeights",
    "Prompt",
    "PromptDigest",
    "PromptReading",
    "RateCount",
    "Replacement",
    "RetentionCursor",
    "RetentionPolicy",
    "SamplingPolicy",
    "Segment",
    "Share",
    "Vote",
    "Voter",
    "VoterBlock",
    "VoterBlockLift",
    "WaitingVote",
    "WeightChange",
    "reason_required",
]
