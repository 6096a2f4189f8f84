"""The start page: rendered once for many visitors, filled with the token, keys and battle of each."""

import uuid
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language

from battles.gates import FormPart, build_evidence, build_form_parts
from battles.history.visit import Visit, read_visit
from battles.legal import Notice, build_notice
from battles.prompt_ideas import choose_ideas
from battles.views.page_shells import PageShells, Values
from battles.views.start_facts import OpenArena, StartFacts
from battles.visitors import get_voter_key, read_voter_key

TEMPLATE = "battles/start/battle_new.html"
RESUMED = 80
"""Characters of the prompt of a battle to resume."""

SHELLS = PageShells(TEMPLATE)


def render_start_page(request: HttpRequest, facts: StartFacts, arena: OpenArena) -> HttpResponse:
    """The start page of an arena; at most one query.

    A page that repeats its address, and one with a gate that does not name what is the visitor's own, is
    rendered for this request alone.
    """
    page = _StartPage(request, facts, arena)
    if request.META.get("QUERY_STRING") or not page.is_shared:
        draft = request.GET.get("prompt", "")
        html = render_to_string(TEMPLATE, page.build_context(page.values) | {"draft": draft}, request)
        return HttpResponse(html)
    return HttpResponse(SHELLS.render(request, page.key, page.values, page.build_context))


class _StartPage:
    """What is on one visitor's start page: `values` are the visitor's own, `key` is everything else."""

    def __init__(self, request: HttpRequest, facts: StartFacts, arena: OpenArena) -> None:
        now = timezone.now()
        form_key = uuid.uuid4()
        voter_key = read_voter_key(request)
        own_key = voter_key or get_voter_key(request, form_key=form_key)
        self.arena, self.facts = arena, facts
        self.visit: Visit = read_visit(voter_key)
        self.legal: Notice = build_notice(self.visit, now=now, consent=facts.consent)
        self.ideas = choose_ideas(get_language(), day=now.date())
        self.parts: list[FormPart] = build_form_parts(build_evidence(request, voter_key=own_key))
        self.values = self._collect_values(form_key)

    @property
    def is_shared(self) -> bool:
        return all(part.own is not None for part in self.parts)

    @property
    def key(self) -> tuple[Any, ...]:
        resumed = self.visit.resume and self.visit.resume.state
        parts = tuple((part.template, part.own, part.shared) for part in self.parts)
        return self.facts, self.arena, self.ideas, self.legal, resumed, parts

    def _collect_values(self, form_key: uuid.UUID) -> dict[str, str]:
        values = {"form_key": str(form_key)}
        if self.visit.resume is not None:
            values["resume_key"] = str(self.visit.resume.key)
            values["resume_opening"] = Truncator(self.visit.resume.opening).chars(RESUMED)
        for number, part in enumerate(self.parts):
            values |= {f"{number} {name}": part.context[name] for name in part.own or ()}
        return values

    def build_context(self, values: Values) -> dict[str, Any]:
        """The template's context with these values."""
        resume = self.visit.resume
        if resume is not None:
            resume = replace(resume, key=values["resume_key"], opening=values["resume_opening"])
        return {
            "arena": self.arena,
            "arenas": self.facts.arenas,
            "key": values["form_key"],
            "legal": self.legal,
            "gate_parts": [
                replace(part, context={**part.context, **_pick_own(values, number, part)})
                for number, part in enumerate(self.parts)
            ],
            "ideas": self.ideas,
            "pool_size": self.arena.pool_size,
            "resume": resume,
        }


def _pick_own(values: Values, number: int, part: FormPart) -> dict[str, str]:
    return {name: values[f"{number} {name}"] for name in part.own or ()}
