"""Previews tested and withdrawn, by maker: what a lab tried here before it published a model, or did not."""

from collections import defaultdict
from dataclasses import dataclass

from battles.models import Arena, Contender, ContenderChange

State = Contender.State


@dataclass(frozen=True)
class MakerPreviews:
    """Previews of one maker; `maker` is empty for models without one, and for those that are not named.

    tested: contenders that were ever in preview. published: of these, those that became active. withdrawn:
    of these, those that were retired without ever being active. running: the others.
    """

    maker: str
    tested: int
    published: int
    withdrawn: int

    @property
    def running(self) -> int:
        return self.tested - self.published - self.withdrawn


def count_previews(arena: Arena) -> list[MakerPreviews]:
    """Count an arena's previews by maker, most first. Unnamed ones belong to no maker."""
    states = defaultdict(set)
    changes = ContenderChange.objects.filter(contender__arena=arena)
    for contender, before, after in changes.values_list("contender_id", "from_state", "to_state"):
        states[contender] |= {before, after}
    by_maker: dict[str, list[Contender]] = defaultdict(list)
    contenders = Contender.objects.listed().filter(arena=arena).select_related("model")
    for contender in contenders.order_by("pk"):
        if State.PREVIEW in states[contender.pk] | {contender.state}:
            by_maker["" if contender.is_unnamed else contender.model.organization].append(contender)
    rows = [_count(maker, tested, states) for maker, tested in by_maker.items()]
    return sorted(rows, key=lambda row: (-row.tested, row.maker.casefold()))


def _count(maker: str, tested: list[Contender], states: dict[int, set[str]]) -> MakerPreviews:
    published = [each for each in tested if State.ACTIVE in states[each.pk] | {each.state}]
    withdrawn = [each for each in tested if each.state == State.RETIRED and each not in published]
    return MakerPreviews(maker, len(tested), len(published), len(withdrawn))
