"""The demo's past: votes without texts, drawn from the personas' known strengths.

The expected score of a battle is the Bradley–Terry probability of the two effective strengths (strength,
category offsets, a modest effect of style), ties counted as half, so a fit finds those strengths again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from battles.outcomes import Outcome
from battles.providers.demo.persona import Layout, Persona
from battles.tags import Tag, language_tag

STYLE_COLUMNS = ("tokens", "headers", "lists", "bold")
TIE_SHARE = 0.35
VOTES_PER_VOTER = 12

LANGUAGES: dict[str | None, float] = {
    "en": 0.60,
    "zh": 0.12,
    "ru": 0.05,
    "de": 0.04,
    "ja": 0.04,
    "es": 0.035,
    "fr": 0.035,
    "ko": 0.025,
    "pt": 0.02,
    "it": 0.01,
    "vi": 0.007,
    "pl": 0.005,
    "sv": 0.008,
    None: 0.005,
}
"""Share of each language among the first messages; None where detection gives no answer."""

TOPIC_SHARES = {Tag.CODING: 0.20, Tag.MULTI_TURN: 0.14}
LENGTH_SHARES = {Tag.LONGER_QUERY: 0.08, Tag.SHORT_QUERY: 0.06}

NEWCOMER_DAYS = 10
NEWCOMER_WEIGHT = 3.0
REFUSAL_COST = 200.0
STYLE_EFFECT = np.array([0.25, 0.02, 0.03, 0.02])
"""What one standard deviation of a style difference adds to the log-odds of a win."""

HOURS = 1.0 + 0.7 * np.sin((np.arange(24) - 8) / 24 * 2 * np.pi)
"""Traffic by hour of the day, UTC."""
WEEKDAYS = np.array([1.05, 1.1, 1.1, 1.05, 1.0, 0.8, 0.9])
"""Traffic by weekday, Monday first."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """Simulated votes as arrays of one length, in the order of time.

    contender_a, contender_b: index into the personas given. outcome: Outcome codes. tags: Tag bits.
    voter: 0 … number of voters − 1. cast_at: Unix time, seconds. pair_probability: of the drawn pair,
    sides aside. style_a, style_b: (n, 4), columns as STYLE_COLUMNS.
    """

    contender_a: NDArray[np.int16]
    contender_b: NDArray[np.int16]
    outcome: NDArray[np.int8]
    tags: NDArray[np.int64]
    voter: NDArray[np.int32]
    cast_at: Floats
    pair_probability: Floats
    style_a: NDArray[np.int32]
    style_b: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.outcome)


def simulate_history(
    personas: Sequence[Persona], *, votes: int = 30_000, seed: int = 20240422, days: int = 120, now: datetime
) -> History:
    """Votes of the last `days` days before `now` (aware). The same arguments give the same arrays.

    Raises ValueError for fewer than two personas without a debut or a naive `now`.
    """
    if now.tzinfo is None:
        raise ValueError("now must know its time zone")
    if sum(persona.debut <= 0 for persona in personas) < 2:
        raise ValueError("at least two personas must be there from the start")
    rng = np.random.default_rng(seed)
    cast_at = _draw_times(votes, days, now, rng)
    first, second, probability = _draw_pairs(personas, cast_at, days, now, rng)
    tags = _draw_tags(votes, rng)
    style_a, style_b = _draw_styles(personas, first, second, tags, rng)
    strengths = [_effective_strength(personas, side, tags) for side in (first, second)]
    refused = [_happens(personas, side, "refuses", rng) for side in (first, second)]
    leaked = [_happens(personas, side, "leaks", rng) for side in (first, second)]
    tags |= np.where(leaked[0] | leaked[1], int(Tag.IDENTITY_LEAK), 0)
    tags |= np.where(refused[0] | refused[1], int(Tag.REFUSAL), 0)
    shown = [strength - REFUSAL_COST * no for strength, no in zip(strengths, refused, strict=True)]
    logit = (shown[0] - shown[1]) * np.log(10) / 400 + _style_logit(style_a, style_b)
    outcome = _draw_outcomes(logit, (strengths[0] + strengths[1]) / 2, rng)
    voter = _draw_voters(votes, rng)
    return History(first, second, outcome, tags, voter, cast_at, probability, style_a, style_b)


def _draw_times(votes: int, days: int, now: datetime, rng: np.random.Generator) -> Floats:
    """Increasing times: more traffic every week, less at night and on weekends, no day like another."""
    hours = np.arange(days * 24)
    start = now - timedelta(days=days)
    clock = hours + start.hour + start.minute / 60
    growth = 0.4 + 1.2 * hours / len(hours)
    weekday = WEEKDAYS[(start.weekday() + clock.astype(int) // 24) % 7]
    mood = rng.lognormal(0, 0.12, size=days)[hours // 24]
    weights = growth * weekday * HOURS[clock.astype(int) % 24] * mood
    counts = rng.multinomial(votes, weights / weights.sum())
    at = np.repeat(hours, counts) + rng.random(votes)
    return np.sort(start.timestamp() + at * 3600.0)


def _draw_pairs(
    personas: Sequence[Persona], cast_at: Floats, days: int, now: datetime, rng: np.random.Generator
) -> tuple[NDArray[np.int16], NDArray[np.int16], Floats]:
    """Two different personas for each vote, drawn by weight one after the other, sides at random."""
    debut = np.array([persona.debut for persona in personas])
    window = days * 86_400.0
    age = (cast_at - (now.timestamp() - window))[:, None] - debut * window
    newcomer = (age < NEWCOMER_DAYS * 86_400) & (debut > 0)
    weights = np.where(age >= 0, np.where(newcomer, NEWCOMER_WEIGHT, 1.0), 0.0)
    weights[:, debut <= 0] = 1.0
    # The two smallest of exponential times with these rates are a weighted draw without replacement.
    with np.errstate(divide="ignore"):
        arrivals = rng.exponential(size=weights.shape) / weights
    first, second = np.argsort(arrivals, axis=1)[:, :2].T.astype(np.int16)
    share = weights / weights.sum(axis=1, keepdims=True)
    rows = np.arange(len(cast_at))
    p, q = share[rows, first], share[rows, second]
    return first, second, p * q / (1 - p) + p * q / (1 - q)


def _draw_tags(votes: int, rng: np.random.Generator) -> NDArray[np.int64]:
    bits = np.array([int(language_tag(code)) for code in LANGUAGES])
    tags: NDArray[np.int64] = rng.choice(bits, size=votes, p=list(LANGUAGES.values())).astype(np.int64)
    for tag, share in TOPIC_SHARES.items():
        tags |= np.where(rng.random(votes) < share, int(tag), 0)
    size = rng.random(votes)
    for tag, share in LENGTH_SHARES.items():
        tags |= np.where((size >= 0) & (size < share), int(tag), 0)
        size -= share
    return tags


def _effective_strength(
    personas: Sequence[Persona], contender: NDArray[np.int16], tags: NDArray[np.int64]
) -> Floats:
    """Strength with the offsets of the categories that each battle is in."""
    strength = np.array([float(persona.strength) for persona in personas])[contender]
    for field, tag in (
        ("chinese", Tag.CHINESE),
        ("english", Tag.ENGLISH),
        ("coding", Tag.CODING),
        ("long", Tag.LONGER_QUERY),
    ):
        offset = np.array([float(getattr(persona.offsets, field)) for persona in personas])
        strength += np.where(tags & int(tag), offset[contender], 0.0)
    return strength


def _happens(
    personas: Sequence[Persona], contender: NDArray[np.int16], habit: str, rng: np.random.Generator
) -> NDArray[np.bool_]:
    rate = np.array([getattr(persona.manner, habit) for persona in personas])
    return rng.random(len(contender)) < rate[contender]


def _draw_styles(
    personas: Sequence[Persona],
    first: NDArray[np.int16],
    second: NDArray[np.int16],
    tags: NDArray[np.int64],
    rng: np.random.Generator,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Both sides answer the same prompt: its size is common, the rest is each model's manner."""
    asked = rng.lognormal(np.log(260), 0.7, size=len(first))
    asked *= np.where(tags & int(Tag.SHORT_QUERY), 0.4, 1.0) * np.where(tags & int(Tag.MULTI_TURN), 1.8, 1.0)
    return _style_of(personas, first, asked, rng), _style_of(personas, second, asked, rng)


def _style_of(
    personas: Sequence[Persona], contender: NDArray[np.int16], asked: Floats, rng: np.random.Generator
) -> NDArray[np.int32]:
    manners = [persona.manner for persona in personas]
    length = np.array([manner.length for manner in manners])[contender]
    headed = np.array([1.0 if manner.layout is Layout.SECTIONS else 0.08 for manner in manners])[contender]
    listed = np.array([_list_habit(manner.layout) for manner in manners])[contender]
    bold = np.array([manner.bold for manner in manners])[contender]
    tokens = np.maximum(1, asked * length * rng.lognormal(0, 0.35, size=len(contender)))
    paragraphs = tokens / 60
    headers = rng.poisson(headed * paragraphs * 0.6)
    lists = rng.poisson(listed * paragraphs * 1.2)
    strong = rng.poisson(bold * paragraphs * 1.5)
    return np.column_stack([tokens.astype(np.int64), headers, lists, strong]).astype(np.int32)


def _list_habit(layout: Layout) -> float:
    return {Layout.BULLETS: 1.0, Layout.NUMBERS: 0.8, Layout.SECTIONS: 0.5}.get(layout, 0.1)


def _style_logit(style_a: NDArray[np.int32], style_b: NDArray[np.int32]) -> Floats:
    a, b = style_a.astype(float), style_b.astype(float)
    difference = (a - b) / (a + b + 1)
    spread = difference.std(axis=0)
    effect: Floats = difference / np.where(spread > 0, spread, 1.0) @ STYLE_EFFECT
    return effect


def _draw_outcomes(logit: Floats, level: Floats, rng: np.random.Generator) -> NDArray[np.int8]:
    """Ties are carved out of both sides alike, so that the expected score stays the win probability.

    level: the mean strength of the two; the weaker they are, the more often a tie means both bad.
    """
    win = 1 / (1 + np.exp(-logit))
    close = win * (1 - win)
    tie = close * min(2.0, TIE_SHARE / close.mean())
    both_bad = 1 / (1 + np.exp((level - 1030) / 60))
    draw = rng.random(len(win))
    drawn = np.where(rng.random(len(win)) < both_bad, Outcome.BOTH_BAD, Outcome.TIE)
    decided = np.where(draw < win - tie / 2, Outcome.A, Outcome.B)
    tied = (draw >= win - tie / 2) & (draw < win + tie / 2)
    return np.where(tied, drawn, decided).astype(np.int8)


def _draw_voters(votes: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Everyone votes once, most hardly more, a few very often."""
    voters = max(1, votes // VOTES_PER_VOTER)
    weights = rng.pareto(1.3, size=voters) + 0.05
    more = rng.choice(voters, size=votes - voters, p=weights / weights.sum())
    return rng.permutation(np.concatenate([np.arange(voters), more])).astype(np.int32)
