"""The type of the scan's rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from moderation.models import Finding
from moderation.scan.scan_input import ScanInput


@dataclass(frozen=True)
class RuleMatch:
    """A match of a rule in one battle: strength from 0 to 1, and evidence for the reviewer."""

    strength: float
    evidence: Mapping


@dataclass(frozen=True)
class Rule:
    """One rule. `slug` and `version` are the detector of its findings; `words` describe them to staff.

    `match` returns None without a match. A rule never sets anything aside.
    """

    slug: str
    version: str
    kind: Finding.Kind
    words: str | Promise
    match: Callable[[ScanInput], RuleMatch | None]
