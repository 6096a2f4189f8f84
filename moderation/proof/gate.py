"""The gate: a pass, a waiting token that is old enough, or a step in which one of them is made.

- Off without the setting PROOF; signed-in members need neither.
- A valid pass costs no statement: its battles are counted together with the limits of prompts.
- Only a new battle is asked; its further prompts belong to it.
- Without either, the visitor gets a page that solves the proof or waits, and that keeps the prompt.
"""

import math

from django.conf import settings
from django.utils.translation import gettext as _

from battles.gates import (
    Evidence,
    FormPart,
    GateAnswer,
    GateOutcome,
    PendingPrompt,
    PromptRefused,
    StepNeeded,
)
from battles.models import EvidenceTier
from moderation.proof.passes import COOKIE, read_pass
from moderation.proof.price import build_waiting_counters, get_wait_seconds
from moderation.proof.waiting import FIELD, issue_waiting, read_waiting

PRECONDITION_REQUIRED = 428


class ProofGate:
    """Asks for a proof of work, or for some seconds of waiting, before a new battle."""

    name = "proof"
    fields = frozenset({FIELD})
    cookies = frozenset({COOKIE})
    headers: frozenset[str] = frozenset()

    def check(self, pending: PendingPrompt) -> GateAnswer:
        """Answer from the evidence. Raises StepNeeded."""
        evidence = pending.evidence
        if not settings.PROOF:
            return GateAnswer(GateOutcome.OFF)
        if pending.turn > 1 or evidence.account is not None:
            return GateAnswer()
        current = read_pass(evidence.cookies.get(COOKIE, ""), evidence.voter_key, evidence.prefixes)
        if current is not None:
            step = build_step(evidence, seconds=settings.PROOF_WAIT_SECONDS)
            return GateAnswer(tier=EvidenceTier.WORKED, counters={current.counter: step})
        return self._check_waiting(evidence)

    def build_form_part(self, evidence: Evidence) -> FormPart | None:
        """The script that solves the proof while the visitor writes, and the token of the other way."""
        if not settings.PROOF or evidence.account is not None or evidence.voter_key is None:
            return None
        token = issue_waiting(evidence.voter_key, evidence.prefixes, moment=evidence.moment)
        context = {"field": FIELD, "token": token}
        return FormPart("moderation/proof/_form_part.html", context, own=frozenset({"token"}))

    def _check_waiting(self, evidence: Evidence) -> GateAnswer:
        token = read_waiting(
            evidence.fields.get(FIELD, ""), evidence.voter_key, evidence.prefixes, moment=evidence.moment
        )
        seconds = get_wait_seconds(
            evidence.prefixes, base=settings.PROOF_WAIT_SECONDS, moment=evidence.moment
        )
        if token is None:
            raise build_step(evidence, seconds=seconds)
        left = token.issued_at + seconds - evidence.moment
        if left > 0:
            raise build_step(evidence, seconds=math.ceil(left), token=evidence.fields[FIELD])
        busy = PromptRefused(
            _(
                "Many battles were started from your network without JavaScript. Please try again later, or "
                "with JavaScript."
            )
        )
        used = build_step(evidence, seconds=seconds)
        counters = {token.counter: used, **dict.fromkeys(build_waiting_counters(evidence.prefixes), busy)}
        return GateAnswer(tier=EvidenceTier.WAITED, counters=counters)


def build_step(evidence: Evidence, *, seconds: int, token: str = "") -> StepNeeded:
    """The step in which the browser proves or waits. token: one that is not old enough yet."""
    if not token and evidence.voter_key is not None:
        token = issue_waiting(evidence.voter_key, evidence.prefixes, moment=evidence.moment)
    return StepNeeded(
        _("One moment: a short calculation"),
        template="moderation/proof/_step.html",
        fields={FIELD: token},
        hold_seconds=max(1, seconds),
        status=PRECONDITION_REQUIRED,
    )
