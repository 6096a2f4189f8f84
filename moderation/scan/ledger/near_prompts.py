"""Near-duplicate prompts: sketches of recent ones, and votes on alike prompts that agree on one model.

Incremental and within a budget: a scan makes at most MAX_NEW sketches (0.3 ms each) and compares at most
MAX_COMPARED of the last DAYS days, the newest first. What is left over is done by the next scans.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from battles.models import Prompt
from moderation.models import PromptSketch
from moderation.scan.ledger.group_rules import MIN_VOTERS, find_sums
from moderation.scan.ledger.suspicions import GroupSuspicion
from moderation.scan.ledger.votes import LedgerVotes
from moderation.statistics import group_similar, sketch
from moderation.statistics.near_texts import SIMILAR, VERSION

NEAR_PROMPTS = "near-prompts"
DAYS = 28
MAX_NEW = 4_000
MAX_COMPARED = 50_000
BATCH = 500


def with_near_prompts(ledger: LedgerVotes) -> LedgerVotes:
    """The votes with the groups of near-duplicate prompts among the recent live ones."""
    recent = ledger.is_live & (ledger.day >= ledger.day.max(initial=0) - DAYS)
    rows = np.flatnonzero(recent)[-MAX_COMPARED:]
    battles = ledger.votes.battle[rows]
    known = _load(battles)
    missing = [pk for pk in battles[::-1].tolist() if pk not in known]
    known |= _store(missing[:MAX_NEW])
    has_sketch = np.array([pk in known for pk in battles.tolist()], dtype=bool)
    rows, near = rows[has_sketch], np.full(len(ledger.log), -1)
    if rows.size:
        sketches = np.stack([known[pk] for pk in ledger.votes.battle[rows].tolist()])
        near[rows] = group_similar(sketches)
    return replace(ledger, near=near)


def near_prompts(ledger: LedgerVotes) -> Iterator[GroupSuspicion]:
    """Votes on near-duplicate prompts, not all of them equal, that favour or hurt one model."""
    if ledger.near is None:
        return
    active = np.isin(ledger.near, np.unique(ledger.near[ledger.is_new & (ledger.near >= 0)]))
    group = np.where(active & _differ(ledger, ledger.near), ledger.near, -1)
    title = _("Near-duplicate prompts")
    for each in find_sums(ledger, group, NEAR_PROMPTS, title, min_voters=MIN_VOTERS):
        rows = np.isin(ledger.votes.battle, each.battles)
        prompts = int(np.unique(ledger.log.prompt[rows]).size)
        yield replace(each, evidence=each.evidence | {"different_prompts": prompts, "similarity": SIMILAR})


def _differ(ledger: LedgerVotes, near: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(N,) whether the group of a vote has several prompts; equal ones have a rule of their own."""
    inside = near >= 0
    pairs = np.unique(np.stack([near[inside], ledger.log.prompt[inside]]), axis=1)
    groups, prompts = np.unique(pairs[0], return_counts=True)
    return inside & np.isin(near, groups[prompts > 1])


def _load(battles: NDArray[np.int64]) -> dict[int, NDArray[np.uint32]]:
    if not battles.size:
        return {}
    between = {"pk__gte": int(battles.min()), "pk__lte": int(battles.max())}
    rows = PromptSketch.objects.filter(version=VERSION, **between).values_list("pk", "sketch")
    wanted = set(battles.tolist())
    return {pk: np.frombuffer(data, dtype="<u4") for pk, data in rows.iterator() if pk in wanted}


def _store(battles: list[int]) -> dict[int, NDArray[np.uint32]]:
    """Make the sketches of these battles' first prompts; those without a text are passed over."""
    made: dict[int, NDArray[np.uint32]] = {}
    for start in range(0, len(battles), BATCH):
        prompts = Prompt.objects.filter(turn=1, battle__in=battles[start : start + BATCH]).exclude(text="")
        for battle, text in prompts.values_list("battle_id", "text"):
            made[battle] = sketch(text)
    PromptSketch.objects.bulk_create(
        [
            PromptSketch(pk=pk, sketch=each.astype("<u4").tobytes(), version=VERSION)
            for pk, each in made.items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["battle"],
        update_fields=["sketch", "version"],
    )
    return made
