"""What staff decide, and how it is taken back.

Every function is one transaction: it holds for all it covers or not at all. Nothing is deleted or edited;
what a decision does on the ground floor stands there under the decision's own case, through the door
battles.exclusions. An actor of None is a rule that decides by itself. Whether a decision may be taken by
one alone is asked before, in moderation.proposals; `proposal` names what two have agreed on.
"""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.counting import exclude_battles, lift_exclusions, unblock_voter
from battles.models import Battle, Exclusion
from moderation.findings.campaigns import fully_covered_campaigns
from moderation.findings.contests import contests_now_counting
from moderation.models import Decision, Finding, Proposal
from moderation.policies import POLICY_OF_REASON, Policy

BATCH = 2_000
MAX_BATTLES = 100_000
MAX_UNDONE = 500


class Refused(Exception):
    """A decision that cannot be taken. Its text is the sentence staff read."""

    words: Promise

    def __str__(self) -> str:
        return str(self.words)


class NothingToDecide(Refused):
    """The decision would change nothing."""

    words = _("There is nothing here that this decision would change.")


class TooMany(Refused):
    """More than one decision may cover."""

    words = _("This is more than one decision may cover. Narrow the filter and decide in parts.")


class ReasonNeedsWords(Refused):
    """The reason “other” without a public reason."""

    words = _("The reason “Other” needs a public reason in words.")


class OwnQuestion(Refused):
    """Somebody would answer the second opinion that they asked for."""

    words = _("You asked for this second opinion. Another member of staff answers it.")


class AlreadyUndone(Refused):
    """Somebody undid this decision before."""

    words = _("This decision has been undone already.")


class CannotBeUndone(Refused):
    """An undo or a restore: what they freed can only be set aside anew."""

    words = _("An undo or a restore cannot be undone. Decide anew instead.")


@transaction.atomic
def set_aside(
    battles: QuerySet[Battle] | Iterable[int],
    *,
    reason: Exclusion.Reason,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    proposal: Proposal | None = None,
) -> Decision:
    """Set battles, or those with these ids, aside under a case of their own.

    - A battle that another decision holds is covered all the same: undoing the other does not free it.
    - A battle without a vote may be covered: the vote that comes does not count.
    - Open findings about the battles are resolved by this decision, and those about campaigns all of whose
      battles it covers.
    - The rule it applies is that of its reason.
    - The reason "other" needs words: ReasonNeedsWords.
    - No battle at all is NothingToDecide, more than MOST_BATTLES is TooMany.
    """
    if reason == Exclusion.Reason.OTHER and not public_reason.strip():
        raise ReasonNeedsWords
    battle_ids = _ids(battles, most=MAX_BATTLES)
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
    )
    _cover_battles(decision, battle_ids)
    covered = _covered(decision)
    about = Q(battle__in=covered) | Q(campaign__in=fully_covered_campaigns(covered))
    resolve(decision, Finding.objects.open().filter(about))
    exclude_battles(battle_ids, reason=reason, source_id=decision.source_id)
    return decision


@transaction.atomic
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
    """Give some battles back from the decisions named, and leave the rest of those decisions as it is.

    - Only the named decisions let go: a battle that yet another case holds stays aside.
    - The restore covers the battles that some named decision held, no others.
    - Findings about them that the named decisions resolved are resolved by the restore too, and so are
      contests of votes that count now.
    - If none of the named decisions held any of the battles: NothingToDecide.
    """
    wanted = [decision.pk for decision in decisions]
    # Locked, so that an undo of one of them at the same moment waits and finds these battles free.
    holders = list(Decision.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    battle_ids = _ids(battles, most=MAX_BATTLES)
    decision = Decision.objects.create(
        kind=Decision.Kind.RESTORE,
        policy=policy,
        actor=actor,
        public_reason=public_reason,
        private_note=private_note,
        proposal=proposal,
    )
    freed: set[int] = set()
    for holder in holders:
        freed.update(lift_exclusions(holder.source_id, by=decision.source_id, battle_ids=battle_ids))
    if not freed:
        raise NothingToDecide
    _cover_battles(decision, sorted(freed))
    judged = Q(battle__in=_covered(decision), decisions__in=[h.pk for h in holders])
    met = contests_now_counting(Q(battle__in=_covered(decision)))
    resolve(decision, Finding.objects.filter(judged | Q(pk__in=met.values("pk"))))
    return decision


@transaction.atomic
def undo(
    decision: Decision,
    *,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.MISTAKE,
    proposal: Proposal | None = None,
) -> Decision:
    """Take a decision back by a second one.

    - It lifts only what the first did itself: what another case holds stays aside, and what a restore
      gave back is not touched again.
    - Findings that the first resolved are open again; contests of votes that count now are resolved. A
      second opinion that it asked for and that nobody gave is asked no more.
    - A decision is undone once; the later of two attempts is AlreadyUndone.
    - An undo and a restore are not undone: CannotBeUndone.
    """
    first = Decision.objects.select_for_update().get(pk=decision.pk)
    if not first.can_be_undone:
        raise CannotBeUndone
    if Decision.objects.filter(undoes=first).exists():
        raise AlreadyUndone
    second = Decision.objects.create(
        kind=Decision.Kind.UNDO,
        undoes=first,
        policy=policy,
        actor=actor,
        public_reason=public_reason,
        private_note=private_note,
        proposal=proposal,
    )
    _cover_findings(second, get_open_questions(first))
    lift_exclusions(first.source_id, by=second.source_id)
    unblock_voter(first.source_id, by=second.source_id)
    about_voter = Q(battle__voter=first.voter_id) if first.voter_id else Q()
    resolve(second, contests_now_counting(Q(battle__in=_covered(first)) | about_voter))
    return second


@transaction.atomic
def undo_all(
    decisions: QuerySet[Decision],
    *,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.MISTAKE,
    proposal: Proposal | None = None,
) -> list[Decision]:
    """Undo several decisions, each by one of its own; one that may not be undone refuses them all.

    No decision is NothingToDecide, more than MOST_UNDONE are TooMany.
    """
    # By ascending id, so that two of these at once lock in the same order.
    wanted = _ids(decisions, most=MAX_UNDONE)
    if not wanted:
        raise NothingToDecide
    words = {"public_reason": public_reason, "private_note": private_note, "policy": policy}
    return [
        undo(decision, actor=actor, proposal=proposal, **words)
        for decision in Decision.objects.filter(pk__in=wanted).order_by("pk")
    ]


@transaction.atomic
def dismiss(
    findings: QuerySet[Finding],
    *,
    actor: AbstractBaseUser | None,
    public_reason: str,
    private_note: str = "",
    policy: Policy = Policy.NO_GROUND,
) -> Decision:
    """Resolve findings as no ground for anything.

    - Only open findings are covered; one that a standing decision has resolved keeps that judgement.
    - No vote counts otherwise because of it.
    - A second opinion that the actor asked for stays open; if there is nothing else: OwnQuestion.
    - If none is open: NothingToDecide; more than MOST_BATTLES: TooMany.
    """
    waiting = findings.open()
    open_ids = _ids(exclude_own_questions(actor, waiting), most=MAX_BATTLES)
    if not open_ids:
        raise OwnQuestion if waiting.exists() else NothingToDecide
    decision = Decision.objects.create(
        kind=Decision.Kind.DISMISS,
        policy=policy,
        actor=actor,
        public_reason=public_reason,
        private_note=private_note,
    )
    _cover_findings(decision, open_ids)
    return decision


def resolve(decision: Decision, findings: QuerySet[Finding]) -> None:
    """Name a new decision as what resolves these findings; not the questions of whoever decides."""
    judged = exclude_own_questions(decision.actor, findings)
    _cover_findings(decision, list(judged.values_list("pk", flat=True).distinct().order_by("pk")))


def exclude_own_questions(actor: AbstractBaseUser | None, findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """The findings but for second opinions that this actor asked for: another one gives them."""
    if actor is None:
        return findings
    return findings.exclude(kind=Finding.Kind.SECOND_OPINION, noticed_by=actor)


def get_open_questions(decision: Decision) -> list[int]:
    """The findings by which a decision to ask for a second opinion asked for it, as far as they are open."""
    if decision.kind != Decision.Kind.SECOND_OPINION:
        return []
    asked = Finding.objects.open().filter(kind=Finding.Kind.SECOND_OPINION, evidence__decision=decision.pk)
    return list(asked.values_list("pk", flat=True))


def get_holding_decisions(battles: QuerySet[Battle]) -> list[tuple[Decision, int]]:
    """The decisions that hold any of these battles aside, newest first, and how many each holds."""
    standing = Exclusion.objects.standing().filter(battle__in=battles.order_by().values("pk"))
    held = dict(standing.values_list("case").annotate(number=Count("battle")).order_by())
    decisions = Decision.objects.of_sources(held).select_related("actor").order_by("-pk")
    return [(decision, held[decision.source_id]) for decision in decisions]


def _ids(rows: QuerySet | Iterable[int], *, most: int) -> list[int]:
    """The ids in ascending order, each once. Raises TooMany beyond `most`."""
    if isinstance(rows, QuerySet):
        return get_ids(rows, most=most)
    ids = sorted(set(rows))
    if len(ids) > most:
        raise TooMany
    return ids


def get_ids(rows: QuerySet, *, most: int) -> list[int]:
    """The ids of the rows in ascending order, each once. Raises TooMany beyond `most`."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True).distinct()[: most + 1])
    if len(ids) > most:
        raise TooMany
    return ids


def _covered(decision: Decision) -> QuerySet:
    return Decision.battles.through.objects.filter(decision=decision).values("battle_id")


def _cover_battles(decision: Decision, battle_ids: Sequence[int]) -> None:
    through = Decision.battles.through
    rows = [through(decision_id=decision.pk, battle_id=battle) for battle in battle_ids]
    through.objects.bulk_create(rows, batch_size=BATCH)


def _cover_findings(decision: Decision, finding_ids: Sequence[int]) -> None:
    through = Decision.findings.through
    rows = [through(decision_id=decision.pk, finding_id=finding) for finding in finding_ids]
    through.objects.bulk_create(rows, batch_size=BATCH)
