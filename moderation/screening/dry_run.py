"""What a policy would do, without doing it: with one text, and with recent stored prompts."""

import time
from dataclasses import dataclass

from battles.models import Battle, Prompt
from moderation.models import ScreeningAction, ScreeningCategory, ScreeningPolicy
from moderation.screening.backends import BackendAway, ask_backend
from moderation.screening.policy import Verdict, judge, screen_locally
from moderation.screening.rules import Hit, find_hits

MAX_PROMPTS = 2000
MAX_SECONDS = 3.0


@dataclass(frozen=True)
class TriedRule:
    """One hit: its category, what the policy does about it, and whether its score reaches the threshold."""

    label: str
    hit: Hit
    threshold: float
    action: str
    reaches: bool


@dataclass(frozen=True)
class Tried:
    """A text under a policy. problem: why the backend gave no verdict."""

    rules: list[TriedRule]
    strongest: str
    is_shadow: bool
    problem: str = ""


@dataclass(frozen=True)
class RecentCount:
    """How many of the recent prompts a category would act on."""

    label: str
    action: str
    number: int


@dataclass(frozen=True)
class Recent:
    """Counts over recent stored prompts. number: how many were read, within the time limit."""

    number: int
    counts: list[RecentCount]


def try_text(policy: ScreeningPolicy, text: str, *, asks_backend: bool) -> Tried:
    """Show every hit, also of categories that are off, and what the policy makes of it."""
    words = {category: policy.get_words(category) for category in ScreeningCategory.values}
    hits, problem = find_hits(text, words), ""
    if asks_backend:
        try:
            hits += ask_backend(policy, text)
        except BackendAway as away:
            problem = str(away)
    verdict: Verdict = judge(policy, hits)
    rules = [
        TriedRule(
            str(ScreeningCategory(hit.category).label),
            hit,
            policy.get_threshold(hit.category),
            str(ScreeningAction(policy.get_action(hit.category)).label),
            hit.score >= policy.get_threshold(hit.category),
        )
        for hit in hits
    ]
    strongest = str(ScreeningAction(verdict.strongest).label)
    return Tried(rules, strongest, policy.is_shadow, problem)


def screen_recent_prompts(policy: ScreeningPolicy) -> Recent:
    """Apply the local rules to the newest stored prompts of live battles, within MAX_SECONDS."""
    texts = (
        Prompt.objects.filter(battle__origin=Battle.Origin.LIVE)
        .order_by("-id")
        .values_list("text", flat=True)[:MAX_PROMPTS]
    )
    numbers: dict[str, int] = {}
    ends_at = time.monotonic() + MAX_SECONDS
    read = 0
    for text in texts:
        if time.monotonic() > ends_at:
            break
        read += 1
        for category in screen_locally(policy, text).actions:
            numbers[category] = numbers.get(category, 0) + 1
    counts = [
        RecentCount(
            str(category.label),
            str(ScreeningAction(policy.get_action(category.value)).label),
            numbers.get(category.value, 0),
        )
        for category in ScreeningCategory
        if policy.get_action(category.value) != ScreeningAction.OFF
    ]
    return Recent(read, counts)
