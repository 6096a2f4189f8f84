"""The public record of moderation.

- Decisions with kind, named reason, policy, public reason, number of battles, and the decision that undid
  them. A second opinion decides nothing: it is counted but not listed.
- Findings by kind: how many, and how they were resolved.
- Never published: actors, private notes, voters, battles, times of day (only days and months).
- A decision belongs to the arenas of the battles it covers, or to the arena whose settings it changes. A
  decision about a voter, and a finding about a voter or a campaign, belong to every arena.
"""

import datetime as dt
import statistics
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncMonth

from battles.models import Arena, Battle, Exclusion, Vote, VoterBlock
from moderation.models import Decision, Finding
from moderation.models.finding import OPEN_STATES
from moderation.policies import Policy
from moderation.public_settings import PublicSetting, public_settings

DAY = dt.timedelta(days=1)
LISTED = Q(undoes__isnull=True) & ~Q(kind=Decision.Kind.SECOND_OPINION)
"""Decisions that are listed one by one: an undo is listed with the decision it undid."""


class Labelled:
    """Labels of a decision's kind, and of its named reason or else its policy."""

    kind: str
    reason: str
    policy: str

    @property
    def kind_label(self) -> str:
        return str(Decision.Kind(self.kind).label)

    @property
    def ground_label(self) -> str:
        if self.reason:
            return str(Exclusion.Reason[self.reason.upper()].label)
        return str(Policy(self.policy).label) if self.policy else ""


@dataclass(frozen=True)
class PublicDecision(Labelled):
    """The public fields of one decision.

    `reason`: slug of the named reason of a set-aside, else empty. `policy`: code of its policy, or empty.
    `battles`: number of the arena's battles it covers. `is_about_voter`: it belongs to every arena.
    `undone_on` and `undone_words`: day and public reason of the decision that undid it. `settings`: what it
    changed. `rule`: the rule that decided alone, or empty.
    """

    number: int
    day: dt.date
    kind: str
    reason: str
    policy: str
    words: str
    battles: int
    is_about_voter: bool
    undone_on: dt.date | None
    undone_words: str
    settings: tuple[PublicSetting, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class DecisionCounts(Labelled):
    """The decisions of one kind, reason and policy in one month (YYYY-MM), and the battles they cover.

    by_rules: how many of them a rule took alone.
    """

    month: str
    kind: str
    reason: str
    policy: str
    taken: int
    undone: int
    battles: int
    by_rules: int


@dataclass
class FindingCounts:
    """The findings of one kind; `resolved` by the kind of the newest standing decision about each."""

    kind: str
    noticed: int = 0
    resolved: Counter[str] = field(default_factory=Counter)
    days: list[float] = field(default_factory=list, repr=False)

    @property
    def kind_label(self) -> str:
        return str(Finding.Kind(self.kind).label)

    @property
    def open(self) -> int:
        return self.noticed - self.resolved.total()

    @property
    def median_days(self) -> float | None:
        """Median days from the finding to the first decision that is not undone; None without one."""
        return round(statistics.median(self.days), 1) if self.days else None


def decisions_in(arena: Arena) -> QuerySet[Decision]:
    """The decisions that belong to an arena, newest first."""
    covering = Decision.battles.through.objects.filter(decision=OuterRef("pk"), battle__arena=arena)
    judging = Decision.findings.through.objects.filter(decision=OuterRef("pk"), finding__battle__arena=arena)
    undoing = Decision.battles.through.objects.filter(decision=OuterRef("undoes"), battle__arena=arena)
    return Decision.objects.filter(
        Exists(covering)
        | Exists(judging)
        | Exists(undoing)
        | Q(voter__isnull=False)
        | Q(undoes__voter__isnull=False)
        | Q(arena=arena)
        | Q(undoes__arena=arena)
    ).order_by("-pk")


def public_decisions(arena: Arena) -> QuerySet[Decision]:
    """The decisions that are listed one by one."""
    return _with_battles(decisions_in(arena).filter(LISTED), arena).select_related("undone_by")


def _with_battles(decisions: QuerySet[Decision], arena: Arena) -> QuerySet[Decision]:
    """The decisions, each annotated with `covers`, the number of the arena's battles it covers."""
    covering = Decision.battles.through.objects.filter(decision=OuterRef("pk"), battle__arena=arena)
    number = covering.order_by().values("decision").annotate(number=Count("pk")).values("number")
    return decisions.annotate(covers=Coalesce(Subquery(number, output_field=IntegerField()), 0))


def public_decision(decision: Decision) -> PublicDecision:
    """The public fields of one row of `public_decisions`."""
    undo = getattr(decision, "undone_by", None)
    return PublicDecision(
        number=decision.pk,
        day=decision.decided_at.astimezone(dt.UTC).date(),
        kind=decision.kind,
        reason=_slug(decision.reason),
        policy=decision.policy,
        words=decision.public_reason,
        battles=decision.covers,
        is_about_voter=decision.voter_id is not None,
        undone_on=undo and undo.decided_at.astimezone(dt.UTC).date(),
        undone_words=undo.public_reason if undo else "",
        settings=public_settings(decision.settings),
        rule=decision.rule or "",
    )


def _slug(reason: int | None) -> str:
    return "" if reason is None else Exclusion.Reason(reason).name.lower()


def decisions_by_month(arena: Arena) -> list[DecisionCounts]:
    """Numbers of decisions taken and undone, newest month first."""
    decisions = decisions_in(arena)
    by = ("month", "kind", "reason", "policy")
    rows = (
        decisions.order_by()
        .annotate(month=TruncMonth("decided_at", tzinfo=dt.UTC))
        .values(*by)
        .annotate(taken=Count("pk"), undone=Count("undone_by"), by_rules=Count("rule"))
    )
    covering = (
        Decision.battles.through.objects.filter(battle__arena=arena)
        .annotate(month=TruncMonth("decision__decided_at", tzinfo=dt.UTC))
        .values_list("month", "decision__kind", "decision__reason", "decision__policy")
        .annotate(number=Count("pk"))
        .order_by()
    )
    battles = {tuple(key): number for *key, number in covering}
    counts = [
        DecisionCounts(
            row["month"].strftime("%Y-%m"),
            row["kind"],
            _slug(row["reason"]),
            row["policy"],
            row["taken"],
            row["undone"],
            battles.get(tuple(row[name] for name in by), 0),
            row["by_rules"],
        )
        for row in rows
    ]
    return sorted(
        counts, key=lambda row: (-int(row.month.replace("-", "")), row.kind, row.reason, row.policy)
    )


def findings_by_kind(arena: Arena) -> list[FindingCounts]:
    """Numbers of findings and their resolutions, in the order of Finding.Kind.

    Without findings about open battles: nothing public depends on a battle that may still get a vote.
    """
    is_open = Q(battle__mode=Battle.Mode.ANONYMOUS, battle__state__in=OPEN_STATES)
    standing = Decision.objects.standing().filter(findings=OuterRef("pk")).order_by()
    first = standing.values("findings").annotate(first=Min("decided_at")).values("first")
    rows = (
        Finding.objects.filter(Q(battle__arena=arena) | Q(battle__isnull=True))
        .exclude(is_open)
        .order_by()
        .annotate(outcome=Subquery(standing.order_by("-pk").values("kind")[:1]), decided=Subquery(first[:1]))
        .values_list("kind", "outcome", "noticed_at", "decided")
    )
    figures: dict[str, FindingCounts] = {}
    for kind, outcome, noticed_at, decided in rows.iterator():
        row = figures.setdefault(kind, FindingCounts(kind))
        row.noticed += 1
        if outcome:
            row.resolved[outcome] += 1
            row.days.append(max(0.0, (decided - noticed_at) / DAY))
    return [figures[kind] for kind in Finding.Kind.values if kind in figures]


def decisions_about(vote: Vote) -> list[PublicDecision]:
    """The decisions that set this vote aside, restored it, or blocked its voter then; oldest first."""
    battle = vote.battle
    covering = Decision.battles.through.objects.filter(battle=battle).values("decision_id")
    blocks = VoterBlock.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=vote.recorded_at),
        voter=battle.voter_id,
        starts_at__lte=vote.recorded_at,
    )
    blocking = Decision.objects.of_sources(blocks.values_list("case", flat=True)).values("pk")
    about = Decision.objects.filter(Q(pk__in=covering) | Q(pk__in=blocking), LISTED)
    decisions = _with_battles(about, battle.arena).select_related("undone_by").order_by("pk")
    return [public_decision(decision) for decision in decisions]
