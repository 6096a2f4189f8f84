"""The places with texts in the tables of this app. Rows stay, their texts become empty."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils import timezone

from battles.models import (
    Answer,
    AnswerHtml,
    AnswerReading,
    Battle,
    HeldPrompt,
    Prompt,
    PromptReading,
    Replacement,
    Share,
    Voter,
)
from battles.texts.place import HeldText, TextPlace

Ids = Sequence[int]


def _list_prompts(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    rows = Prompt.objects.filter(battle_id__in=battles).exclude(text="").order_by("battle_id", "turn")
    for battle, turn, text in rows.values_list("battle_id", "turn", "text"):
        yield HeldText(battle, f"prompt {turn}", text)


def _erase_prompts(battles: Ids, voters: Ids) -> int:
    return Prompt.objects.filter(battle_id__in=battles).exclude(text="").update(text="")


def _answers(battles: Ids):
    held = Q(text="", thinking="", error_detail="")
    return Answer.objects.filter(prompt__battle_id__in=battles).exclude(held)


def _list_answers(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    rows = _answers(battles).order_by("prompt__battle_id", "prompt__turn", "attempt", "side")
    columns = ("prompt__battle_id", "prompt__turn", "attempt", "side", "text", "thinking", "error_detail")
    for battle, turn, attempt, side, *texts in rows.values_list(*columns):
        for what, text in zip(("answer", "thinking", "error"), texts, strict=True):
            if text:
                yield HeldText(battle, f"{what} {turn}.{attempt}.{side}", text)


def _erase_answers(battles: Ids, voters: Ids) -> int:
    return _answers(battles).update(text="", thinking="", error_detail="")


def _list_html(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    rows = AnswerHtml.objects.filter(answer__prompt__battle_id__in=battles)
    for battle, answer, html in rows.values_list("answer__prompt__battle_id", "answer_id", "html"):
        yield HeldText(battle, f"HTML of answer {answer}", html)


def _erase_html(battles: Ids, voters: Ids) -> int:
    rows = AnswerHtml.objects.filter(answer__prompt__battle_id__in=battles)
    return AnswerHtml.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]


def _list_readings(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    prompts = PromptReading.objects.filter(prompt__battle_id__in=battles)
    for battle, value in prompts.values_list("prompt__battle_id", "value"):
        yield HeldText(battle, "reading of a prompt", str(value))
    answers = AnswerReading.objects.filter(answer__prompt__battle_id__in=battles)
    for battle, value in answers.values_list("answer__prompt__battle_id", "value"):
        yield HeldText(battle, "reading of an answer", str(value))


def _erase_readings(battles: Ids, voters: Ids) -> int:
    """Delete readings: they are derived from a text and say nothing without it. Facts stay."""
    prompts = list(Prompt.objects.filter(battle_id__in=battles).values_list("pk", flat=True))
    answers = list(Answer.objects.filter(prompt_id__in=prompts).values_list("pk", flat=True))
    deleted = PromptReading.objects.filter(pk__in=prompts).delete()[0]
    return deleted + AnswerReading.objects.filter(pk__in=answers).delete()[0]


def _list_replacements(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    rows = Replacement.objects.filter(battle_id__in=battles).exclude(error_detail="")
    for battle, detail in rows.values_list("battle_id", "error_detail"):
        yield HeldText(battle, "error of a replaced model", detail)


def _erase_replacements(battles: Ids, voters: Ids) -> int:
    return Replacement.objects.filter(battle_id__in=battles).exclude(error_detail="").update(error_detail="")


def _held_prompts(battles: Ids, voters: Ids):
    """Prompts that wait to be sent, of the battles that they became or of a voter."""
    of_battles = Battle.objects.filter(pk__in=battles).values("key")
    of_voters = Voter.objects.filter(pk__in=voters).values("key")
    return HeldPrompt.objects.filter(Q(battle_key__in=of_battles) | Q(voter_key__in=of_voters))


def _list_held_prompts(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    for held in _held_prompts(battles, voters):
        yield HeldText(0, "prompt that waits", str(held.fields))


def _erase_held_prompts(battles: Ids, voters: Ids) -> int:
    return _held_prompts(battles, voters).delete()[0]


def _list_shares(battles: Ids, voters: Ids) -> Iterator[HeldText]:
    """A link holds no text, but it shows one."""
    for battle, token in (
        Share.objects.active().filter(battle_id__in=battles).values_list("battle_id", "token")
    ):
        yield HeldText(battle, "link of a shared battle", token)


def _end_shares(battles: Ids, voters: Ids) -> int:
    return Share.objects.active().filter(battle_id__in=battles).update(ended_at=timezone.now())


def _export_shares(voter_id: int) -> Iterator[dict[str, object]]:
    for share in Share.objects.filter(battle__voter=voter_id).select_related("battle").order_by("pk"):
        yield {
            "battle": str(share.battle.key),
            "token": share.token,
            "made_at": share.created_at.isoformat(),
            "taken_back_at": share.ended_at.isoformat() if share.ended_at else None,
        }


PLACES = [
    TextPlace("shares", (), _list_shares, _end_shares, export=_export_shares),
    TextPlace("prompts that wait", ("battles.HeldPrompt.fields",), _list_held_prompts, _erase_held_prompts),
    TextPlace("prompts", ("battles.Prompt.text",), _list_prompts, _erase_prompts),
    TextPlace(
        "answers",
        ("battles.Answer.text", "battles.Answer.thinking", "battles.Answer.error_detail"),
        _list_answers,
        _erase_answers,
    ),
    TextPlace("stored HTML", ("battles.AnswerHtml.html",), _list_html, _erase_html),
    TextPlace(
        "readings",
        ("battles.PromptReading.value", "battles.AnswerReading.value"),
        _list_readings,
        _erase_readings,
    ),
    TextPlace(
        "replaced models", ("battles.Replacement.error_detail",), _list_replacements, _erase_replacements
    ),
]
