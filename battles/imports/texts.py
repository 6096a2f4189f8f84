"""Store the texts of imported battles: prompts, answers and style counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils import timezone

from battles.database.bulk_inserts import BulkRows, Same
from battles.detectors import identity
from battles.detectors.categories import Fact
from battles.detectors.run import battle_style
from battles.detectors.style import Style
from battles.imports.records import ImportedVote
from battles.models import Answer, BattleStyle, Prompt

_SIDES = (Answer.Side.A.value, Answer.Side.B.value)


def write_texts(
    rows: BulkRows, ids: Sequence[int], votes: Sequence[ImportedVote], contenders: Mapping[str, int]
) -> dict[int, list[int]]:
    """Store the conversations of the votes whose battles have these ids; votes without one are skipped.

    Returns the ids of the answers of each such battle, side A's first.
    """
    talks = [
        (battle_id, (vote.model_a, vote.model_b), vote.conversation)
        for battle_id, vote in zip(ids, votes, strict=True)
        if vote.conversation is not None
    ]
    if not talks:
        return {}
    turns = [(pk, turn) for pk, _, talk in talks for turn in range(1, len(talk.prompts) + 1)]
    prompt_ids = dict(zip(turns, rows.reserve_ids(Prompt, len(turns)), strict=True))
    battle_ids, numbers = zip(*turns, strict=True)
    prompts = {
        "id": list(prompt_ids.values()),
        "battle_id": battle_ids,
        "turn": numbers,
        "text": [text for _, _, talk in talks for text in talk.prompts],
        "created_at": Same(timezone.now()),
    }
    rows.insert_columns(Prompt, prompts)
    return _write_answers(
        rows,
        [
            (pk, prompt_ids[pk, turn], side, contenders[name], text)
            for pk, names, talk in talks
            for side, name, texts in zip(_SIDES, names, (talk.answers_a, talk.answers_b), strict=True)
            for turn, text in enumerate(texts, start=1)
        ],
    )


def _write_answers(rows: BulkRows, answers: Sequence[tuple[int, int, str, int, str]]) -> dict[int, list[int]]:
    """Store answers, each given as battle, prompt, side, contender and text. Returns their ids by battle."""
    by_battle: dict[int, list[int]] = {}
    if not answers:
        return by_battle
    battle_ids, prompt_ids, sides, contender_ids, texts = zip(*answers, strict=True)
    ids = rows.reserve_ids(Answer, len(answers))
    columns = {
        "id": ids,
        "prompt_id": prompt_ids,
        "side": sides,
        "contender_id": contender_ids,
        "text": texts,
        "state": Same(Answer.State.DONE.value),
        "parameters": Same("{}"),
        "created_at": Same(timezone.now()),
    }
    rows.insert_columns(Answer, columns)
    for battle_id, pk in zip(battle_ids, ids, strict=True):
        by_battle.setdefault(battle_id, []).append(pk)
    return by_battle


def write_styles(rows: BulkRows, ids: Sequence[int], votes: Sequence[ImportedVote]) -> None:
    """Store the style counts of the votes that have them, from the detector or from the log."""
    counts = {pk: style for pk, vote in zip(ids, votes, strict=True) if (style := _counts(vote)) is not None}
    if counts:
        styles = list(counts.values())
        columns = {name: [style[name] for style in styles] for name in styles[0]}
        rows.insert_columns(BattleStyle, {"battle_id": list(counts), **columns})


def _counts(vote: ImportedVote) -> dict[str, int] | None:
    if vote.facts:
        return battle_style(vote.facts)
    return None if vote.style is None else style_columns(*vote.style)


def style_columns(a: Style, b: Style) -> dict[str, int]:
    """Both sides' counts, by column of BattleStyle."""
    return {
        f"{name}_{side}": getattr(style, name)
        for side, style in (("a", a), ("b", b))
        for name in ("tokens", "headers", "lists", "bold")
    }


def answers_by_id(facts: Iterable[Fact], answer_ids: Sequence[int]) -> Iterator[Fact]:
    """The same facts, in which leaks name answers by id instead of by index."""
    for fact in facts:
        if fact.detector == identity.DETECTOR:
            leaks = [leak | {"answer": answer_ids[leak["answer"]]} for leak in fact.value["leaks"]]
            yield Fact(fact.detector, fact.version, {"leaks": leaks})
        else:
            yield fact
