"""The admin of arenas, endpoints, models, contenders and sampling."""

from .arena import ArenaAdmin
from .contender import ContenderAdmin
from .endpoint import EndpointAdmin
from .evidence import BenchEventAdmin, ReplacementAdmin
from .lookups import DeclaredLookups
from .model import LanguageModelAdmin
from .sampling import SamplingPolicyAdmin, WeightChangeAdmin

__all__ = [
    "ArenaAdmin",
    "BenchEventAdmin",
    "ContenderAdmin",
    "DeclaredLookups",
    "EndpointAdmin",
    "LanguageModelAdmin",
    "ReplacementAdmin",
    "SamplingPolicyAdmin",
    "WeightChangeAdmin",
]
