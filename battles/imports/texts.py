"""What was said in imported battles, where the log holds it: prompts, answers, and their style counts."""

from collections.abc import Iterator, Mapping, Sequence

from battles.imports.records import ImportedVote
from battles.models import Answer, BattleStyle, Prompt
from battles.style import Style

BATCH = 1_000


def write_texts(ids: Sequence[int], votes: Sequence[ImportedVote], contenders: Mapping[str, int]) -> None:
    """Store the conversations of the votes whose battles have these ids; votes without one are passed by."""
    prompts: list[Prompt] = []
    answers: list[Answer] = []
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
    Prompt.objects.bulk_create(prompts, batch_size=BATCH)
    for answer in answers:
        answer.prompt_id = answer.prompt.pk
    Answer.objects.bulk_create(answers, batch_size=BATCH)


def _side(
    prompts: Sequence[Prompt], side: Answer.Side, texts: Sequence[str], contender_id: int
) -> Iterator[Answer]:
    """One answer a turn, as far as this side answered."""
    for prompt, text in zip(prompts, texts, strict=False):
        yield Answer(prompt=prompt, side=side, contender_id=contender_id, state=Answer.State.DONE, text=text)


def write_styles(ids: Sequence[int], votes: Sequence[ImportedVote]) -> None:
    """Store the style counts of the votes that have them."""
    BattleStyle.objects.bulk_create(
        (
            _style(battle_id, *vote.style)
            for battle_id, vote in zip(ids, votes, strict=True)
            if vote.style is not None
        ),
        batch_size=BATCH,
    )


def _style(battle_id: int, a: Style, b: Style) -> BattleStyle:
    return BattleStyle(
        battle_id=battle_id,
        tokens_a=a.tokens,
        tokens_b=b.tokens,
        headers_a=a.headers,
        headers_b=b.headers,
        lists_a=a.lists,
        lists_b=b.lists,
        bold_a=a.bold,
        bold_b=b.bold,
    )
