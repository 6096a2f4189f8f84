"""Change settings that move boards: old and new values, a public reason, and an undo with the old values."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from battles.imports import MergeRefused, check_names, end_merge, merge_names
from battles.models import Arena, Contender, NameMerge
from battles.sampling import TransitionRefused, change_state, change_weight, check_reachable
from moderation.decisions import execution
from moderation.decisions.board_settings import (
    ARENA,
    CONTENDER,
    COUNTED_AS,
    SettingChange,
    build_changes,
    combine,
    current_value,
    from_json,
    reverse,
)
from moderation.decisions.forms import SettingsForm
from moderation.decisions.impact import BattleChange
from moderation.decisions.refusals import ChangedMeanwhile, NothingToDecide, SeveralArenas, StepRefused
from moderation.decisions.registry import DecisionDraft, DecisionKind, register
from moderation.models import Decision
from moderation.policies import Policy


@register
class ChangeSettings(DecisionKind):
    kind = Decision.Kind.CHANGE_SETTINGS
    permission = "moderation.decide_board_settings"
    policies = (Policy.SETTINGS,)
    form = SettingsForm
    title = _("Change settings")
    explanation = _(
        "These settings move published boards, so a change is a public decision with a reason. One that "
        "moves ranks, alone or with your other changes of seven days, waits for a second member of staff. "
        "It can be undone."
    )
    button = _("Change settings")
    effect_depends_on_form = True

    def draft(
        self, rows: QuerySet, *, public_reason: str, private_note: str = "", **values: Any
    ) -> DecisionDraft:
        """`rows`: one arena, or contenders of one arena. `values`: the new value by setting."""
        subject = CONTENDER if issubclass(rows.model, Contender) else ARENA
        named = list(rows.order_by("pk"))
        changes = build_changes(subject, named, values)
        if not changes:
            raise NothingToDecide
        _check_names(changes)
        arenas = {row.arena_id if subject == CONTENDER else row.pk for row in named}
        if len(arenas) > 1:
            raise SeveralArenas
        return DecisionDraft(
            kind=self.kind,
            policy=Policy.SETTINGS,
            settings=changes,
            arena=arenas.pop(),
            public_reason=public_reason,
            private_note=private_note,
        )

    def effect(self, draft: DecisionDraft) -> BattleChange:
        return BattleChange(settings=draft.settings)

    def count_covered(self, draft: DecisionDraft) -> int:
        return 0

    def check_before(self, draft: DecisionDraft) -> None:
        """Contenders that enter the draw must answer a trial call."""
        _check_entrants(draft.settings)

    def check_before_lift(self, decision: Decision) -> None:
        _check_entrants(reverse(from_json(decision.settings)))

    def execute(self, draft, *, actor, proposal):
        if not draft.settings:
            raise NothingToDecide
        decision = execution.create(self.kind, draft, actor=actor, proposal=proposal)
        _apply(draft.settings, reason=draft.public_reason, actor=actor)
        return [decision]

    def lift(self, decision: Decision, *, by: Decision) -> None:
        _apply(reverse(from_json(decision.settings)), reason=by.public_reason, actor=by.actor)

    def effect_of_lift(self, decisions: Sequence[Decision]) -> BattleChange:
        newest_first = sorted(decisions, key=lambda decision: -decision.pk)
        changes = [each for decision in newest_first for each in reverse(from_json(decision.settings))]
        return BattleChange(settings=combine(changes, ()))

    def describe(self, decisions: Sequence[Decision]) -> str:
        number = sum(len(decision.settings) for decision in decisions)
        words = ngettext("%(number)s setting changed.", "%(number)s settings changed.", number)
        return words % {"number": grouped(number)}


def _apply(changes: Iterable[SettingChange], *, reason: str, actor) -> None:
    """Store the new values inside the caller's transaction. Raises ChangedMeanwhile, StepRefused."""
    for change in changes:
        if change.subject == ARENA:
            unchanged = Arena.objects.filter(pk=change.pk, **{change.name: change.old})
            if not unchanged.update(**{change.name: change.new}):
                raise ChangedMeanwhile
            continue
        contender = Contender.objects.select_related("model__endpoint", "arena").get(pk=change.pk)
        if current_value(contender, change.name) != change.old:
            raise ChangedMeanwhile
        try:
            if change.name == COUNTED_AS:
                _count_as(contender, change, reason=reason, actor=actor)
            elif change.name == "weight":
                change_weight(contender, change.new, reason=reason, actor=actor)
            else:
                change_state(contender, change.new, reason=reason, actor=actor, is_reachable=True)
        except (TransitionRefused, MergeRefused) as refusal:
            raise StepRefused(str(refusal)) from refusal


def _count_as(contender: Contender, change: SettingChange, *, reason: str, actor) -> None:
    """End the merge of a name, or merge it. Raises MergeRefused."""
    if change.old is not None:
        end_merge(NameMerge.objects.current().get(contender=contender), reason=reason, actor=actor)
    if change.new is not None:
        into = Contender.objects.select_related("model").get(pk=change.new)
        merge_names(contender, into, reason=reason, actor=actor)


def _check_names(changes: Iterable[SettingChange]) -> None:
    """Names that would be merged can be, so that no proposal waits in vain. Raises StepRefused."""
    merges = {each.pk: each.new for each in changes if each.name == COUNTED_AS and each.new is not None}
    contenders = Contender.objects.select_related("model").in_bulk([*merges, *merges.values()])
    for contender, into in merges.items():
        try:
            check_names(contenders[contender], contenders[into])
        except MergeRefused as refusal:
            raise StepRefused(str(refusal)) from refusal


def _check_entrants(changes: Iterable[SettingChange]) -> None:
    drawable = {Contender.State.ACTIVE, Contender.State.PREVIEW}
    entering = [change.pk for change in changes if change.name == "state" and change.new in drawable]
    for contender in Contender.objects.select_related("model__endpoint").filter(pk__in=entering):
        try:
            check_reachable(contender.model)
        except TransitionRefused as refusal:
            raise StepRefused(str(refusal)) from refusal
