"""The input of the scan's rules, loaded for many battles at once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from battles.annotations import current_facts
from battles.detectors import IDENTITY_DETECTOR
from battles.models import Answer, Ballot, Battle, Prompt, Replacement


@dataclass(frozen=True)
class ScanInput:
    """One battle. `answers`: the newest per turn and side. `leaks`: from the current annotation."""

    battle: Battle
    prompts: tuple[Prompt, ...]
    answers: tuple[Answer, ...]
    replacements: tuple[Replacement, ...]
    leaks: tuple[Mapping, ...]
    ballot: Ballot | None

    def pairs(self) -> Iterable[tuple[Prompt, Answer, Answer]]:
        """Each prompt that both sides answered, with the answers of A and B."""
        by_place = {(answer.prompt_id, answer.side): answer for answer in self.answers}
        for prompt in self.prompts:
            a, b = by_place.get((prompt.pk, "a")), by_place.get((prompt.pk, "b"))
            if a and b:
                yield prompt, a, b

    def ended_at(self) -> dt.datetime | None:
        """When the last turn's later answer ended; None if it was not measured."""
        ends = [
            answer.created_at + dt.timedelta(milliseconds=answer.duration_ms)
            for answer in self.answers
            if answer.prompt_id == self.prompts[-1].pk and answer.duration_ms is not None
        ]
        return max(ends, default=None)


def load_scan_inputs(battle_ids: Iterable[int]) -> list[ScanInput]:
    """The inputs for these battles in order of id, in a fixed number of queries.

    Erased battles are left out: their empty texts say nothing about the models.
    """
    ids = sorted(set(battle_ids))
    battles = (
        Battle.objects.with_pair()
        .filter(pk__in=ids, erased_at__isnull=True)
        .prefetch_related("prompts__answers", "replacements", "ballots")
        .order_by("pk")
    )
    facts = current_facts(ids)
    return [_build_scan_input(battle, facts.get(battle.pk, {})) for battle in battles]


def _build_scan_input(battle: Battle, facts: Mapping) -> ScanInput:
    prompts = tuple(battle.prompts.all())
    leak_fact = facts.get(IDENTITY_DETECTOR)
    ballots = list(battle.ballots.all())
    return ScanInput(
        battle=battle,
        prompts=prompts,
        answers=tuple(answer for prompt in prompts for answer in _newest(prompt)),
        replacements=tuple(battle.replacements.all()),
        leaks=tuple(dict(leak_fact.value)["leaks"]) if leak_fact else (),
        ballot=ballots[-1] if ballots else None,
    )


def _newest(prompt: Prompt) -> Iterable[Answer]:
    newest: dict[str, Answer] = {}
    for answer in prompt.answers.all():  # in order of attempt
        newest[answer.side] = answer
    return newest.values()
