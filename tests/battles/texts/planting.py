"""Plant a word in every place of the registry, and look for it everywhere."""

import json
import uuid
from pathlib import Path

import redis
from asgiref.sync import async_to_sync
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, models

from battles.generation.redis_relay import stream_key
from battles.generation.storage.shown_texts import ShownTexts, ShownTurn
from battles.generation.storage.spool import save_end
from battles.generation.storage.turn_end import AnswerEnd, TurnEnd
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
)
from moderation.findings.contests import contest
from moderation.findings.reports import ReportReason, report_answer
from moderation.models import BlockedPrompt, Finding, PromptSketch, StaffNote
from tests import world

WORD = "zqheronsecret"


def plant(battle: Battle) -> set[str]:
    """Put WORD wherever a text of this voted battle can be. Returns the names of the places."""
    prompt = Prompt.objects.get(battle=battle)
    Prompt.objects.filter(pk=prompt.pk).update(text=f"What is a {WORD}?")
    answers = Answer.objects.filter(prompt=prompt)
    answers.update(text=f"A {WORD}.", thinking=f"The {WORD}…", error_detail=f"refused: {WORD}")
    AnswerHtml.objects.save_html((answer.pk, f"A {WORD}.", f"<p>A {WORD}.</p>") for answer in answers)
    PromptReading.objects.update_or_create(prompt=prompt, defaults={"version": "1", "value": {"x": WORD}})
    for answer in answers:
        AnswerReading.objects.update_or_create(answer=answer, defaults={"version": "1", "value": {"x": WORD}})
    Replacement.objects.create(
        battle=battle,
        side="a",
        number=1,
        from_contender=battle.contender_b,
        to_contender=battle.contender_a,
        duration_ms=1,
        probability=0.5,
        error_detail=f"upstream: {WORD}",
    )
    report_answer(battle, answers[0], reason=ReportReason.OTHER, words=WORD)
    Finding.objects.create(kind="odd_battle", battle=battle, evidence={"quote": WORD, "n": [f"a {WORD}"]})
    Finding.objects.create(kind="staff", voter=battle.voter, evidence={"note": f"He wrote {WORD}"})
    HeldPrompt.objects.create(
        voter_key=battle.voter.key,
        battle_key=battle.key,
        fields={"prompt": WORD},
        ready_at=world.NOON,
        expires_at=world.NOON,
    )
    Share.objects.create(battle=battle)
    PromptSketch.objects.create(battle=battle, sketch=b"x", version=1)
    BlockedPrompt.objects.create(voter_key=battle.voter.key, categories=["hate"], text=f"A {WORD}")
    author, _is_new = User.objects.get_or_create(username="author-of-notes")
    StaffNote.objects.create(subject=f"battle-{battle.pk}", author=author, text=f"It says {WORD}")
    _plant_spool(battle, answers[0])
    places = {"prompts", "answers", "stored HTML", "readings", "replaced models", "spool of ends"}
    places |= {"prompts that wait", "blocked prompts", "notes of staff"}
    places |= {"reports, contests and findings"}
    if settings.REDIS_URL:
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            client.xadd(stream_key(str(battle.key), 1, 1), {"events": json.dumps([[1, "a", WORD]])})
        places.add("streams in Redis")
    return places


def contest_with_word(vote) -> None:
    contest(vote, words=f"It was about a {WORD}")


def _plant_spool(battle: Battle, answer: Answer) -> None:
    end = AnswerEnd(answer.pk, "done", WORD, "stop", "", "", 0, 1, 1, 1, 1)
    save_end(TurnEnd((battle.pk, 1, 1), 1, (end,), is_final=False))
    shown = ShownTexts(uuid.uuid4())
    async_to_sync(shown.save)([ShownTurn((battle.pk, 1, 1), 1, {answer.pk: WORD})])


def find_everywhere(word: str = WORD) -> list[str]:
    """Every table's text columns, the cache, Redis, and the files of the data directory."""
    return [*_in_tables(word), *_in_memory(word), *_in_files(word)]


def _in_tables(word: str) -> list[str]:
    places = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField):
                table, column = model._meta.db_table, field.column
                with connection.cursor() as cursor:
                    cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')  # noqa: S608
                    if any(word in _text(value) for (value,) in cursor.fetchall()):
                        places.append(f"{table}.{column}")
    return places


def _text(value) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _in_memory(word: str) -> list[str]:
    held = getattr(cache, "_cache", None)
    entries = held.items() if isinstance(held, dict) else ()
    places = [f"cache {key}" for key, value in entries if word.encode() in value]
    if settings.REDIS_URL:
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            for key in client.scan_iter("*"):
                kind = client.type(key)
                value = client.xrange(key) if kind == b"stream" else client.dump(key)
                if word in str(value):
                    places.append(f"redis {key!r}")
    return places


def _in_files(word: str) -> list[str]:
    folder = Path(settings.DATA_DIR)
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and "sqlite3" not in path.name and word.encode() in path.read_bytes()
    ]
