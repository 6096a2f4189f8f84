"""Proposals: decisions of high impact wait for a second member of staff.

- A decision of high impact (impact.needs_second_person) becomes a proposal, without exceptions. What its
  actor has changed alone in the last seven days counts with it, so slices do not help.
- A proposal covers exactly the battles, voters and decisions that matched when it was proposed.
- Another member of staff confirms or declines it; the proposer may only withdraw it.
- A proposal has one answer, by database constraint; of two simultaneous answers the later is refused.
- A form that is sent twice decides or proposes once: its random key is stored with what it made.
- Confirming executes it in the same transaction. Parts that were decided since are skipped; if nothing is
  left, the confirmation is refused.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from battles.database import bulk_rows, joined_transaction, tagged_rows
from battles.models import Exclusion, Vote
from moderation.decisions.board_settings import combine, from_json, to_json
from moderation.decisions.impact import BattleChange, needs_second_person
from moderation.decisions.recent import newest_decision, read_alone
from moderation.decisions.refusals import (
    AlreadyAnswered,
    NotYourProposal,
    OwnProposal,
    Refused,
    TooMany,
)
from moderation.decisions.registry import DecisionDraft
from moderation.decisions.sent_forms import NO_FORM, SentForm, SentTwice, find_sent, stamp, was_sent
from moderation.models import Decision, Proposal, ProposalAnswer
from moderation.policies import Policy

MAX_ANSWERED = 50
MAX_ATTEMPTS = 3
Verdict = ProposalAnswer.Verdict


@dataclass(frozen=True)
class Submission:
    """The result of submitting a draft: decisions, or one waiting proposal."""

    decisions: Sequence[Decision] = ()
    proposal: Proposal | None = None


Then = Callable[[Submission], object]
"""What is done with the result in the same transaction."""


def _nothing(submission: Submission) -> None:
    """The default of what is done with the result."""


def submit(
    draft: DecisionDraft,
    *,
    actor: AbstractBaseUser | None,
    form: SentForm = NO_FORM,
    then: Then = _nothing,
) -> Submission:
    """Execute the draft, or propose it if it has a high impact. Raises Refused.

    `form`: that was sent; raises SentTwice if it has made a decision or a proposal already. `then` is called
    with the result in the same transaction.
    """
    try:
        return _submit(draft, actor=actor, form=form, then=then)
    except Refused:
        if was_sent(form.key):  # by another request meanwhile, after which nothing was left to decide
            raise SentTwice from None
        raise


@joined_transaction()
def _execute(
    draft: DecisionDraft, *, actor: AbstractBaseUser | None, form: SentForm, then: Then
) -> Submission:
    decisions = draft.execute(actor=actor)
    stamp(decisions[0], form.key, seconds=form.seconds)
    submission = Submission(decisions=decisions)
    then(submission)
    return submission


def _submit(
    draft: DecisionDraft, *, actor: AbstractBaseUser | None, form: SentForm, then: Then
) -> Submission:
    """Judge the impact, then execute or propose.

    The impact is judged in sum with what the actor has changed alone in the last days. It is computed before
    the transaction, because it takes time; if the actor has decided something since, it is computed again.
    """
    if not draft.kind_of_decision.may_need_second_person:
        return _execute(draft, actor=actor, form=form, then=then)
    draft.kind_of_decision.check_before(draft)
    for _attempt in range(MAX_ATTEMPTS):
        past = read_alone(actor, now=timezone.now())  # before the change, so that no decision is missed
        change, covered = draft.change(), draft.covered()
        if covered:
            covered += past.covered
        if needs_second_person(change, past=past.change, covered=covered, is_by_rule=bool(draft.rule)):
            break
        with joined_transaction():
            _lock_actor(actor)
            if _read_newest(actor, form) == past.newest:
                return _execute(draft, actor=actor, form=form, then=then)
    with joined_transaction():
        _lock_actor(actor)
        if was_sent(form.key):
            raise SentTwice
        submission = Submission(proposal=propose(draft, change=change, proposer=actor))
        stamp(submission.proposal, form.key)
        then(submission)
    return submission


def _read_newest(actor: AbstractBaseUser | None, form: SentForm) -> int | None:
    """The actor's newest decision. Raises SentTwice if the form has made something already."""
    queries = {"newest": Decision.objects.filter(pk=newest_decision(actor)), **find_sent(form.key)}
    rows = tagged_rows({name: (query, "id", "id") for name, query in queries.items()})
    newest = rows.pop("newest")
    if any(rows.values()):
        raise SentTwice
    return newest[0][0] if newest else None


def _lock_actor(actor: AbstractBaseUser | None) -> None:
    """Make simultaneous decisions of one member of staff run one after the other."""
    if actor is not None:
        get_user_model().objects.select_for_update(no_key=True).get(pk=actor.pk)


@joined_transaction()
def propose(draft: DecisionDraft, *, change: BattleChange, proposer: AbstractBaseUser | None) -> Proposal:
    """Store the draft as a proposal. The proposer is None for an automatic rule."""
    proposal = Proposal.objects.create(
        kind=draft.kind,
        reason=draft.reason,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        policy=draft.policy,
        public_reason=draft.public_reason,
        private_note=draft.private_note,
        proposer=proposer,
        settings=to_json(draft.settings),
        arena_id=draft.arena,
        stops=len(change.stops),
        starts=len(change.starts),
    )
    _freeze(Proposal.battles.through, proposal, "battle_id", draft.battles)
    _freeze(Proposal.voters.through, proposal, "voter_id", draft.voters)
    _freeze(Proposal.decisions.through, proposal, "decision_id", draft.decisions)
    return proposal


def _freeze(through: type[models.Model], proposal: Proposal, column: str, ids: Iterable[int]) -> None:
    bulk_rows().insert(through, ("proposal_id", column), ((proposal.pk, pk) for pk in ids))


def build_draft(proposal: Proposal) -> DecisionDraft:
    """The draft of a proposal, on exactly what the proposal covers."""
    return DecisionDraft(
        kind=proposal.kind,
        policy=Policy(proposal.policy),
        public_reason=proposal.public_reason,
        private_note=proposal.private_note,
        reason=None if proposal.reason is None else Exclusion.Reason(proposal.reason),
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        battles=_ids(proposal.battles),
        voters=_ids(proposal.voters),
        decisions=_ids(proposal.decisions),
        settings=from_json(proposal.settings),
        arena=proposal.arena_id,
    )


def _ids(rows: models.Manager) -> tuple[int, ...]:
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


@joined_transaction()
def confirm(proposal: Proposal, *, by: AbstractBaseUser, words: str = "") -> list[Decision]:
    """Execute a proposal of somebody else. Raises OwnProposal, AlreadyAnswered, or another Refused."""
    locked = _answer(proposal, Verdict.CONFIRMED, by, words)
    return build_draft(locked).execute(actor=by, proposal=locked)


@joined_transaction()
def decline(proposal: Proposal, *, by: AbstractBaseUser, words: str) -> None:
    """Reject a proposal of somebody else. Raises OwnProposal, AlreadyAnswered."""
    _answer(proposal, Verdict.DECLINED, by, words)


@joined_transaction()
def withdraw(proposal: Proposal, *, by: AbstractBaseUser, words: str = "") -> None:
    """Withdraw one's own proposal. Raises NotYourProposal, AlreadyAnswered."""
    _answer(proposal, Verdict.WITHDRAWN, by, words)


def check_before_confirming(proposals: Iterable[Proposal]) -> None:
    """Check what takes long before the transaction that confirms them: trial calls. Raises Refused."""
    for proposal in proposals:
        draft = build_draft(proposal)
        draft.kind_of_decision.check_before(draft)


@joined_transaction()
def answer_all(
    selection: QuerySet[Proposal], answer: Callable[..., object], *, by: AbstractBaseUser, words: str = ""
) -> int:
    """Confirm, decline or withdraw several proposals, all or none. Returns how many. Raises Refused."""
    proposals = list(selection.order_by("pk")[: MAX_ANSWERED + 1])
    if len(proposals) > MAX_ANSWERED:
        raise TooMany
    for proposal in proposals:
        answer(proposal, by=by, words=words)
    return len(proposals)


def count_votes_since(proposal: Proposal) -> int:
    """How many votes the proposal's voters have cast since it was made; a block covers them too."""
    voters = proposal.voters.order_by().values("pk")
    return Vote.objects.filter(battle__voter__in=voters, recorded_at__gt=proposal.proposed_at).count()


def combined_change(selection: QuerySet[Proposal]) -> BattleChange:
    """The union of the changes of these proposals, each computed separately."""
    changes = [build_draft(proposal).change() for proposal in selection.open().order_by("pk")[:MAX_ANSWERED]]
    return BattleChange(
        stops=frozenset().union(*(change.stops for change in changes)),
        starts=frozenset().union(*(change.starts for change in changes)),
        settings=combine((), [each for change in changes for each in change.settings]),
    )


def _answer(proposal: Proposal, verdict: Verdict, by: AbstractBaseUser, words: str) -> Proposal:
    """Lock the proposal, store the answer, and return the locked proposal."""
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    is_own = locked.proposer_id == by.pk
    if is_own and verdict != Verdict.WITHDRAWN:
        raise OwnProposal
    if not is_own and verdict == Verdict.WITHDRAWN:
        raise NotYourProposal
    if ProposalAnswer.objects.filter(proposal=locked).exists():
        raise AlreadyAnswered
    ProposalAnswer.objects.create(
        proposal=locked, proposer_id=locked.proposer_id, verdict=verdict, answered_by=by, words=words
    )
    return locked
