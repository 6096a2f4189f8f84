"""Services that are asked about a text: a moderations endpoint, or a guard model on any endpoint.

- They are asked within a time limit, a budget of calls a minute, and a breaker: after three failures in a
  row a process asks none for half a minute. Whatever goes wrong, the outcome is BackendAway, never "passed".
- A backend reports scores; what they mean is the policy's.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation

from battles.endpoints import CallFailed, ask_model, call_endpoint
from battles.rate_limits import Counter, Limit, RateLimited, count
from moderation.models import ScreeningCategory, ScreeningPolicy
from moderation.screening.rules import Hit

FAILURES = 3
PAUSE_SECONDS = 30.0

MODERATIONS_CATEGORIES = (
    ("self-harm", "self_harm"),
    ("sexual/minors", "minors"),
    ("sexual", "sexual"),
    ("violence", "violence"),
    ("hate", "hate"),
    ("harassment", "hate"),
    ("illicit", "illegal"),
    ("pii", "private_data"),
)
"""Beginnings of the endpoint's categories, the longest first, and ours."""


class BackendAway(Exception):
    """The backend could not be asked or gave no verdict; the message is for staff."""


class Breaker:
    """Stops asking a backend that keeps failing; one of each process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def check(self, now: float) -> None:
        """Raise BackendAway during a pause."""
        if now < self._closed_until:
            raise BackendAway("it failed three times in a row; the next attempt comes soon")

    def note(self, *, failed: bool, now: float) -> None:
        """Take in how a call ended."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= FAILURES:
                self._closed_until = now + PAUSE_SECONDS

    def reset(self) -> None:
        """Forget all failures: for a new policy, and in tests."""
        with self._lock:
            self._failures, self._closed_until = 0, 0.0


BREAKER = Breaker()


def ask_backend(policy: ScreeningPolicy, text: str) -> list[Hit]:
    """Return the backend's hits; an empty list without a backend. Raises BackendAway."""
    ask = BACKENDS.get(policy.backend)
    if ask is None:
        return []
    BREAKER.check(time.monotonic())
    try:
        count([Counter("screening:calls", Limit(policy.calls_per_minute, 60))])
    except RateLimited:
        raise BackendAway("the budget of calls a minute is used up") from None
    try:
        hits = ask(policy, text)
    except (CallFailed, BackendAway) as problem:
        BREAKER.note(failed=True, now=time.monotonic())
        raise BackendAway(str(problem)) from None
    BREAKER.note(failed=False, now=time.monotonic())
    return hits


def _ask_moderations(policy: ScreeningPolicy, text: str) -> list[Hit]:
    if policy.endpoint is None:
        raise BackendAway("the policy names no endpoint")
    content: dict[str, Any] = {"input": text}
    if policy.moderations_model:
        content["model"] = policy.moderations_model
    answer = call_endpoint(policy.endpoint, "moderations", content, seconds=policy.seconds)
    return parse_moderations(answer)


def parse_moderations(answer: Any) -> list[Hit]:
    """Read the scores of a response. Raises BackendAway where it has none."""
    try:
        result = answer["results"][0]
        scores = result.get("category_scores")
        if scores is None:
            scores = {name: float(bool(flag)) for name, flag in result["categories"].items()}
        numbers = {str(name): float(score) for name, score in scores.items()}
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise BackendAway("the moderations endpoint gave no scores") from None
    return _keep_highest(
        (ours, score)
        for name, score in numbers.items()
        if (ours := next((to for begin, to in MODERATIONS_CATEGORIES if name.startswith(begin)), None))
    )


def _ask_guard(policy: ScreeningPolicy, text: str) -> list[Hit]:
    if policy.guard_model is None:
        raise BackendAway("the policy names no guard model")
    prompt = policy.guard_template.replace("{text}", text)
    answer = ask_model(policy.guard_model, prompt, seconds=policy.seconds)
    return parse_guard(answer, parse_codes(policy.guard_codes))


@cache
def name_categories() -> dict[str, str]:
    """The categories by their names in every language of the site and by their codes, in lower case."""
    names = {value: value for value in ScreeningCategory.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {str(each.label).casefold(): each.value for each in ScreeningCategory}
    return names


def parse_codes(lines: str) -> dict[str, str]:
    """Read lines such as "S1 = Violence". Raises ValueError with the first bad line."""
    codes = {}
    names = name_categories()
    for line in lines.splitlines():
        code, equals, category = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not equals or not code or category.casefold() not in names:
            raise ValueError(line.strip())
        codes[code.casefold()] = names[category.casefold()]
    return codes


def parse_guard(answer: str, codes: Mapping[str, str]) -> list[Hit]:
    """Read a guard model's verdict: "safe", or "unsafe" and codes. Raises BackendAway for anything else."""
    words = re.findall(r"\w+", answer.casefold())
    verdict = next((word for word in words if word in {"safe", "unsafe"}), None)
    if verdict is None:
        raise BackendAway("the guard model gave no verdict")
    if verdict == "safe":
        return []
    found = [codes[word] for word in words if word in codes]
    if not found:
        raise BackendAway("the guard model named no known code")
    return _keep_highest((category, 1.0) for category in found)


def _keep_highest(scores: Iterable[tuple[str, float]]) -> list[Hit]:
    best: dict[str, float] = {}
    for category, score in scores:
        best[category] = max(score, best.get(category, 0.0))
    return [Hit(category, "backend", min(1.0, max(0.0, score))) for category, score in best.items()]


BACKENDS: dict[str, Callable[[ScreeningPolicy, str], list[Hit]]] = {
    ScreeningPolicy.Backend.MODERATIONS: _ask_moderations,
    ScreeningPolicy.Backend.GUARD: _ask_guard,
}
