"""Read the texts of a battle once each; the readings are kept, in the transaction that stores the facts.

Texts are read in the order in which they were written: which unlisted names are searched in a text depends on
the texts before it (see arena_names.py), and an answer is read with the prompts up to its turn.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import BigAutoField, Case, CharField, F, TextField, Value, When

from battles.annotations.arena_names import ArenaNames
from battles.database.compiled import CompiledInsert, CompiledQuery, Given
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

_OF_BATTLE = Given("battle", BigAutoField())


def _if_unread(prefix: str) -> Case:
    """The text at this path of the query; empty if it has a reading of the given version."""
    return Case(
        When(**{f"{prefix}reading__version": Given("version", CharField())}, then=Value("")),
        default=F(f"{prefix}text"),
        output_field=TextField(),
    )


_TEXTS = CompiledQuery[tuple](
    lambda: (
        Prompt.objects.filter(battle=_OF_BATTLE)
        .order_by("turn", "answers__side", "answers__attempt")
        .values_list(
            *("turn", "pk", "reading__version", "reading__value", _if_unread("")),
            *("answers__state", "answers__side"),
            *("answers__pk", "answers__reading__version", "answers__reading__value", _if_unread("answers__")),
        )
    )
)
_REPLACE = "ON CONFLICT ({column}) DO UPDATE SET version = excluded.version, value = excluded.value"
_SAVE_PROMPTS = CompiledInsert(
    PromptReading, ["prompt", "version", "value"], _REPLACE.format(column="prompt_id")
)
_SAVE_ANSWERS = CompiledInsert(
    AnswerReading, ["answer", "version", "value"], _REPLACE.format(column="answer_id")
)


@dataclass(frozen=True)
class BattleReadings:
    """The readings of a battle's prompts, and of its ended answers, in order of turn.

    new_prompts, new_answers: by primary key those that are not stored yet.
    """

    prompts: list[Reading]
    answers: list[NumberedReading]
    new_prompts: dict[int, Reading]
    new_answers: dict[int, Reading]

    def store(self) -> None:
        """Store the new readings. To be called in a transaction that has locked the battle."""
        _SAVE_PROMPTS.execute([(pk, READING_VERSION, value) for pk, value in self.new_prompts.items()])
        _SAVE_ANSWERS.execute([(pk, READING_VERSION, value) for pk, value in self.new_answers.items()])


@dataclass(frozen=True)
class _Text:
    """One text of a battle; side "" for a prompt. `stored`: its reading of this version, if it has one.

    text: empty where there is a reading.
    """

    pk: int
    turn: int
    side: str
    stored: Reading | None
    text: str


def read_battle_texts(battle_id: int, names: ArenaNames) -> BattleReadings:
    """Return the readings of a battle's ended texts. Reads those that have none."""
    prompts, answers = _list_texts(battle_id)
    history: list[tuple[list[str], bool]] = []
    prompt_readings: dict[int, Reading] = {}
    answer_readings: dict[int, Reading] = {}
    for prompt in prompts:
        reading = prompt.stored
        if reading is None:
            text = prompt.text
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
                text = answer.text
                index = index or _index(names, history)
                stored = {
                    **read_answer_text(text, list(prompt_readings.values()), index),
                    UNLISTED: names.list_unlisted(text),
                }
            answer_readings[answer.pk] = stored
            mentions.append((stored.get(UNLISTED, []), False))
        history += mentions
    return BattleReadings(
        list(prompt_readings.values()),
        list(_number(answers, answer_readings)),
        {prompt.pk: prompt_readings[prompt.pk] for prompt in prompts if prompt.stored is None},
        {answer.pk: answer_readings[answer.pk] for answer in answers if answer.stored is None},
    )


def _number(answers: list[_Text], readings: Mapping[int, Reading]) -> Iterator[NumberedReading]:
    newest = {(answer.turn, answer.side): answer.pk for answer in answers}
    for answer in answers:
        is_newest = newest[answer.turn, answer.side] == answer.pk
        yield NumberedReading(answer.pk, answer.side, is_newest, readings[answer.pk])


def _index(names: ArenaNames, history: list[tuple[list[str], bool]]) -> NameIndex:
    return build_index(names.after(history))


def _list_texts(battle_id: int) -> tuple[list[_Text], list[_Text]]:
    """The prompts of a battle and its ended answers, in order of turn, side and attempt; one query."""
    prompts: dict[int, _Text] = {}
    answers = []
    for turn, *row in _TEXTS.fetch(battle=battle_id, version=READING_VERSION):
        of_prompt, (state, side), of_answer = row[:4], row[4:6], row[6:]
        prompts.setdefault(turn, _build_text(turn, "", *of_prompt))
        if side is not None and state != Answer.State.RUNNING:
            answers.append(_build_text(turn, side, *of_answer))
    return list(prompts.values()), answers


def _build_text(
    turn: int, side: str, pk: int, version: str | None, value: Reading | None, text: str
) -> _Text:
    return _Text(pk, turn, side, value if version == READING_VERSION else None, text)
