"""Read the texts of a battle once each, and keep the readings.

Texts are read in the order in which they were written: which unlisted names are searched in a text depends on
the texts before it (see arena_names.py), and an answer is read with the prompts up to its turn.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from battles.annotations.arena_names import ArenaNames
from battles.detectors.identity import NameIndex
from battles.detectors.run import (
    READING_VERSION,
    NumberedReading,
    Reading,
    build_index,
    read_answer_text,
    read_prompt_text,
)
from battles.models import Answer, AnswerReading, Prompt, PromptReading

UNLISTED = "unlisted"
"""The key of a reading with the unlisted spellings of its text."""


@dataclass(frozen=True)
class BattleReadings:
    """The readings of a battle's prompts, and of its ended answers, in order of turn."""

    prompts: list[Reading]
    answers: list[NumberedReading]


@dataclass(frozen=True)
class _Text:
    """One text of a battle; side "" for a prompt. `stored` is None without a reading of this version."""

    pk: int
    turn: int
    side: str
    stored: Reading | None


def read_battle_texts(battle_id: int, names: ArenaNames) -> BattleReadings:
    """Return the readings of a battle's ended texts. Reads and stores those that have none."""
    prompts, answers = _list_prompts(battle_id), _list_answers(battle_id)
    unread_prompts = [prompt.pk for prompt in prompts if prompt.stored is None]
    unread_answers = [answer.pk for answer in answers if answer.stored is None]
    prompt_texts, answer_texts = _load_texts(Prompt, unread_prompts), _load_texts(Answer, unread_answers)
    history: list[tuple[list[str], bool]] = []
    prompt_readings: dict[int, Reading] = {}
    answer_readings: dict[int, Reading] = {}
    for prompt in prompts:
        reading = prompt.stored
        if reading is None:
            text = prompt_texts[prompt.pk]
            unlisted = names.list_unlisted(text)
            index = _index(names, [*history, (unlisted, True)])
            reading = {
                **read_prompt_text(text, index, is_first=prompt is prompts[0]),
                UNLISTED: unlisted,
            }
        prompt_readings[prompt.pk] = reading
        history.append((reading.get(UNLISTED, []), True))
        index, mentions = None, []
        for answer in (each for each in answers if each.turn == prompt.turn):
            stored = answer.stored
            if stored is None:
                text = answer_texts[answer.pk]
                index = index or _index(names, history)
                stored = {
                    **read_answer_text(text, list(prompt_readings.values()), index),
                    UNLISTED: names.list_unlisted(text),
                }
            answer_readings[answer.pk] = stored
            mentions.append((stored.get(UNLISTED, []), False))
        history += mentions
    with transaction.atomic():
        _store(PromptReading, "prompt", {pk: prompt_readings[pk] for pk in unread_prompts})
        _store(AnswerReading, "answer", {pk: answer_readings[pk] for pk in unread_answers})
    return BattleReadings(list(prompt_readings.values()), list(_number(answers, answer_readings)))


def _number(answers: list[_Text], readings: Mapping[int, Reading]) -> Iterator[NumberedReading]:
    newest = {(answer.turn, answer.side): answer.pk for answer in answers}
    for answer in answers:
        is_newest = newest[answer.turn, answer.side] == answer.pk
        yield NumberedReading(answer.pk, answer.side, is_newest, readings[answer.pk])


def _index(names: ArenaNames, history: list[tuple[list[str], bool]]) -> NameIndex:
    return build_index(names.after(history))


def _list_prompts(battle_id: int) -> list[_Text]:
    rows = Prompt.objects.filter(battle=battle_id).order_by("turn")
    return [
        _Text(pk, turn, "", value if version == READING_VERSION else None)
        for pk, turn, version, value in rows.values_list("pk", "turn", "reading__version", "reading__value")
    ]


def _list_answers(battle_id: int) -> list[_Text]:
    rows = Answer.objects.filter(prompt__battle=battle_id).exclude(state=Answer.State.RUNNING)
    columns = ("pk", "prompt__turn", "side", "reading__version", "reading__value")
    return [
        _Text(pk, turn, side, value if version == READING_VERSION else None)
        for pk, turn, side, version, value in rows.order_by("prompt__turn", "side", "attempt").values_list(
            *columns
        )
    ]


def _load_texts(model: type[Prompt] | type[Answer], pks: list[int]) -> dict[int, str]:
    return dict(model.objects.filter(pk__in=pks).values_list("pk", "text")) if pks else {}


def _store(
    model: type[PromptReading] | type[AnswerReading], field: str, readings: Mapping[int, Mapping[str, Any]]
) -> None:
    if readings:
        model.objects.bulk_create(
            [
                model(**{f"{field}_id": pk}, version=READING_VERSION, value=value)
                for pk, value in readings.items()
            ],
            update_conflicts=True,
            unique_fields=[field],
            update_fields=["version", "value"],
        )
