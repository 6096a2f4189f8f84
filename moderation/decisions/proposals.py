"""Decisions that one member of staff may take alone, and those that wait for a second one.

- What would have a high impact (impact.is_high) is proposed instead of decided. Nobody is exempt.
- A proposal covers exactly the battles, voters and decisions of its moment.
- Another member of staff confirms or declines it; whoever proposed it may only withdraw it.
- A proposal has one answer, by database constraint; of two at once the later is told so.
- Confirming carries it out in the same transaction. What was handled meanwhile is passed over; if nothing
  is left, it is not confirmed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from battles.models import Exclusion
from moderation.decisions.draft import DecisionDraft
from moderation.decisions.execution import Refused, TooMany
from moderation.decisions.impact import BattleChange, needs_second_person
from moderation.models import Decision, Proposal, ProposalAnswer
from moderation.policies import Policy

BATCH = 2_000
MAX_ANSWERED = 50
Verdict = ProposalAnswer.Verdict

PERMISSIONS = {
    Decision.Kind.SET_ASIDE: "moderation.set_aside_battles",
    Decision.Kind.RESTORE: "moderation.restore_battles",
    Decision.Kind.BLOCK: "moderation.block_voter",
    Decision.Kind.UNDO: "moderation.undo_decision",
}
"""What somebody needs, besides the right to answer proposals, to confirm one of each kind."""


class AlreadyAnswered(Refused):
    """Somebody confirmed, declined or withdrew it before."""

    words = _("This proposal has been answered already.")


class OwnProposal(Refused):
    """Whoever proposed something confirms or declines it."""

    words = _("You proposed this yourself. Another member of staff confirms or declines it.")


class NotYourProposal(Refused):
    """Somebody withdraws what another proposed."""

    words = _("Only who proposed this can withdraw it. You may decline it.")


@dataclass(frozen=True)
class Submission:
    """What became of an act: decisions, or one proposal that waits."""

    decisions: Sequence[Decision] = ()
    proposal: Proposal | None = None


def submit(draft: DecisionDraft, *, actor: AbstractBaseUser | None) -> Submission:
    """Decide, or propose what would have a high impact. Raises Refused."""
    change = draft.change()
    if needs_second_person(change, covered=draft.covered()):
        return Submission(proposal=propose(draft, change=change, proposer=actor))
    return Submission(decisions=draft.execute(actor=actor))


@transaction.atomic
def propose(draft: DecisionDraft, *, change: BattleChange, proposer: AbstractBaseUser | None) -> Proposal:
    """Keep what somebody would decide until another one answers; None as proposer is a rule."""
    proposal = Proposal.objects.create(
        kind=draft.kind,
        reason=draft.reason,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        policy=draft.policy,
        public_reason=draft.public_reason,
        private_note=draft.private_note,
        proposer=proposer,
        stops=len(change.stops),
        starts=len(change.starts),
    )
    _freeze(Proposal.battles.through, proposal, "battle_id", draft.battles)
    _freeze(Proposal.voters.through, proposal, "voter_id", draft.voters)
    _freeze(Proposal.decisions.through, proposal, "decision_id", draft.decisions)
    return proposal


def _freeze(through: type[models.Model], proposal: Proposal, column: str, ids: Iterable[int]) -> None:
    rows = [through(proposal_id=proposal.pk, **{column: pk}) for pk in ids]
    through.objects.bulk_create(rows, batch_size=BATCH)


def build_draft(proposal: Proposal) -> DecisionDraft:
    """What a proposal would do, on what it has frozen."""
    return DecisionDraft(
        kind=Decision.Kind(proposal.kind),
        policy=Policy(proposal.policy),
        public_reason=proposal.public_reason,
        private_note=proposal.private_note,
        reason=None if proposal.reason is None else Exclusion.Reason(proposal.reason),
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        battles=_ids(proposal.battles),
        voters=_ids(proposal.voters),
        decisions=_ids(proposal.decisions),
    )


def _ids(rows: models.Manager) -> tuple[int, ...]:
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def confirm(proposal: Proposal, *, by: AbstractBaseUser, words: str = "") -> list[Decision]:
    """Carry out what another proposed. Raises OwnProposal, AlreadyAnswered, or what the decision raises."""
    held = _answer(proposal, Verdict.CONFIRMED, by, words)
    return build_draft(held).execute(actor=by, proposal=held)


@transaction.atomic
def decline(proposal: Proposal, *, by: AbstractBaseUser, words: str) -> None:
    """Leave undone what another proposed. Raises OwnProposal, AlreadyAnswered."""
    _answer(proposal, Verdict.DECLINED, by, words)


@transaction.atomic
def withdraw(proposal: Proposal, *, by: AbstractBaseUser, words: str = "") -> None:
    """Take one's own proposal back. Raises NotYourProposal, AlreadyAnswered."""
    _answer(proposal, Verdict.WITHDRAWN, by, words)


@transaction.atomic
def answer_all(
    chosen: QuerySet[Proposal], answer: Callable[..., object], *, by: AbstractBaseUser, words: str = ""
) -> int:
    """Confirm, decline or withdraw several, all of them or none. Returns how many. Raises Refused."""
    found = list(chosen.order_by("pk")[: MAX_ANSWERED + 1])
    if len(found) > MAX_ANSWERED:
        raise TooMany
    for proposal in found:
        answer(proposal, by=by, words=words)
    return len(found)


def combined_change(chosen: QuerySet[Proposal]) -> BattleChange:
    """What confirming these would stop and start, each by itself."""
    changes = [build_draft(proposal).change() for proposal in chosen.open().order_by("pk")[:MAX_ANSWERED]]
    return BattleChange(
        stops=frozenset().union(*(change.stops for change in changes)),
        starts=frozenset().union(*(change.starts for change in changes)),
    )


def _answer(proposal: Proposal, verdict: Verdict, by: AbstractBaseUser, words: str) -> Proposal:
    """Store the answer under a lock on the proposal, which is returned."""
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    is_own = held.proposer_id == by.pk
    if is_own and verdict != Verdict.WITHDRAWN:
        raise OwnProposal
    if not is_own and verdict == Verdict.WITHDRAWN:
        raise NotYourProposal
    if ProposalAnswer.objects.filter(proposal=held).exists():
        raise AlreadyAnswered
    ProposalAnswer.objects.create(
        proposal=held, proposer_id=held.proposer_id, verdict=verdict, answered_by=by, words=words
    )
    return held
