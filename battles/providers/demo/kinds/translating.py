"""Translation by phrase book: what is in it is right or, with the weak, a neighbour of it."""

import re
from functools import cache
from typing import Any

from battles.providers.demo.draft import Draft, Point, Points, Say
from battles.providers.demo.language import language_of, requested_language
from battles.providers.demo.library import pattern, read
from battles.providers.demo.subject import quoted_start
from battles.providers.demo.task import Task

_QUOTED = re.compile(r"[\"“「『«]([^\"”」』»]+)[\"”」』»]|(?<!\w)['‘]([^'’]+)['’](?!\w)")
_REMARK = re.compile(r"\s*\([^)]*\)")
_NOISE = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")

Row = dict[str, Any]


def translation(task: Task) -> Draft | None:
    """The phrase in the prompt, in the language it asks for."""
    target = requested_language(task.prompt) or task.language
    text = phrase_in(task.prompt)
    if not text:
        return Draft((Say(task.say("translate.what")),), framed=False)
    if target not in read("phrasebook")["languages"]:
        return Draft((Say(task.say("translate.no_language")),), framed=False)
    whole = find_row(text)
    if whole is not None:
        return _translated(task, text, _rendered(task, whole, target))
    return _piece_by_piece(task, text, target)


def phrase_in(prompt: str) -> str:
    """What is to be translated: the quoted part, what follows a colon, or what the instruction leaves."""
    quoted = _QUOTED.search(prompt)
    if quoted:
        return (quoted.group(1) or quoted.group(2)).strip()
    _, colon, rest = prompt.replace("：", ":").partition(":")
    if colon and rest.strip():
        return rest.strip()
    for _ in range(3):
        prompt = pattern("translate_frame").sub(" ", prompt).strip(" \t\n.?？。！，,")
    return prompt


def find_row(text: str) -> Row | None:
    """The phrase book's row with this text in any language."""
    return _index().get(_normal(text))


def wordings(row: Row) -> list[tuple[str, str]]:
    """The names of the languages, each in itself, with the row's wording."""
    names: dict[str, str] = read("phrasebook")["names"]
    return [(name, _list(row[language])[0]) for language, name in names.items()]


@cache
def _index() -> dict[str, Row]:
    return {
        _normal(version): row for row in _rows() for versions in row.values() for version in _list(versions)
    }


def _rows() -> list[Row]:
    rows: list[Row] = read("phrasebook")["phrase"]
    return rows


def _list(versions: str | list[str]) -> list[str]:
    return [versions] if isinstance(versions, str) else versions


def _normal(text: str) -> str:
    return _NOISE.sub("", _REMARK.sub("", text)).casefold()


def _rendered(task: Task, row: Row, target: str) -> str:
    """The row in the target language; a weak model slips to a neighbouring row."""
    rows = _rows()
    if not task.right(870):
        row = rows[(rows.index(row) + task.rng.choice((-1, 1, 2))) % len(rows)]
    return _list(row[target])[0]


def _translated(task: Task, text: str, rendered: str) -> Draft:
    shown, remark = _REMARK.sub("", rendered), _REMARK.search(rendered)
    parts: list[Say | Points] = [Say(f"**{shown}**" if task.persona.manner.bold >= 0.2 else shown)]
    if remark and task.level > 0.4:
        parts.append(Say(task.say("translate.reading", reading=remark.group().strip(" ()")), 1))
    if task.has_length() >= 1.3:
        parts.append(Say(task.say("translate.usage", text=quoted_start(text)), 1))
    return Draft(tuple(parts), framed=False)


def _piece_by_piece(task: Task, text: str, target: str) -> Draft:
    """Sentence by sentence; what the book lacks is named instead of invented."""
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text) if match.group().strip()]
    found = [(sentence, find_row(sentence)) for sentence in sentences]
    known = [(sentence, row) for sentence, row in found if row is not None]
    if not known:
        known = [(row_text, row) for row_text, row in _contained(text)]
    if not known:
        return Draft((Say(task.say("translate.unknown", text=quoted_start(text))),), framed=False)
    items = tuple(Point(sentence, _rendered(task, row, target)) for sentence, row in known)
    return Draft((Say(task.say("translate.partly")), Points(items, fixed=True)), framed=False)


def _contained(text: str) -> list[tuple[str, Row]]:
    """Phrases of the book that occur in the text, longest first, at most three."""
    normal, language = _normal(text), language_of(text)
    hits = [
        (_REMARK.sub("", version), row)
        for row in _rows()
        for version in _list(row.get(language, []))
        if len(_normal(version)) >= (5 if version.isascii() else 2) and _normal(version) in normal
    ]
    return sorted(hits, key=lambda hit: -len(hit[0]))[:3]
