"""What detectors need and leave behind: names, texts, annotations, current facts, style counts."""

import itertools
from collections.abc import Iterable, Mapping

from battles.counting.ledger.arrays import STYLE_COLUMNS
from battles.detectors.categories import Conversation, Fact
from battles.detectors.run import (
    IMPORTED,
    ShownAnswer,
    Texts,
    battle_tags,
    imported_labels,
)
from battles.models import Annotation, Battle, BattleStyle, Prompt


def build_texts(prompts: Iterable[Prompt]) -> Texts:
    """Build the texts of one battle from its prompts, in order of turn, with prefetched answers."""
    prompts = list(prompts)
    sides: dict[str, list[str]] = {"a": [], "b": []}
    for prompt in prompts:
        ordered = sorted(prompt.answers.all(), key=lambda answer: (answer.side, answer.attempt))
        for side, attempts in itertools.groupby(ordered, key=lambda answer: answer.side):
            sides[side].append(list(attempts)[-1].text)
    conversation = Conversation(
        tuple(prompt.text for prompt in prompts), tuple(sides["a"]), tuple(sides["b"])
    )
    answers = tuple(
        ShownAnswer(answer.pk, answer.side, answer.text, prompt.turn)
        for prompt in prompts
        for answer in sorted(prompt.answers.all(), key=lambda answer: (answer.side, answer.attempt))
    )
    return Texts(conversation, answers)


def build_annotations(battle_id: int, facts: Iterable[Fact]) -> list[Annotation]:
    """Build the rows, not stored yet, that make these facts the current ones of their detectors."""
    return [
        Annotation(battle_id=battle_id, detector=fact.detector, version=fact.version, value=fact.value)
        for fact in facts
    ]


def current_facts(battle_ids: Iterable[int]) -> dict[int, dict[str, Fact]]:
    """Return the newest fact of each detector by its name, for each of the battles that has any."""
    rows = Annotation.objects.filter(battle_id__in=list(battle_ids)).order_by("pk")
    facts: dict[int, dict[str, Fact]] = {}
    for battle_id, *fact in rows.values_list("battle_id", "detector", "version", "value"):
        current = Fact(*fact)
        facts.setdefault(battle_id, {})[current.detector] = current
    return facts


def stored_styles(battle_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return the stored style counts by column, for those of the battles that have any."""
    rows = BattleStyle.objects.filter(battle_id__in=list(battle_ids))
    return {row.pop("battle_id"): row for row in rows.values("battle_id", *STYLE_COLUMNS)}


def missing_imported_labels(
    battle: Battle, facts: Mapping[str, Fact], style: Mapping[str, int] | None
) -> list[Fact]:
    """Return the labels that an imported battle came with, if they are not among its facts yet.

    style: the stored counts. The list is empty for a battle of this site, and if the labels are stored.
    """
    if battle.origin == Battle.Origin.LIVE or IMPORTED in facts:
        return []
    tags = battle.tags & ~int(battle_tags(facts.values()))
    return [imported_labels(tags, None if "style" in facts else style)]
