"""What was better: optional marks that a voter may set after the vote, shown per model and never rated.

An arena offers a list of aspects, which staff edit: codes of LABELS, which every language translates, or
words of the arena's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import BigIntegerField, Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from battles.counting.eligibility import only_counted
from battles.database.compiled import CompiledQuery, Given
from battles.models import AspectMark, Battle, Contender, Vote
from battles.outcomes import Outcome

LABELS: dict[str, Promise] = {
    "correct": pgettext_lazy("what was better", "Correct"),
    "complete": pgettext_lazy("what was better", "Complete"),
    "clear": pgettext_lazy("what was better", "Clear"),
    "instruction": pgettext_lazy("what was better", "Followed the instruction"),
    "style": pgettext_lazy("what was better", "Style"),
    "safe": pgettext_lazy("what was better", "Safe"),
}

WON = (Outcome.A, Outcome.B)
"""Only an answer that was preferred can have been better in something."""

MIN_MARKED = 10
"""Fewer marked votes than this show nothing of a model."""


@dataclass(frozen=True)
class AspectChoice:
    """One aspect that a voter may mark."""

    code: str
    label: str | Promise
    is_marked: bool


@dataclass(frozen=True)
class AspectShare:
    """How often an aspect was marked: `times` of the `marked` votes for a model that have any mark."""

    label: str | Promise
    times: int
    marked: int

    @property
    def percent(self) -> float:
        return 100 * self.times / self.marked


_MARKED: CompiledQuery[tuple[str]] = CompiledQuery(
    lambda: AspectMark.objects.filter(battle=Given("battle", BigIntegerField())).values_list("aspect")
)


def list_aspect_choices(battle: Battle) -> list[AspectChoice]:
    """The aspects offered for a battle with a vote for one side; empty for other battles."""
    if battle.state != Battle.State.VOTED or battle.vote.outcome not in WON:
        return []
    offered = battle.arena.aspect_codes
    if not offered:
        return []
    marked = {aspect for (aspect,) in _MARKED.fetch(battle=battle.pk)}
    return [AspectChoice(code, LABELS.get(code, code), code in marked) for code in offered]


@transaction.atomic
def mark_aspects(battle: Battle, aspects: Iterable[str]) -> None:
    """Store which of the offered aspects are marked; others, and unknown ones, are not. Safe to repeat."""
    wanted = set(aspects)
    offered = [choice.code for choice in list_aspect_choices(battle)]
    AspectMark.objects.filter(battle=battle, aspect__in=offered).exclude(aspect__in=wanted).delete()
    AspectMark.objects.bulk_create(
        [AspectMark(battle=battle, aspect=code) for code in offered if code in wanted], ignore_conflicts=True
    )


def get_aspect_shares(contenders: Iterable[Contender]) -> list[AspectShare]:
    """What voters found better in these contenders of one model, most often first.

    Only votes that count and prefer the contender, and have a mark. Empty below MIN_MARKED of them.
    """
    ids = [contender.pk for contender in contenders]
    preferred = Q(outcome=Outcome.A, battle__contender_a__in=ids) | Q(
        outcome=Outcome.B, battle__contender_b__in=ids
    )
    votes = only_counted(Vote.objects.filter(preferred, battle__aspect_marks__isnull=False)).distinct()
    marked = votes.count()
    if marked < MIN_MARKED:
        return []
    marks = (
        AspectMark.objects.filter(battle__in=votes.values("battle_id"))
        .values(code=F("aspect"))
        .annotate(times=Count("pk"))
        .order_by("-times", "code")
    )
    return [AspectShare(LABELS.get(row["code"], row["code"]), row["times"], marked) for row in marks]
