"""The admin of arenas, endpoints, models, contenders and sampling."""

from .arena import ArenaAdmin
from .contender import ContenderAdmin
from .counting import CountingPolicyAdmin, WaitingVoteAdmin
from .endpoint import EndpointAdmin
from .evidence import BenchEventAdmin, ReplacementAdmin
from .lookups import DeclaredLookups
from .model import LanguageModelAdmin
from .sampling import SamplingPolicyAdmin, WeightChangeAdmin

__all__ = [
    "ArenaAdmin",
    "BenchEventAdmin",
    "ContenderAdmin",
    "CountingPolicyAdmin",
    "DeclaredLookups",
    "EndpointAdmin",
    "LanguageModelAdmin",
    "ReplacementAdmin",
    "SamplingPolicyAdmin",
    "WaitingVoteAdmin",
    "WeightChangeAdmin",
]
