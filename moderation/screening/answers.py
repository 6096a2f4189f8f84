"""Screening after the fact: prompts and both answers of live battles, as findings for staff.

- The job reads the same feed as the scan: every finished turn adds an identity annotation. The position moves
  on only after a part was screened, so whatever stops a run, the next one screens it.
- While the backend is away the position stays, and the texts are screened when it is back.
- A finding is recorded once for a battle and category. It names turns and sides ("1.answer.a") and has no
  text.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from battles.detectors import IDENTITY_DETECTOR
from battles.gates import count_outcome
from battles.models import Annotation, Battle
from moderation.findings.record import Observation, record_findings
from moderation.models import BlockedPrompt, Finding, ScreeningPolicy
from moderation.scan.scan_input import ScanInput, load_scan_inputs
from moderation.scan.watermark import Feed
from moderation.screening.backends import BackendAway, ask_backend
from moderation.screening.policy import Verdict, get_policy, judge, screen_locally
from moderation.screening.rules import Hit

DETECTOR = "screening"
TEXTS = Feed("screening", Annotation, Q(detector=IDENTITY_DETECTOR, battle__origin=Battle.Origin.LIVE))
BATCH = 50
MAX_BATCHES = 10
KEPT_DAYS = 30


def screen_answers(*, now: dt.datetime) -> int:
    """Screen the texts of battles with new answers. Returns the number of new findings."""
    policy = get_policy()
    new = 0
    for _ in range(MAX_BATCHES):
        part = TEXTS.next_part(now, size=BATCH)
        if part is None:
            break
        battle_ids = sorted(set(part.rows.values_list("battle_id", flat=True)))
        try:
            observations = [
                each for scanned in load_scan_inputs(battle_ids) for each in _screen_battle(policy, scanned)
            ]
        except BackendAway:
            count_outcome("screening_backend", "unreachable")
            break
        new += record_findings(observations)
        if not TEXTS.advance_to(part.position):
            break
    return new


def _screen_battle(policy: ScreeningPolicy, scanned: ScanInput) -> Iterator[Observation]:
    """One observation a category. Raises BackendAway."""
    places: dict[str, list[str]] = {}
    rules: dict[str, set[str]] = {}
    scores: dict[str, float] = {}
    for place, text in _list_texts(scanned):
        verdict = _screen(policy, text)
        for category in verdict.actions:
            hits = [hit for hit in verdict.hits if hit.category == category]
            places.setdefault(category, []).append(place)
            rules.setdefault(category, set()).update(hit.rule for hit in hits)
            scores[category] = max(scores.get(category, 0.0), *(hit.score for hit in hits))
    for category, where in places.items():
        yield Observation(
            kind=Finding.Kind.SCREENING,
            battle_id=scanned.battle.pk,
            detector=f"{DETECTOR}-{category}",
            version=f"policy {policy.pk or 0}",
            strength=scores[category],
            evidence={"category": category, "places": where, "rules": sorted(rules[category])},
        )


def _screen(policy: ScreeningPolicy, text: str) -> Verdict:
    local = screen_locally(policy, text)
    asked: list[Hit] = ask_backend(policy, text) if text.strip() else []
    return judge(policy, [*local.hits, *asked])


def _list_texts(scanned: ScanInput) -> Iterator[tuple[str, str]]:
    turns = {prompt.pk: prompt.turn for prompt in scanned.prompts}
    for prompt in scanned.prompts:
        yield f"{prompt.turn}.prompt", prompt.text
    for answer in scanned.answers:
        yield f"{turns[answer.prompt_id]}.answer.{answer.side}", answer.text


def delete_blocked(*, now: dt.datetime) -> int:
    """Delete kept blocked prompts that are old enough. Returns how many."""
    return BlockedPrompt.objects.filter(created_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()[0]
