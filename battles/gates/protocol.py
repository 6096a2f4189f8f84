"""What a gate is given, and what it answers.

Other apps implement gates (screening, proof of work, an operator's own check). The setting BATTLE_GATES lists
their dotted paths in order, as MIDDLEWARE does.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from battles.gates.evidence import NO_EVIDENCE, Evidence
from battles.models import Arena, EvidenceTier, Voter
from battles.rate_limits import Counter


class PromptRefused(Exception):
    """The prompt is not sent; the message is for the visitor, in the visitor's language.

    is_failure: whether it counts as a failure; a step that a visitor takes in passing does not.
    """

    is_failure = True


class StepNeeded(PromptRefused):
    """The prompt is not sent yet: the visitor has to do something first, on a page of its own.

    The page keeps everything that was posted and posts it again with the fields of the step.

    template: the part of the page that explains the step and has its fields. context: for this template.
    fields: names and values that replace posted ones.
    hold_seconds: hold the prompt for so long and then send it without another press (the way without
    JavaScript); None: the visitor presses. can_edit: whether the page offers the prompt for a change.
    status: of the HTTP response.
    """

    is_failure = False

    def __init__(
        self,
        message: str,
        *,
        template: str,
        context: Mapping[str, Any] | None = None,
        fields: Mapping[str, str] | None = None,
        hold_seconds: int | None = None,
        can_edit: bool = False,
        status: int = 422,
        is_failure: bool = False,
    ):
        super().__init__(message)
        self.template = template
        self.context = dict(context or {})
        self.fields = dict(fields or {})
        self.hold_seconds = hold_seconds
        self.can_edit = can_edit
        self.status = status
        self.is_failure = is_failure


class GateOutcome(StrEnum):
    """What became of one gate's question; the four are counted apart.

    UNREACHABLE: the gate could not decide, because a service that it asks is away. The prompt passes, its
    battle gets the tier UNVERIFIED, and staff get an alarm. OFF: the gate is switched off and asked nothing.
    """

    PASSED = "passed"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    OFF = "off"


@dataclass(frozen=True)
class GateAnswer:
    """A gate's answer that does not refuse.

    tier: what the gate knows of the visitor now; None if that is not its subject. counters: counted
    together with the site's limits on prompts, each with the refusal that is raised if it is full.
    """

    outcome: GateOutcome = GateOutcome.PASSED
    tier: EvidenceTier | None = None
    counters: Mapping[Counter, PromptRefused] = field(default_factory=dict)


@dataclass(frozen=True)
class FormPart:
    """What a gate adds to the form of a new battle: a template and its context.

    own: names in the context whose values are made for this visitor, as texts that the template only prints.
    With them named, the page around them is rendered once for all visitors; the other values must then be
    hashable. None: the page is rendered for each visitor.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    own: frozenset[str] | None = None

    @property
    def shared(self) -> tuple[tuple[str, Any], ...]:
        """What is the same for all visitors."""
        own = self.own or frozenset()
        return tuple(sorted((name, value) for name, value in self.context.items() if name not in own))


@dataclass(frozen=True)
class PendingPrompt:
    """A prompt before it is stored: its arena, its voter (None before the first battle), text and evidence.

    turn: 1 for a new battle. battle_key: the battle that it continues, None for a new one.
    """

    arena: Arena
    voter: Voter | None
    prompt: str
    evidence: Evidence = NO_EVIDENCE
    turn: int = 1
    battle_key: uuid.UUID | None = None


class Gate(Protocol):
    """One condition.

    name: in counts and alarms. fields, cookies, headers: the names that it is given of the request, and no
    others; headers are those that the operator's proxy vouches for (ARENA_VERIFIED_HEADERS).
    """

    name: str
    fields: frozenset[str]
    cookies: frozenset[str]
    headers: frozenset[str]

    def check(self, pending: PendingPrompt) -> GateAnswer:
        """Answer, or raise PromptRefused. It runs outside transactions of its own and may take time."""
        ...

    def build_form_part(self, evidence: Evidence) -> FormPart | None:
        """Return what the form of a new battle needs for this gate; None for nothing."""
        ...
