"""Taking decisions and undoing them.

Every function is one transaction for everything it covers. Nothing is deleted or edited; exclusions are
stored under the decision's source id through battles.counting. The actor is None for an automatic rule.
moderation.decisions.proposals checks before whether one person may decide; `proposal` is the confirmed
proposal, if there is one.
"""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q, QuerySet

from battles.counting import (
    exclude_battles,
    lift_exclusions,
    lock_battles,
    lock_voters,
)
from battles.database import joined_transaction, tagged_rows
from battles.models import Battle, Exclusion, VoterBlock
from moderation.decisions.board_settings import to_json
from moderation.decisions.covered_rows import cover_battles, list_covered, list_ids
from moderation.decisions.refusals import (
    AlreadyUndone,
    CannotBeUndone,
    NothingToDecide,
    OwnQuestion,
    ReasonNeedsWords,
)
from moderation.decisions.registry import KINDS, DecisionDraft
from moderation.decisions.resolutions import (
    cover_findings,
    exclude_own_questions,
    lock_findings,
    resolve,
    store_resolutions,
)
from moderation.findings.campaigns import fully_covered_campaigns
from moderation.findings.contests import contests_now_counting
from moderation.models import Decision, Finding, Proposal
from moderation.policies import POLICY_OF_REASON, Policy

MAX_BATTLES = 100_000
MAX_UNDONE = 500
MAX_CORRECTED = 2_000
MAX_UNVEILED = 50


def create(
    kind: str, draft: DecisionDraft, *, actor: AbstractBaseUser | None, proposal: Proposal | None
) -> Decision:
    """Store a decision with the texts of a draft; the caller adds what it covers."""
    return Decision.objects.create(
        kind=kind,
        policy=draft.policy,
        reason=draft.reason,
        actor=actor,
        public_reason=draft.public_reason,
        private_note=draft.private_note,
        settings=to_json(draft.settings),
        arena_id=draft.arena,
        proposal=proposal,
    )


def exclude(decision: Decision, battle_ids: Iterable[int], *, reason: Exclusion.Reason) -> None:
    """Exclude battles under the decision's source id."""
    exclude_battles(battle_ids, reason=reason, source_id=decision.source_id)


def resolve_contests(decision: Decision, battle_ids: Sequence[int]) -> None:
    """Resolve the contests of votes that count now."""
    resolve(decision, contests_now_counting(Q(battle__in=battle_ids)))


@joined_transaction()
def set_aside(
    battles: QuerySet[Battle] | Iterable[int],
    *,
    reason: Exclusion.Reason,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    proposal: Proposal | None = None,
    rule: str = "",
) -> Decision:
    """Set battles aside, given as a queryset or as ids.

    - A battle that another decision excludes is covered too: undoing the other does not restore it.
    - A battle without a vote may be covered: a later vote does not count.
    - The decision resolves open findings about the battles, and about campaigns if it covers all of their
      battles.
    - The reason determines the policy. `rule`: the rule that decides without a person.
    - Raises ReasonNeedsWords for the reason "other" without a public reason, NothingToDecide without a
      battle, TooMany for more than MAX_BATTLES.
    """
    if reason == Exclusion.Reason.OTHER and not public_reason.strip():
        raise ReasonNeedsWords
    battle_ids = list_ids(battles, most=MAX_BATTLES)
    if not battle_ids:
        raise NothingToDecide
    decision = Decision.objects.create(
        kind=Decision.Kind.SET_ASIDE,
        reason=reason,
        policy=POLICY_OF_REASON[reason],
        actor=actor,
        public_reason=public_reason,
        private_note=private_note,
        proposal=proposal,
        rule=rule or None,
    )
    cover_battles(decision, battle_ids)
    covered = list_covered(decision)
    waiting = Finding.objects.open()
    exclude_battles(battle_ids, reason=reason, source_id=decision.source_id, is_new_source=True)
    resolve(
        decision,
        waiting.filter(battle__in=covered),
        waiting.filter(campaign__in=fully_covered_campaigns(covered)),
    )
    return decision


@joined_transaction()
def restore(
    battles: QuerySet[Battle] | Iterable[int],
    *,
    decisions: Iterable[Decision],
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.MISTAKE,
    proposal: Proposal | None = None,
) -> Decision:
    """Lift the exclusions of some battles by these decisions; the other exclusions stay.

    - A battle that another source excludes too stays excluded.
    - The restore covers only battles that one of these decisions excluded.
    - It resolves the findings about them that these decisions resolved, and contests of votes that count
      now.
    - Raises NothingToDecide if none of these decisions excludes any of the battles.
    """
    decision_ids = [decision.pk for decision in decisions]
    # Locked, so that a simultaneous undo of one of them waits and skips these battles.
    holders = list(Decision.objects.select_for_update().filter(pk__in=decision_ids).order_by("pk"))
    battle_ids = list_ids(battles, most=MAX_BATTLES)
    lock_battles(battle_ids)
    decision = Decision.objects.create(
        kind=Decision.Kind.RESTORE,
        policy=policy,
        actor=actor,
        public_reason=public_reason,
        private_note=private_note,
        proposal=proposal,
    )
    restored: set[int] = set()
    for holder in holders:
        restored.update(lift_exclusions(holder.source_id, by=decision.source_id, battle_ids=battle_ids))
    if not restored:
        raise NothingToDecide
    cover_battles(decision, sorted(restored))
    judged = Q(battle__in=list_covered(decision), decisions__in=[h.pk for h in holders])
    met = contests_now_counting(Q(battle__in=list_covered(decision)))
    resolve(decision, Finding.objects.filter(judged | Q(pk__in=met.values("pk"))))
    return decision


@joined_transaction()
def undo(
    decision: Decision,
    *,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.MISTAKE,
    proposal: Proposal | None = None,
) -> Decision:
    """Undo a decision by a second decision.

    - It lifts only the exclusions and blocks of the first decision that are not lifted yet.
    - Findings that the first decision resolved are open again. Contests of votes that count now are
      resolved. An open second opinion that the first decision asked for is withdrawn.
    - Raises AlreadyUndone for a second undo, CannotBeUndone for an undo or a restore.
    """
    (second,) = undo_all(
        [decision.pk],
        actor=actor,
        public_reason=public_reason,
        private_note=private_note,
        policy=policy,
        proposal=proposal,
    )
    return second


@joined_transaction()
def undo_all(
    decisions: QuerySet[Decision] | Iterable[int],
    *,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.MISTAKE,
    proposal: Proposal | None = None,
) -> list[Decision]:
    """Undo several decisions, given as a queryset or as ids, each by its own undo; all or none.

    Raises NothingToDecide without a decision, TooMany for more than MAX_UNDONE, or what `undo` raises.
    """
    decision_ids = list_ids(decisions, most=MAX_UNDONE)
    if not decision_ids:
        raise NothingToDecide
    firsts, undone, findings = _lock_covered(decision_ids)
    words = {"public_reason": public_reason, "private_note": private_note, "policy": policy}
    seconds = []
    for first in firsts:
        if not KINDS[first.kind].can_be_undone:
            raise CannotBeUndone
        if first.pk in undone:
            raise AlreadyUndone
        second = Decision.objects.create(
            kind=Decision.Kind.UNDO, undoes=first, actor=actor, proposal=proposal, **words
        )
        _lift(first, by=second, finding_ids=findings.get(first.pk, []))
        seconds.append(second)
    return seconds


def _lift(first: Decision, *, by: Decision, finding_ids: Sequence[int]) -> None:
    """End the effect of a decision, and reopen the findings, locked by the caller, that it resolved."""
    KINDS[first.kind].lift(first, by=by)
    store_resolutions(finding_ids)
    cover_findings(by, get_open_questions(first))
    about_voter = Q(battle__voter=first.voter_id) if first.voter_id else Q()
    resolve(by, contests_now_counting(Q(battle__in=list_covered(first)) | about_voter))


def _lock_covered(decision_ids: Sequence[int]) -> tuple[list[Decision], set[int], dict[int, list[int]]]:
    """Lock decisions and what they exclude, correct, block and resolve, in the order of every decision.

    Decisions first, then battles, then voters, then findings, each in ascending order: so no two decisions
    wait for each other in a circle. What a locked decision covers does not change, because whatever lifts
    it locks the decision first. Returns the decisions, the ids of those that are undone, and the ids of the
    findings by decision.
    """
    rows = Decision.objects.select_for_update(of=("self",)).filter(pk__in=decision_ids).order_by("pk")
    firsts = list(rows)
    sources = [decision.source_id for decision in firsts]
    corrections = [decision.pk for decision in firsts if decision.kind == Decision.Kind.CORRECT]
    through, links = Decision.battles.through.objects, Decision.findings.through.objects
    covered = tagged_rows(
        {
            "undone": (Decision.objects.filter(undoes__in=decision_ids), "id", "undoes_id"),
            "excluded": (Exclusion.objects.standing().filter(case__in=sources), "id", "battle_id"),
            "corrected": (through.filter(decision__in=corrections), "decision_id", "battle_id"),
            "blocked": (VoterBlock.objects.standing().filter(case__in=sources), "id", "voter_id"),
            "resolved": (links.filter(decision__in=decision_ids), "decision_id", "finding_id"),
        }
    )
    lock_battles(battle for _, battle in [*covered["excluded"], *covered["corrected"]])
    lock_voters(voter for _, voter in covered["blocked"])
    lock_findings(finding for _, finding in covered["resolved"])
    findings: dict[int, list[int]] = {}
    for decision, finding in covered["resolved"]:
        findings.setdefault(decision, []).append(finding)
    return firsts, {undone for _, undone in covered["undone"]}, findings


@joined_transaction()
def dismiss(
    findings: QuerySet[Finding],
    *,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.NO_GROUND,
) -> Decision:
    """Resolve findings without a measure.

    - It covers only open findings and does not change which votes count.
    - A second opinion that the actor asked for stays open; raises OwnQuestion if there is nothing else.
    - Raises NothingToDecide without an open finding, TooMany for more than MAX_BATTLES.
    """
    waiting = findings.open()
    open_ids = list_ids(exclude_own_questions(actor, waiting), most=MAX_BATTLES)
    if not open_ids:
        raise OwnQuestion if waiting.exists() else NothingToDecide
    decision = Decision.objects.create(
        kind=Decision.Kind.DISMISS,
        policy=policy,
        actor=actor,
        public_reason=public_reason,
        private_note=private_note,
    )
    cover_findings(decision, open_ids)
    return decision


def get_open_questions(decision: Decision) -> list[int]:
    """The open findings of a decision that asked for a second opinion."""
    if decision.kind != Decision.Kind.SECOND_OPINION:
        return []
    asked = Finding.objects.open().filter(kind=Finding.Kind.SECOND_OPINION, evidence__decision=decision.pk)
    return list(asked.values_list("pk", flat=True))


def get_holding_decisions(battles: QuerySet[Battle]) -> list[tuple[Decision, int]]:
    """The decisions that exclude any of these battles, newest first, with the number of battles."""
    standing = Exclusion.objects.standing().filter(battle__in=battles.order_by().values("pk"))
    numbers = dict(standing.values_list("case").annotate(number=Count("battle")).order_by())
    decisions = Decision.objects.of_sources(numbers).select_related("actor").order_by("-pk")
    return [(decision, numbers[decision.source_id]) for decision in decisions]
