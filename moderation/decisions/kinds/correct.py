"""Correct a detection: staff overrule the identity detector on some battles."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.annotations import CORRECTABLE, correct_detections, retract_corrections
from battles.counting import Reason, annotate_reason
from battles.grouped_numbers import grouped
from battles.models import Battle, Vote
from moderation.decisions import execution
from moderation.decisions.covered_rows import cover_battles, fix_ids
from moderation.decisions.forms import CorrectForm
from moderation.decisions.impact import BattleChange, batches, counted_among
from moderation.decisions.refusals import NothingToDecide
from moderation.decisions.registry import DecisionDraft, DecisionKind, register
from moderation.models import Decision
from moderation.policies import CORRECT_POLICIES

FLAGGED = GreaterThan(F("tags").bitand(int(CORRECTABLE)), 0)
"""Battles with a tag that a correction may clear."""


@register
class Correct(DecisionKind):
    kind = Decision.Kind.CORRECT
    permission = "moderation.correct_detections"
    policies = CORRECT_POLICIES
    form = CorrectForm
    title = _("Correct a detection")
    explanation = _(
        "The identity detector was wrong about these battles: its tags are cleared, and the votes count "
        "unless something else excludes them. It can be undone."
    )
    button = _("Correct")

    def cover(self, rows: QuerySet) -> dict[str, Any]:
        return {"battles": fix_ids(rows.filter(FLAGGED, state=Battle.State.VOTED), execution.MAX_CORRECTED)}

    def effect(self, draft: DecisionDraft) -> BattleChange:
        return BattleChange(starts=_counted_without_tags(draft.battles))

    def execute(self, draft, *, actor, proposal):
        decision = execution.create(self.kind, draft, actor=actor, proposal=proposal)
        corrected = correct_detections(
            draft.battles,
            source_id=decision.source_id,
            policy=draft.policy,
            actor=str(actor or ""),
            reason=draft.public_reason,
        )
        if not corrected:
            raise NothingToDecide
        cover_battles(decision, corrected)
        execution.resolve_contests(decision, corrected)
        return [decision]

    def lift(self, decision: Decision, *, by: Decision) -> None:
        battles = decision.battles.values_list("pk", flat=True)
        retract_corrections(decision.source_id, by=by.source_id, battle_ids=battles)

    def effect_of_lift(self, decisions: Sequence[Decision]) -> BattleChange:
        covered = Decision.battles.through.objects.filter(decision__in=[each.pk for each in decisions])
        return BattleChange(stops=counted_among(covered.values_list("battle_id", flat=True)))

    def describe(self, decisions: Sequence[Decision]) -> str:
        number = decisions[0].count_battles()
        words = ngettext(
            "%(number)s battle corrected by decision %(decision)s.",
            "%(number)s battles corrected by decision %(decision)s.",
            number,
        )
        return words % {"number": grouped(number), "decision": decisions[0].pk}


def _counted_without_tags(battle_ids: Iterable[int]) -> frozenset[int]:
    """The battles among these that do not count now and would count without the correctable tags."""
    counted: set[int] = set()
    for some in batches(battle_ids):
        rows = Battle.objects.filter(FLAGGED, pk__in=some).values_list("pk", "tags")
        by_tags: dict[int, list[int]] = {}
        for pk, tags in rows:
            by_tags.setdefault(tags & ~int(CORRECTABLE), []).append(pk)
        for tags, ids in by_tags.items():
            votes = annotate_reason(Vote.objects.filter(pk__in=ids), tags=tags)
            counted.update(votes.filter(reason=Reason.COUNTED).values_list("pk", flat=True))
    return frozenset(counted)
