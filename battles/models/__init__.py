"""The tables of battles: arenas and models, battles and answers, votes, what counts, the ledger.

Import tables from here. Tables of one subject are in rooms (annotations, counting, imports, operations,
policies, visitors); the arena and its battles are beside this file.
"""

from .annotations import Annotation, AnswerReading, BattleStyle, PromptDigest, PromptReading
from .answer_html import AnswerHtml
from .arena import Arena
from .aspect import AspectMark
from .ballot import Ballot, Vote
from .battle import CONTROL_SAMPLER, Battle
from .catalog import Endpoint, LanguageModel
from .contender import Contender, ContenderChange, Entrant
from .conversation import Answer, Prompt
from .counting import (
    DirtyDay,
    Evidence,
    Exclusion,
    ExclusionLift,
    LedgerDay,
    Segment,
    VoterBlock,
    VoterBlockLift,
)
from .evidence_tier import EvidenceTier
from .held_prompt import HeldPrompt
from .imports import ImportBatch, ImportBatchChange, ImportJob, NameMerge, NameMergeEnd
from .operations import (
    SEE_LIVE_MODELS,
    BenchEvent,
    EndpointHealth,
    GateCount,
    JobLease,
    LeaseRow,
    ModelHealth,
    OutboxEvent,
    RateCount,
    TurnSignal,
)
from .policies import (
    CountingPolicy,
    DatedPolicy,
    DatedPolicyQuerySet,
    PairWeights,
    SamplingPolicy,
    WaitingVote,
    WeightChange,
    reason_required,
)
from .replacement import Replacement
from .share import Share
from .visitors import (
    AddressKey,
    AddressTrace,
    Erasure,
    ErasureOrder,
    LegalDocument,
    RetentionCursor,
    RetentionPolicy,
    Voter,
)

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
    "TurnSignal",
    "Vote",
    "Voter",
    "VoterBlock",
    "VoterBlockLift",
    "WaitingVote",
    "WeightChange",
    "reason_required",
]
