"""Store the texts of imported battles: prompts, answers and style counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from battles.detectors import identity
from battles.detectors.categories import Fact
from battles.detectors.run import battle_style
from battles.detectors.style import Style
from battles.imports.records import ImportedVote
from battles.models import Answer, BattleStyle, Prompt

BATCH = 1_000


def write_texts(
    ids: Sequence[int], votes: Sequence[ImportedVote], contenders: Mapping[str, int]
) -> dict[int, list[int]]:
    """Store the conversations of the votes whose battles have these ids; votes without one are skipped.

    Returns the ids of the answers of each such battle, side A's first.
    """
    prompts: list[Prompt] = []
    answers: list[Answer] = []
    battle_of: list[int] = []
    for battle_id, vote in zip(ids, votes, strict=True):
        if vote.conversation is None:
            continue
        turns = [
            Prompt(battle_id=battle_id, turn=turn, text=text)
            for turn, text in enumerate(vote.conversation.prompts, start=1)
        ]
        prompts += turns
        answers += _side(turns, Answer.Side.A, vote.conversation.answers_a, contenders[vote.model_a])
        answers += _side(turns, Answer.Side.B, vote.conversation.answers_b, contenders[vote.model_b])
        battle_of += [battle_id] * (len(answers) - len(battle_of))
    Prompt.objects.bulk_create(prompts, batch_size=BATCH)
    for answer in answers:
        answer.prompt_id = answer.prompt.pk
    Answer.objects.bulk_create(answers, batch_size=BATCH)
    numbers: dict[int, list[int]] = {battle_id: [] for battle_id in battle_of}
    for battle_id, answer in zip(battle_of, answers, strict=True):
        numbers[battle_id].append(answer.pk)
    return numbers


def _side(
    prompts: Sequence[Prompt], side: Answer.Side, texts: Sequence[str], contender_id: int
) -> Iterator[Answer]:
    """One answer per turn that this side answered."""
    for prompt, text in zip(prompts, texts, strict=False):
        yield Answer(prompt=prompt, side=side, contender_id=contender_id, state=Answer.State.DONE, text=text)


def write_styles(ids: Sequence[int], votes: Sequence[ImportedVote]) -> None:
    """Store the style counts of the votes that have them, from the detector or from the log."""
    counts = zip(ids, map(_counts, votes), strict=True)
    BattleStyle.objects.bulk_create(
        (BattleStyle(battle_id=battle_id, **style) for battle_id, style in counts if style is not None),
        batch_size=BATCH,
    )


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
