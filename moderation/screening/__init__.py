"""Screening of prompts before they are sent and of answers afterwards, under a versioned policy."""

from moderation.screening.backends import BREAKER
from moderation.screening.gates import BackendGate, RulesGate
from moderation.screening.policy import forget_policy
from moderation.screening.publishing import is_publishable
from moderation.screening.shares import check_share

__all__ = ["BREAKER", "BackendGate", "RulesGate", "check_share", "forget_policy", "is_publishable"]
