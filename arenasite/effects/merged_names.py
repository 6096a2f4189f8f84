"""The votes of a ledger version whose contenders would change if names were merged, or merges ended."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from battles.counting import Reason, VoteArrays, empty_votes, load_votes_of_battles, only_counted
from battles.models import Battle, Evidence, NameMerge, Vote
from moderation.decisions import COUNTED_AS, SettingChange


def votes_of_merged_names(
    evidence: Evidence, changes: Iterable[SettingChange]
) -> tuple[VoteArrays, VoteArrays]:
    """The counted votes of these names as the boards have them, and as they would have them.

    Votes between two names that become one are in the first only; between two that were one, in the second.
    """
    new = {each.pk: each.new for each in changes if each.name == COUNTED_AS}
    if not new:
        return empty_votes(), empty_votes()
    is_named = Q(contender_a__in=new) | Q(contender_b__in=new)
    rows = Battle.objects.filter(is_named, arena=evidence.arena_id, state=Battle.State.VOTED)
    pairs = {pk: pair for pk, *pair in rows.values_list("pk", "contender_a", "contender_b")}
    votes = load_votes_of_battles(evidence, pairs)
    counted_as = dict(NameMerge.objects.current().values_list("contender", "into")) | {
        name: name if into is None else into for name, into in new.items()
    }
    sides = _count_as(np.asarray([pairs[pk] for pk in votes.battle.tolist()]).reshape(-1, 2), counted_as)
    later = replace(votes, contender_a=sides[:, 0], contender_b=sides[:, 1])
    counts_later = (votes.is_counted & (sides[:, 0] != sides[:, 1])) | _counts_apart(votes, new)
    return votes.where(votes.is_counted), later.where(counts_later)


def _counts_apart(votes: VoteArrays, new: Mapping[int, int | None]) -> NDArray[np.bool_]:
    """Which self-battles of merged names would count if these merges ended."""
    is_self: NDArray[np.bool_] = votes.reason == Reason.SELF_BATTLE
    ended = [name for name, into in new.items() if into is None]
    if not ended or not is_self.any():
        return np.zeros(len(votes), dtype=bool)
    counted = only_counted(Vote.objects.filter(pk__in=votes.battle[is_self].tolist()), without_merges=ended)
    return np.isin(votes.battle, np.fromiter(counted.values_list("pk", flat=True), dtype=np.int64))


def _count_as(contenders: NDArray[np.int64], counted_as: Mapping[int, int]) -> NDArray[np.int32]:
    """The same contenders, each replaced by the one that it is counted as."""
    replaced = contenders.astype(np.int32)
    for name, into in counted_as.items():
        replaced[contenders == name] = into
    return replaced
