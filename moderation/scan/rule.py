"""What a rule of the scan is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from moderation.models import Finding
from moderation.scan.scan_input import ScanInput


@dataclass(frozen=True)
class RuleMatch:
    """What a rule saw in one battle: how strongly, from 0 to 1, and what a human judges by."""

    strength: float
    evidence: Mapping


@dataclass(frozen=True)
class Rule:
    """One thing worth a human's look. `slug` and `version` are the detector of its findings; `words` say to
    staff what it noticed. `look` returns None where there is nothing. A rule never sets anything aside."""

    slug: str
    version: str
    kind: Finding.Kind
    words: str | Promise
    match: Callable[[ScanInput], RuleMatch | None]
