"""Format a draft as Markdown in a persona's manner."""

import re
from dataclasses import replace

from battles.providers.demo.draft import Block, Draft, Point, Points, Say
from battles.providers.demo.language import UNSPACED
from battles.providers.demo.persona import Layout, Voice
from battles.providers.demo.task import Task

TERSE = 0.6
"""Lengths below this give the bare answer, without frame or asides."""
TALKATIVE = 1.4
"""From this length an answer includes everything, and a summary."""
LOUD = 0.9
"""From this share of bold on, words in running text are bold too."""

_MARKED = re.compile(r"[`*|$#\[\]<>]")
_LONG_WORD = re.compile(r"\b[^\W\d_]{8,}\b")
_FIRST_CLAUSE = re.compile(r"^[^，。、！？：:]{2,14}(?=[，。、！？：])")


def dress(draft: Draft, task: Task) -> str:
    """The draft as Markdown. Terse manners leave out, talkative ones add; nothing changes what is true."""
    if draft.language is not None:
        task = replace(task, language=draft.language)
    length = task.has_length()
    framed = draft.framed and length >= TERSE and not task.opening
    paragraphs = [*_heading(draft, task)] if framed else []
    if framed:
        paragraphs += _spoken(task, "open")
    for part in draft.parts:
        paragraphs += _set_out(part, task)
    if framed:
        paragraphs = _with_aside(paragraphs, task)
        paragraphs += _ending(draft, task)
    return "\n\n".join(paragraph for paragraph in (draft.note, *paragraphs) if paragraph).strip()


def _heading(draft: Draft, task: Task) -> list[str]:
    wanted = _layout(task) is Layout.SECTIONS and task.has_length() >= 1.2
    return [f"## {draft.title[0].upper()}{draft.title[1:]}"] if draft.title and wanted else []


def _spoken(task: Task, place: str) -> list[str]:
    voice = task.persona.manner.voice
    return [] if voice is Voice.PLAIN else [task.say(f"voice.{voice}.{place}")]


def _with_aside(paragraphs: list[str], task: Task) -> list[str]:
    """The hesitant hedge and the rambling wander off after they have begun."""
    if task.persona.manner.voice not in (Voice.HESITANT, Voice.RAMBLING) or len(paragraphs) < 2:
        return paragraphs
    return [*paragraphs[:2], task.say(f"voice.{task.persona.manner.voice}.aside"), *paragraphs[2:]]


def _ending(draft: Draft, task: Task) -> list[str]:
    leads = [part.text for part in draft.parts if isinstance(part, Say) and part.rank == 0]
    ending = _spoken(task, "close")
    items = [item for part in draft.parts if isinstance(part, Points) for item in part.items if item.text]
    if task.has_length() >= TALKATIVE and leads and items and leads[0][-1] in ".。!！":
        ending.insert(0, task.say("dress.summary", lead=leads[0]))
    return ending


def _set_out(part: Say | Points | Block, task: Task) -> list[str]:
    if isinstance(part, Points):
        return _set_out_points(part, task)
    if part.rank > _most_rank(task.has_length()):
        return []
    return [part.markdown] if isinstance(part, Block) else [_loud(part.text, task)]


def _most_rank(length: float) -> int:
    if length < TERSE:
        return 0
    return 1 if length < TALKATIVE else 2


def _set_out_points(points: Points, task: Task) -> list[str]:
    items = _kept(points, task.has_length())
    if not items:
        return []
    layout = _layout_for(points, items, task)
    if layout is Layout.PROSE:
        return [_loud(_join([item.text for item in items], task.language), task)]
    if layout is Layout.TABLE:
        return [_as_table(items, task)]
    if layout is Layout.SECTIONS:
        return [text for item in items for text in (f"### {item.name}", item.text)]
    ordered = points.ordered or layout is Layout.NUMBERS
    marks = [f"{number}." if ordered else "-" for number in range(1, len(items) + 1)]
    names_only = points.names_suffice and task.has_length() < TERSE
    return [
        "\n".join(f"{mark} {_item(item, task, names_only)}" for mark, item in zip(marks, items, strict=True))
    ]


def _kept(points: Points, length: float) -> tuple[Point, ...]:
    if points.fixed or points.ordered or length >= 1:
        return points.items
    return points.items[: max(2, round(len(points.items) * length))]


def _layout(task: Task) -> Layout:
    return task.persona.manner.layout if task.layout is None else task.layout


def _layout_for(points: Points, items: tuple[Point, ...], task: Task) -> Layout:
    """The requested layout overrides the persona's; few points make no table and no sections."""
    layout = _layout(task)
    if not any(item.text for item in items):
        return Layout.NUMBERS if points.ordered else Layout.BULLETS
    if task.layout is not None:
        return layout
    if layout is Layout.PROSE and (points.fixed or points.ordered):
        return Layout.NUMBERS if points.ordered else Layout.BULLETS
    if layout is Layout.SECTIONS and (len(items) < 3 or points.fixed):
        return Layout.NUMBERS
    if layout is Layout.TABLE and len(items) < 2:
        return Layout.PROSE
    return layout


def _as_table(items: tuple[Point, ...], task: Task) -> str:
    bold = "**" if task.persona.manner.bold >= 0.3 else ""
    lines = [f"| {task.say('dress.aspect')} | {task.say('dress.detail')} |", "| --- | --- |"]
    lines += [f"| {bold}{_in_cell(item.name)}{bold} | {_in_cell(item.text)} |" for item in items]
    return "\n".join(lines)


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _item(item: Point, task: Task, names_only: bool) -> str:
    if not item.text:
        return item.name
    bold = "**" if task.persona.manner.bold >= 0.25 else ""
    name = f"{bold}{item.name}{bold}"
    if names_only:
        return name
    return f"{name}：{item.text}" if task.language in UNSPACED else f"{name}: {item.text}"


def _join(texts: list[str], language: str) -> str:
    return ("" if language in UNSPACED else " ").join(text for text in texts if text)


def _loud(text: str, task: Task) -> str:
    """Set long words in bold, or the first clause in languages without spaces, for the loudest manners."""
    if task.persona.manner.bold < LOUD or _MARKED.search(text):
        return text
    expression = _FIRST_CLAUSE if task.language in UNSPACED else _LONG_WORD
    return expression.sub(lambda match: f"**{match.group()}**", text)
