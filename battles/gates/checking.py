"""Ask every gate of the setting about one prompt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from battles.gates.evidence import Evidence
from battles.gates.outcome_counts import count_outcome
from battles.gates.protocol import FormPart, Gate, GateOutcome, PendingPrompt, PromptRefused
from battles.models import EvidenceTier
from battles.rate_limits import Counter


@dataclass(frozen=True)
class Passage:
    """All gates let a prompt pass.

    tier: the evidence tier of a battle that it opens. counters: to be counted with the site's limits, each
    with the refusal that applies if it is full.
    """

    tier: EvidenceTier
    counters: Mapping[Counter, PromptRefused] = field(default_factory=dict)

    def find_refusal(self, key: str) -> PromptRefused | None:
        """Return the refusal that belongs to a full counter; None if no gate has this counter."""
        return next((refusal for counter, refusal in self.counters.items() if counter.key == key), None)


@cache
def _load(paths: tuple[str, ...]) -> tuple[Gate, ...]:
    loaded = (import_string(path) for path in paths)
    return tuple(gate() if isinstance(gate, type) else gate for gate in loaded)


def load_gates() -> tuple[Gate, ...]:
    """Return the gates of the setting, in its order. Raises ImportError."""
    return _load(tuple(settings.BATTLE_GATES))


def check_gates(pending: PendingPrompt) -> Passage:
    """Ask every gate in the setting's order. Raises PromptRefused at the first refusal.

    - The tier is the one that a gate found; else that of the account; else NONE.
    - A gate that is unreachable lets the prompt pass as UNVERIFIED, whatever the others found.
    """
    tiers = [pending.evidence.account or EvidenceTier.NONE]
    counters: dict[Counter, PromptRefused] = {}
    for gate in load_gates():
        try:
            answer = gate.check(replace(pending, evidence=_narrow(pending.evidence, gate)))
        except PromptRefused as refusal:
            if refusal.is_failure:
                count_outcome(gate.name, GateOutcome.FAILED.value)
            raise
        count_outcome(gate.name, answer.outcome.value)
        if answer.tier is not None:
            tiers.append(answer.tier)
        if answer.outcome is GateOutcome.UNREACHABLE:
            tiers.append(EvidenceTier.UNVERIFIED)
        counters |= answer.counters
    is_unverified = EvidenceTier.UNVERIFIED in tiers
    return Passage(EvidenceTier(EvidenceTier.UNVERIFIED if is_unverified else max(tiers)), counters)


def build_form_parts(evidence: Evidence) -> list[FormPart]:
    """Return what the gates add to the form of a new battle, in the setting's order."""
    parts = (gate.build_form_part(_narrow(evidence, gate)) for gate in load_gates())
    return [part for part in parts if part is not None]


def _narrow(evidence: Evidence, gate: Gate) -> Evidence:
    return evidence.narrow(fields=gate.fields, cookies=gate.cookies, headers=gate.headers)
