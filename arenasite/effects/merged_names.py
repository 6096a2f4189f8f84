"""The votes of a ledger version whose contenders would change if names were merged, or merges ended."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from battles.counting import VoteArrays, empty_votes, load_votes_of_battles
from battles.models import Battle, Evidence, NameMerge
from moderation.decisions import COUNTED_AS, SettingChange


def votes_of_merged_names(
    evidence: Evidence, changes: Iterable[SettingChange]
) -> tuple[VoteArrays, VoteArrays]:
    """The counted votes of these names as the boards have them, and as they would have them.

    Votes between two names that become one are in the first only. Where a merge ends, the votes between its
    names are in neither: why one of them counts or not is known when its day is read again.
    """
    new = {each.pk: each.new for each in changes if each.name == COUNTED_AS}
    if not new:
        return empty_votes(), empty_votes()
    is_named = Q(contender_a__in=new) | Q(contender_b__in=new)
    rows = Battle.objects.filter(is_named, arena=evidence.arena_id, state=Battle.State.VOTED)
    pairs = {pk: pair for pk, *pair in rows.values_list("pk", "contender_a", "contender_b")}
    votes = load_votes_of_battles(evidence, pairs)
    votes = votes.where(votes.is_counted)
    counted_as = dict(NameMerge.objects.current().values_list("contender", "into")) | {
        name: name if into is None else into for name, into in new.items()
    }
    sides = _count_as(np.asarray([pairs[pk] for pk in votes.battle.tolist()]).reshape(-1, 2), counted_as)
    later = replace(votes, contender_a=sides[:, 0], contender_b=sides[:, 1])
    return votes, later.where(sides[:, 0] != sides[:, 1])


def _count_as(contenders: NDArray[np.int64], counted_as: Mapping[int, int]) -> NDArray[np.int32]:
    """The same contenders, each replaced by the one that it is counted as."""
    replaced = contenders.astype(np.int32)
    for name, into in counted_as.items():
        replaced[contenders == name] = into
    return replaced
