"""The Django admin of arenas, endpoints, models, contenders, policies, imports and legal texts.

Findings and decisions of staff are in `moderation.admin`.
"""

from .arena import ArenaAdmin
from .contender import ContenderAdmin
from .counting import CountingPolicyAdmin, WaitingVoteAdmin
from .endpoint import EndpointAdmin
from .evidence import BenchEventAdmin, ReadOnlyAdmin, ReplacementAdmin
from .fields import grouped_column
from .imports import ImportBatchAdmin, ImportJobAdmin, MergeForm, NameMergeAdmin
from .legal import ErasureAdmin, LegalDocumentAdmin, RetentionPolicyAdmin
from .lookups import DeclaredLookups
from .model import LanguageModelAdmin
from .policies import PolicyAdmin, PolicyForm
from .sampling import SamplingPolicyAdmin, WeightChangeAdmin
from .share import ShareAdmin
from .value_filter import NamedValuesFilter

__all__ = [
    "ArenaAdmin",
    "BenchEventAdmin",
    "ContenderAdmin",
    "CountingPolicyAdmin",
    "DeclaredLookups",
    "EndpointAdmin",
    "ErasureAdmin",
    "ImportBatchAdmin",
    "ImportJobAdmin",
    "LanguageModelAdmin",
    "LegalDocumentAdmin",
    "MergeForm",
    "NameMergeAdmin",
    "NamedValuesFilter",
    "PolicyAdmin",
    "PolicyForm",
    "ReadOnlyAdmin",
    "ReplacementAdmin",
    "RetentionPolicyAdmin",
    "SamplingPolicyAdmin",
    "ShareAdmin",
    "WaitingVoteAdmin",
    "WeightChangeAdmin",
    "grouped_column",
]
