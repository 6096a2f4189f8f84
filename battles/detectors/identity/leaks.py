"""The identity detector: where does an answer say which model it is, or who made it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from battles.detectors.identity.claims import (
    LeakKind,
    Reading,
    find_affirmation,
    find_alternatives,
    find_claims,
    find_fields,
    find_hidden_claims,
    find_identification,
    find_people_of_makers,
    find_related_makers,
    find_whereabouts,
    is_denied,
    is_likened,
    is_others_speech,
    kind_of_name,
)
from battles.detectors.identity.disguises import find_disguised_names
from battles.detectors.identity.folding import fold
from battles.detectors.identity.names import KnownName, NameClass, NameIndex, spelling_key
from battles.detectors.identity.prompts import NO_PROMPT, Prompting, read_prompt

MAX_LEAKS = 20
"""Leaks reported for one answer; the first ones are kept."""

SHORT_ANSWER = 200
"""Characters of an answer in which an ambiguous name or a company answers a request for identity."""


@dataclass(frozen=True)
class Leak:
    """A name that an answer revealed. `start` and `end` are a half-open span of the original answer.

    `name` and `maker` are canonical: the arena's if the arena knows the name, else the lexicon's. If the
    answer only says yes to "are you NAME?", the span is the yes.
    """

    kind: LeakKind
    name: str
    maker: str
    start: int
    end: int


def find_leaks(
    answer: str, names: NameIndex, *, prompting: Prompting = NO_PROMPT, prompt: str = ""
) -> tuple[Leak, ...]:
    """Find all leaks of an answer, in order.

    prompting: the visitor's turns so far, read and combined; `prompt` is the text of a single turn instead.

    Time is linear in the length of the text, up to a budget. Most answers contain no known name and return
    early. Of an answer that exhausts the budget the beginning and the last sentences are read.
    """
    if prompt:
        prompting = read_prompt(prompt, names)
    reading = Reading.of(answer, names, prompting)
    leaks: dict[int, Leak] = {}
    for leak in _find_all(reading):
        leaks.setdefault(leak.start, leak)
        if len(leaks) == MAX_LEAKS:
            break
    return tuple(leaks.values()) or _find_affirmed_name(reading)


def _find_all(reading: Reading) -> Iterator[Leak]:
    """Find the claims in plain words first, then what is hidden; a place may be found more than once."""
    folded, mentions, prompting = reading.folded, reading.mentions, reading.prompting
    for mention, kind in find_claims(reading):
        span = folded.original_span(mention.start, mention.end)
        if not is_others_speech(reading, mention.known, span):
            yield _build_leak(mention.known, kind, span, prompting)
    if prompting.asks_identity:
        yield from _find_game_answers(reading)
    for mention in find_fields(folded.text, mentions, prompting):
        span = folded.original_span(mention.start, mention.end)
        yield _build_leak(mention.known, LeakKind.SIGNATURE, span, prompting)
    if not prompting.asks_fiction:
        yield from _find_relations(reading)
    for known, start, end in find_hidden_claims(reading):
        yield _build_leak(known, kind_of_name(known), (start, end), prompting)


def _find_relations(reading: Reading) -> Iterator[Leak]:
    """Find what is related to the speaker: people, kin, towns, addresses."""
    folded, mentions, prompting = reading.folded, reading.mentions, reading.prompting
    people = find_related_makers(reading.answer, folded, reading.names, asks_identity=prompting.asks_identity)
    related = chain(find_people_of_makers(folded.text, mentions), find_whereabouts(folded.text, mentions))
    named = ((mention.known, mention.start, mention.end) for mention in related)
    for known, start, end in chain(people, named):
        span = folded.original_span(start, end)
        if not is_others_speech(reading, known, span):
            yield _build_leak(known, kind_of_name(known), span, prompting)


def _find_game_answers(reading: Reading) -> Iterator[Leak]:
    """Find what only a request for identity makes a leak.

    - a name in disguise (see disguises);
    - a name anywhere, in code, JSON, tables and paths too, if the answer names models of one maker only, and
      is not about a model that the prompt named.
    """
    answer, folded, mentions = reading.answer, reading.folded, reading.mentions
    prompting = reading.prompting
    for known, start, end in find_disguised_names(answer, folded, reading.names):
        yield _build_leak(known, kind_of_name(known), (start, end), prompting)
    makers = {mention.known.maker for mention in mentions if mention.known.name not in prompting.mentioned}
    known_makers = {mention.known.maker for mention in mentions if mention.known.name in prompting.mentioned}
    if len(makers) != 1 or makers & known_makers:
        return
    alternatives = find_alternatives(folded.text, mentions)
    for mention in mentions:
        if mention.start in alternatives:
            continue
        start, end = folded.original_span(mention.start, mention.end)
        is_certain = mention.known.kind in (NameClass.MODEL, NameClass.MAKER) or (
            len(answer) <= SHORT_ANSWER and not answer[start : start + 1].islower()
        )
        is_own = mention.known.name not in prompting.mentioned
        if (
            is_certain
            and is_own
            and not (is_denied(folded.text, mention) or is_likened(folded.text, mention))
        ):
            yield _build_leak(mention.known, kind_of_name(mention.known), (start, end), prompting)


def _build_leak(known: KnownName, kind: LeakKind, span: tuple[int, int], prompting: Prompting) -> Leak:
    kind = LeakKind.PROMPTED if prompting.supplies(known) else kind
    return Leak(kind, known.name, known.maker, *span)


def _find_affirmed_name(reading: Reading) -> tuple[Leak, ...]:
    """Find a yes to "are you NAME?", and "that's me" where the prompt names models of one maker."""
    folded, names, prompting = reading.folded, reading.names, reading.prompting
    suggested = prompting.suggested
    span = find_affirmation(folded.text, suggested)
    if span is None and prompting.mentioned:
        known = [names.names.get(spelling_key(fold(name).text)) for name in sorted(prompting.mentioned)]
        makers = {each.maker for each in known if each is not None}
        suggested = known[0] if len(makers) == 1 else None
        span = find_identification(folded.text) if suggested else None
    if span is None or suggested is None:
        return ()
    return (Leak(kind_of_name(suggested), suggested.name, suggested.maker, *folded.original_span(*span)),)
