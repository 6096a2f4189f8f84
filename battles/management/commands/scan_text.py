"""Run the detectors on texts from a file without storing anything: `manage.py scan_text FILE`."""

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from battles.detectors import categories, identity
from battles.detectors.categories import Conversation, Fact
from battles.detectors.categories.language import detect_language
from battles.detectors.categories.style import style_json
from battles.detectors.identity import ModelNames, NameIndex, find_leaks
from battles.detectors.run import leak_tags
from battles.detectors.style import style_features
from battles.models import LanguageModel
from battles.tags import Tag, language_tag

VERSIONS = {
    identity.DETECTOR: identity.VERSION,
    **{detector.name: detector.version for detector in categories.DETECTORS},
}


class BadLine(ValueError):
    """A line that cannot be scanned; the message says why."""


class Command(BaseCommand):
    help = (
        "Reads JSON lines with `text` (an answer) and optionally `prompt`, and writes one JSON line for "
        "each: leaks, language, tags, tokens, style, and the versions of the detectors. "
        "A line that cannot be read is reported with its number, and the exit status is then 1."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file of JSON lines; - reads standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        names = NameIndex.build(self._registered_models())
        read = refused = 0
        with _opened(options["file"]) as lines:
            for number, line in _filled(lines):
                read += 1
                try:
                    found = scan(*_texts(line), names=names)
                except BadLine as problem:
                    refused += 1
                    self.stderr.write(f"line {number}: {problem}")
                else:
                    self.stdout.write(json.dumps({"line": number, **found}))
        if refused:
            raise CommandError(f"{refused} of {read} lines could not be scanned.")

    def _registered_models(self) -> list[ModelNames]:
        """The names of registered models; none, with a message, if the table cannot be read."""
        try:
            if LanguageModel._meta.db_table not in connection.introspection.table_names():
                return []
            models = LanguageModel.objects.filter(origin=LanguageModel.Origin.REGISTERED).order_by("id")
            return [
                ModelNames(model.name, model.organization, model.family, tuple(map(str, model.aliases)))
                for model in models
            ]
        except DatabaseError as problem:
            self.stderr.write(
                f"Without the names of registered models, the database cannot be read: {problem}"
            )
            return []


def scan(text: str, prompt: str | None, *, names: NameIndex) -> dict[str, Any]:
    """The results of all detectors for one answer, with its prompt if known."""
    leaks = [
        {
            "kind": leak.kind.value,
            "name": leak.name,
            "maker": leak.maker,
            "start": leak.start,
            "end": leak.end,
        }
        for leak in find_leaks(text, names, prompt=prompt or "")
    ]
    language = detect_language(text if prompt is None else prompt).code
    facts = categories.detect(Conversation(() if prompt is None else (prompt,), (text,)))
    tags = categories.category_tags(facts) | language_tag(language)
    tags |= leak_tags(Fact(identity.DETECTOR, identity.VERSION, {"leaks": leaks}))
    style = style_features(text)
    return {
        "leaks": leaks,
        "language": language,
        "tags": [str(tag.name).lower() for tag in Tag if tag in tags],
        "tokens": style.tokens,
        "style": {"headers": style.headers, "lists": style.lists, "bold": style.bold, **style_json(style)},
        "versions": VERSIONS,
    }


def _opened(name: str) -> contextlib.AbstractContextManager[BinaryIO]:
    """The lines as bytes, to be decoded one by one, so that a broken line does not affect others."""
    if name == "-":
        return contextlib.nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as problem:
        raise CommandError(f"{name}: {problem.strerror}") from problem


def _filled(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers from 1."""
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _texts(line: bytes) -> tuple[str, str | None]:
    """`text` and `prompt` of a line. Raises BadLine."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise BadLine(f"not UTF-8: {problem.reason} at byte {problem.start}") from problem
    except (ValueError, RecursionError) as problem:
        raise BadLine(f"not JSON: {problem}") from problem
    if not isinstance(record, dict):
        raise BadLine("not a JSON object")
    text, prompt = record.get("text"), record.get("prompt")
    if not isinstance(text, str):
        raise BadLine("`text` is missing or not a string")
    if prompt is not None and not isinstance(prompt, str):
        raise BadLine("`prompt` is not a string")
    return text, prompt
