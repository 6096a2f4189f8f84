"""The evidence about one battle for staff, in a fixed number of queries."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from battles.counting import REASONS, Reason
from battles.models import (
    Annotation,
    Answer,
    AnswerHtml,
    Ballot,
    Battle,
    Exclusion,
    Prompt,
    Replacement,
    Vote,
    VoterBlock,
)
from moderation.evidence.blind import (
    BlindAnswer,
    BlindBattle,
    is_of_arena,
    names_of_arena,
    show_battle,
)
from moderation.evidence.finding_text import summarize_finding
from moderation.evidence.highlights import Excerpt, excerpt, render_highlighted
from moderation.evidence.tag_labels import get_tag_labels
from moderation.evidence.voter_habits import VotingHabits, get_voting_habits
from moderation.models import Decision, Finding

MAX_FINDINGS = 50


@dataclass(frozen=True)
class Leak:
    """A name in an answer that the detector reports as a leak."""

    kind: str
    name: str
    maker: str
    excerpt: Excerpt


@dataclass(frozen=True)
class ShownAnswer:
    """One answer: its row, its rendered text, and the leaks in it."""

    answer: Answer
    html: SafeString
    leaks: tuple[Leak, ...]

    @property
    def tokens_per_second(self) -> float | None:
        """Speed after the first token; None if it was not measured."""
        answer = self.answer
        if not answer.output_tokens or answer.duration_ms is None or answer.first_token_ms is None:
            return None
        milliseconds = answer.duration_ms - answer.first_token_ms
        return 1000 * answer.output_tokens / milliseconds if milliseconds > 0 else None


@dataclass(frozen=True)
class Side:
    """One side of one turn: the newest answer, and earlier attempts, oldest first."""

    label: str
    newest: ShownAnswer | BlindAnswer | None
    earlier: tuple[ShownAnswer | BlindAnswer, ...]


@dataclass(frozen=True)
class Turn:
    """A prompt and both sides' answers."""

    prompt: Prompt
    sides: tuple[Side, Side]


@dataclass(frozen=True)
class ShownAnnotation:
    """One annotation; `is_current` if it is the newest of its detector."""

    annotation: Annotation
    value: str
    is_current: bool


@dataclass(frozen=True)
class ExclusionHistory:
    """An exclusion, its decision if it has one, and the decision that lifted it."""

    exclusion: Exclusion
    decision: Decision | None
    lifted_by: Decision | None

    @property
    def is_lifted(self) -> bool:
        return hasattr(self.exclusion, "lift")


@dataclass(frozen=True)
class BattleContext:
    """What is shown below a battle's evidence: the voter's other votes, ballots, and blocks of the voter."""

    habits: VotingHabits | None
    ballots: list[Ballot]
    blocks: list[VoterBlock]


@dataclass(frozen=True)
class BattleDossier:
    """A battle with its texts, annotations, findings and decisions.

    Without its history it has no findings, exclusions and decisions.
    Of an open battle it has no replacements, no annotations and no measurements: they identify the models.
    """

    battle: BlindBattle
    vote: Vote | None
    reason: Reason | None
    words: Promise | None
    tags: list[str]
    replacements: list[Replacement]
    turns: list[Turn]
    annotations: list[ShownAnnotation]
    findings: list[Finding]
    exclusions: list[ExclusionHistory]
    decisions: list[Decision]

    @property
    def seconds_to_vote(self) -> float | None:
        """From the end of the last turn's later answer to the vote; None if it was not measured."""
        if not (self.vote and self.vote.cast_at and self.turns):
            return None
        ends = [
            side.newest.answer.created_at + dt.timedelta(milliseconds=side.newest.answer.duration_ms)
            for side in self.turns[-1].sides
            if isinstance(side.newest, ShownAnswer) and side.newest.answer.duration_ms is not None
        ]
        return (self.vote.cast_at - max(ends)).total_seconds() if ends else None

    @property
    def is_set_aside(self) -> bool:
        """Whether a decision excludes the battle now, so that it can be restored."""
        return any(holding.decision and not holding.is_lifted for holding in self.exclusions)

    @property
    def counts(self) -> bool:
        return self.reason is Reason.COUNTED


def build_context(battle: Battle) -> BattleContext:
    """Collect what is shown below a battle's evidence."""
    return BattleContext(
        habits=get_voting_habits(battle),
        ballots=list(battle.ballots.all()),
        blocks=list(VoterBlock.objects.filter(voter=battle.voter_id).select_related("lift").order_by("pk")),
    )


def build_dossier(
    battle: Battle, *, reason: Reason | None, with_models: bool, with_history: bool = True
) -> BattleDossier:
    """Collect the evidence about one battle, which must be loaded with its pair, voter and vote.

    `reason`: whether its vote counts; None without a vote, or where that must not be shown.
    `with_models`: whether the reader may know which models answer (see blind.may_see_models).
    """
    vote = getattr(battle, "vote", None)
    annotations = list(battle.annotations.all())
    annotated = _show_annotations(annotations)
    leaks = _leaks([item.annotation for item in annotated if item.is_current])
    decisions = _decisions_about(battle) if with_history else []
    return BattleDossier(
        battle=show_battle(battle, with_models=with_models),
        vote=vote,
        reason=reason,
        words=REASONS[reason].label if reason else None,
        tags=get_tag_labels(battle.tags),
        replacements=list(battle.replacements.select_related("from_contender__model", "to_contender__model"))
        if with_models
        else [],
        turns=_turns(battle, leaks, with_models=with_models),
        annotations=annotated if with_models else [],
        findings=_findings_about(battle) if with_history else [],
        exclusions=_exclusions_of(battle, decisions) if with_history else [],
        decisions=decisions,
    )


def _show_annotations(annotations: list[Annotation]) -> list[ShownAnnotation]:
    newest = {annotation.detector: annotation.pk for annotation in annotations}
    return [
        ShownAnnotation(
            annotation,
            json.dumps(annotation.value, ensure_ascii=False, indent=2),
            newest[annotation.detector] == annotation.pk,
        )
        for annotation in annotations
    ]


def _leaks(annotations: Iterable[Annotation]) -> dict[int, list[Mapping]]:
    """The leaks of the current annotations by answer id."""
    leaks: dict[int, list[Mapping]] = {}
    for annotation in annotations:
        value = annotation.value if isinstance(annotation.value, dict) else {}
        for leak in value.get("leaks", []):
            leaks.setdefault(leak.get("answer"), []).append(leak)
    return leaks


def _turns(battle: Battle, leaks: Mapping[int, list[Mapping]], *, with_models: bool) -> list[Turn]:
    answers = Answer.objects.defer(None).select_related("contender__model", "rendered")
    answers = answers.order_by("side", "attempt")
    prompts = battle.prompts.prefetch_related(Prefetch("answers", queryset=answers))
    names = frozenset() if with_models else names_of_arena(battle.arena)

    def show(answer: Answer) -> ShownAnswer | BlindAnswer:
        found = leaks.get(answer.pk, [])
        return _show_answer(answer, found) if with_models else _show_blind(answer, found, names)

    def side(prompt: Prompt, letter: str) -> Side:
        shown = [show(answer) for answer in prompt.answers.all() if answer.side == letter]
        return Side(letter.upper(), shown[-1] if shown else None, tuple(shown[:-1]))

    return [Turn(prompt, (side(prompt, "a"), side(prompt, "b"))) for prompt in prompts]


def _show_blind(answer: Answer, leaks: list[Mapping], names: frozenset[str]) -> BlindAnswer:
    return BlindAnswer(
        html=AnswerHtml.objects.get_html(answer),
        attempt=answer.attempt,
        state=answer.get_state_display(),
        names_a_model=any(is_of_arena(leak, names) for leak in leaks),
    )


def _show_answer(answer: Answer, leaks: list[Mapping]) -> ShownAnswer:
    spans = [(leak["start"], leak["end"]) for leak in leaks]
    return ShownAnswer(
        answer,
        render_highlighted(answer.text, spans) if spans else AnswerHtml.objects.get_html(answer),
        tuple(
            Leak(
                leak.get("kind", ""),
                leak.get("name", ""),
                leak.get("maker", ""),
                excerpt(answer.text, leak["start"], leak["end"]),
            )
            for leak in leaks
        ),
    )


def with_judgements(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """The findings with their author, their decisions, and the decisions that undid those."""
    judged = Decision.objects.select_related("undone_by").order_by("-pk")
    return findings.select_related("noticed_by", "battle").prefetch_related(
        Prefetch("decisions", queryset=judged)
    )


def load_judged_findings(findings: QuerySet[Finding]) -> list[Finding]:
    """The newest findings with their decisions, each with a `summary`."""
    rows = list(with_judgements(findings)[:MAX_FINDINGS])
    for finding in rows:
        finding.summary = summarize_finding(finding)
    return rows


def _findings_about(battle: Battle) -> list[Finding]:
    about = Q(battle=battle)
    if battle.voter_id:
        about |= Q(voter=battle.voter_id)
    return load_judged_findings(Finding.objects.filter(about).visible())


def _decisions_about(battle: Battle) -> list[Decision]:
    """The decisions that cover the battle or block its voter, and their undos; oldest first."""
    covering = Decision.battles.through.objects.filter(battle=battle).values("decision_id")
    about = Q(pk__in=covering) | Q(undoes__in=covering)
    if battle.voter_id:
        about |= Q(voter=battle.voter_id) | Q(undoes__voter=battle.voter_id)
    return list(Decision.objects.filter(about).select_related("actor", "undoes", "undone_by").order_by("pk"))


def _exclusions_of(battle: Battle, decisions: list[Decision]) -> list[ExclusionHistory]:
    by_source = {decision.source_id: decision for decision in decisions}
    exclusions = battle.exclusions.select_related("lift").order_by("pk")
    return [
        ExclusionHistory(
            exclusion,
            by_source.get(exclusion.case),
            by_source.get(exclusion.lift.case) if hasattr(exclusion, "lift") else None,
        )
        for exclusion in exclusions
    ]
