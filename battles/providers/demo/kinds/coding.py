"""Programs: correct and tested from the strong, with a real bug from the weak."""

import re
from typing import Any

from battles.providers.demo.draft import Draft, Part, Point, Points, Say, fenced
from battles.providers.demo.library import BEGINNING, asks, phrases, read
from battles.providers.demo.subject import subject_of
from battles.providers.demo.task import Task

_LANGUAGES: dict[str, str] = read("programming")["languages"]
_NAMES: dict[str, str] = read("programming")["names"]
_OUTLINES: dict[str, str] = read("programming")["outlines"]
_FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
_DEFINITION = re.compile(r"\b(?:def|function|func|fn|class)\s+([A-Za-z_]\w*)")
_LOOKS_LIKE_CODE = re.compile(
    r"^\s*(?:def |class |import |from \w+ import|function |const |let |var |#include|public |SELECT |"
    r"for ?\(|if ?\(|return\b|print\()",
    re.MULTILINE,
)


def is_coding(prompt: str) -> bool:
    """Whether the prompt asks for a program or shows one."""
    return asks(prompt, "program") or bool(_FENCE.search(prompt)) or wanted_language(prompt) is not None


def program(task: Task) -> Draft | None:
    """A program for one of the common tasks, or the way to one."""
    known = _known_task(task.prompt)
    coding = is_coding(task.prompt)
    if known is not None and (coding or known.get("alone")):
        return _written(task, known)
    if not coding:
        return None
    return _outlined(task) if asks(task.prompt, "make") else None


def review(task: Task) -> Draft | None:
    """Remarks on code that the visitor shows."""
    fence = _FENCE.search(task.prompt)
    lines = _LOOKS_LIKE_CODE.findall(task.prompt)
    if fence is None and len(lines) < 2:
        return None
    code = fence.group(2) if fence else task.prompt
    remarks = _remarks(task, code)
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(_DEFINITION.findall(code))) or task.say(
        "review.it"
    )
    size = sum(bool(line.strip()) for line in code.splitlines())
    lead = Say(task.say("review.lead", names=names, lines=size))
    if not remarks or not task.right(980):
        return Draft((lead, Say(task.say("review.fine" if task.level > 0.4 else "review.vague"))))
    return Draft((lead, Points(tuple(remarks)), Say(task.say("review.end"), 1)))


def _remarks(task: Task, code: str) -> list[Point]:
    """What simple expressions find wrong in code: the rules are data, their words speech."""
    found = [name for name, expression in read("code")["smells"].items() if re.search(expression, code)]
    return [Point(*phrases(task.language, f"review.smells.{name}")) for name in found]


def rewrite_for(prompt: str, language: str) -> str:
    """The prompt, asking for another programming language."""
    for expression in _LANGUAGES.values():
        prompt = re.sub(rf"(?:\b(?:in|using|with)\s+)?(?:{expression})", " ", prompt, flags=re.IGNORECASE)
    return f"{prompt} in {language}"


def _known_task(prompt: str) -> dict[str, Any] | None:
    for known in read("code")["task"]:
        if re.search("|".join(known["match"]), prompt[:BEGINNING], re.IGNORECASE):
            found: dict[str, Any] = known
            return found
    return None


def wanted_language(prompt: str) -> str | None:
    """The programming language that the prompt names, if any."""
    for name, expression in _LANGUAGES.items():
        if re.search(expression, prompt, re.IGNORECASE):
            return name
    return None


def _written(task: Task, known: dict[str, Any]) -> Draft:
    wanted = wanted_language(task.prompt)
    written: str = wanted if wanted is not None and wanted in known["in"] else next(iter(known["in"]))
    source = known["in"][written]
    parts: list[Part] = []
    if wanted and wanted != written:
        parts.append(Say(task.say("code.other_language", wanted=_NAMES[wanted], written=_NAMES[written])))
    parts.append(Say(task.say("code.lead", language=_NAMES[written]), 1))
    if not task.right(known["hardness"]) and source.get("bugs"):
        parts += [fenced(written, task.rng.choice(source["bugs"])), Say(task.say("code.sure"), 1)]
        return Draft(tuple(parts))
    parts.append(fenced(written, _variant(task, source["good"])))
    return Draft((*parts, *_explained(task, known, source, written)))


def _variant(task: Task, good: str | list[str]) -> str:
    """Each model has its own way to solve a task."""
    return good if isinstance(good, str) else good[task.preference(len(good))]


def _explained(task: Task, known: dict[str, Any], source: dict[str, Any], written: str) -> list[Part]:
    """What the good add to the code: the idea, the cost, and checks to run."""
    idea = known["idea"]
    parts: list[Part] = [Say(idea.get(task.language, idea["en"]), 1)]
    if known.get("cost") and task.level > 0.45:
        parts.append(Say(task.say("code.cost", cost=known["cost"]), 1))
    if source.get("tests") and task.level > 0.6 and task.has_length() >= 0.7:
        parts += [Say(task.say("code.tests"), 1), fenced(written, source["tests"])]
    return parts


def _outlined(task: Task) -> Draft:
    """A program that is in no book: questions and a plan from the strong, a shrug from the weak."""
    subject = subject_of(task.prompt) or task.say("code.your_program")
    if not task.right(1000):
        return Draft((Say(task.say("code.vague", subject=subject)), fenced("python", _OUTLINES["vague"])))
    names, texts = phrases(task.language, "code.plan_names"), phrases(task.language, "code.plan_texts")
    steps = tuple(Point(name, text) for name, text in zip(names, texts, strict=True))
    skeleton = fenced(wanted_language(task.prompt) or "python", _OUTLINES["plan"])
    parts: list[Part] = [Say(task.say("code.plan", subject=subject)), Points(steps, ordered=True)]
    if (wanted_language(task.prompt) or "python") == "python":
        parts.append(skeleton)
    return Draft((*parts, Say(task.say("code.plan_end"), 1)))
