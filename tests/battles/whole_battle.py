"""Running a whole battle's turn and reading what became of it."""

from asgiref.sync import sync_to_async

from battles.generation.claims import get_newest_turn
from battles.models import Answer, Battle, Replacement
from tests.patience import patiently


@sync_to_async
def stored(battle: Battle) -> tuple[Battle, Answer, Answer, list[Replacement]]:
    answers = Answer.objects.filter(prompt__battle=battle).select_related("contender__model")
    a, b = answers.order_by("side")
    replacements = Replacement.objects.select_related("from_contender__model", "to_contender__model")
    return Battle.objects.with_pair().get(pk=battle.pk), a, b, list(replacements)


async def run(runner, battle: Battle):
    turn = runner.start(await sync_to_async(get_newest_turn)(battle), str(battle.key))
    await patiently(turn.task)
    return turn


def name_of(answer: Answer) -> str:
    return answer.contender.model.name
