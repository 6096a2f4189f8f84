"""Known cases: findings that were decided before, shown again among the others.

- Only where settings.CALIBRATION_SHARE asks for it: about this share of the cases of the queue.
- A known case is a finding about a voted battle that another member of staff upheld or dismissed and whose
  decision is standing. Each member of staff gets it once.
- It is shown without its outcome. The answer is a row of its own (CalibrationAnswer) and executes nothing.
"""

import random

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, F, OuterRef, QuerySet

from battles.models import Battle
from moderation.models import CalibrationAnswer, Decision, Finding

MAX_CANDIDATES = 200
VERDICTS: dict[str, CalibrationAnswer.Verdict] = {
    Decision.Kind.SET_ASIDE: CalibrationAnswer.Verdict.UPHOLD,
    Decision.Kind.DISMISS: CalibrationAnswer.Verdict.DISMISS,
}
"""What the kind of a standing decision says of its findings."""


class NotAKnownCase(LookupError):
    """The finding is none that this member of staff may answer as a known case."""


def draw_known_case(user: AbstractBaseUser, *, rng: random.Random) -> Finding | None:
    """A known case with the probability of the setting; else None."""
    if rng.random() >= settings.CALIBRATION_SHARE:
        return None
    candidates = list(known_cases(user).order_by("-pk").values_list("pk", flat=True)[:MAX_CANDIDATES])
    return Finding.objects.get(pk=rng.choice(candidates)) if candidates else None


def known_cases(user: AbstractBaseUser) -> QuerySet[Finding]:
    """The findings that this member of staff may get as known cases, with their verdict as `decided_kind`."""
    own = Decision.objects.filter(findings=OuterRef("pk"), actor=user)
    answered = CalibrationAnswer.objects.filter(finding=OuterRef("pk"), member=user)
    return (
        Finding.objects.filter(battle__state=Battle.State.VOTED, battle__erased_at__isnull=True)
        .exclude(kind__in=(Finding.Kind.CONTEST, Finding.Kind.SECOND_OPINION))
        .filter(~Exists(own), ~Exists(answered))
        .filter(resolved_by__kind__in=VERDICTS, resolved_by__actor__isnull=False)
        .annotate(decided_kind=F("resolved_by__kind"))
    )


def answer_known_case(
    finding_pk: int, *, by: AbstractBaseUser, verdict: CalibrationAnswer.Verdict
) -> CalibrationAnswer:
    """Store the answer. Raises NotAKnownCase, also for a second answer."""
    finding = known_cases(by).filter(pk=finding_pk).first()
    if finding is None:
        raise NotAKnownCase
    answer, is_new = CalibrationAnswer.objects.get_or_create(
        finding=finding,
        member=by,
        defaults={"verdict": verdict, "expected": VERDICTS[finding.decided_kind]},
    )
    if not is_new:
        raise NotAKnownCase
    return answer
