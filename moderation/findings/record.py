"""The one door through which findings come in, whoever notices: detectors, visitors or staff."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from battles.models import Battle, Prompt, Voter
from moderation.findings.priority import compute_priority, due_at
from moderation.findings.reporter_trust import get_reporter_record
from moderation.models import Campaign, Finding


class FindingWithoutSubject(ValueError):
    """A finding that is about nothing."""


def record_finding(
    kind: Finding.Kind,
    *,
    battle: Battle | None = None,
    voter: Voter | None = None,
    prompt: Prompt | None = None,
    campaign: Campaign | None = None,
    detector: str = "",
    version: str = "",
    strength: float = 1.0,
    evidence: dict,
    noticed_by: AbstractBaseUser | None = None,
    reporter: Voter | None = None,
    part: str = "",
) -> Finding:
    """Store what was noticed, once.

    - What names a detector is stored once per detector, version, kind, subject and `part`: noticing it
      again gives the finding that is there, judged or not. `part` tells apart several things of one
      subject, such as its answers.
    - What staff note by hand (no detector) is a new finding each time.
    - `voter` is whom it is about; `reporter` is the visitor who says so.
    - A finding about a prompt is about the prompt's battle too.
    - Strength runs from 0, a hint, to 1, certain. Evidence is what a human needs to judge: plain JSON, and
      hostile where a visitor wrote it. It names answers by id and does not copy their texts.
    - About nothing at all: NothingNoticed.
    """
    battle_id = battle.pk if battle else prompt.battle_id if prompt else None
    return _stored(
        _prepared(
            part,
            kind=kind,
            battle_id=battle_id,
            voter=voter,
            prompt=prompt,
            campaign=campaign,
            detector=detector,
            version=version,
            strength=strength,
            evidence=evidence,
            noticed_by=noticed_by,
            reporter=reporter,
        )
    )


@dataclass(frozen=True)
class Observation:
    """What a detector noticed about one battle."""

    kind: Finding.Kind
    battle_id: int
    detector: str
    version: str
    strength: float
    evidence: Mapping


def record_findings(observations: Iterable[Observation]) -> int:
    """Store what detectors noticed about many battles, each once as `notice` does. Returns how many are
    new."""
    findings = {each.once: each for each in (_prepared("", **vars(seen)) for seen in observations)}
    known = set(Finding.objects.filter(once__in=findings).values_list("once", flat=True))
    new = [finding for once, finding in findings.items() if once not in known]
    # Whatever another scan stores at this very moment is left to it.
    Finding.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _prepared(part: str, **fields) -> Finding:
    """A finding that is complete and not stored yet."""
    finding = Finding(**fields)
    finding.subject = finding.named_subject()
    if not finding.subject:
        raise FindingWithoutSubject
    finding.once = _once(finding, part) if finding.detector else None
    set_priority(finding)
    return finding


def set_priority(finding: Finding) -> None:
    """Give a finding that is not stored yet its priority and the time by which it is due."""
    record = get_reporter_record(finding.reporter) if finding.reporter_id else None
    finding.priority = compute_priority(finding.kind, finding.strength, record)
    finding.due_at = due_at(finding.priority, timezone.now())


def _once(finding: Finding, part: str) -> str:
    words = [finding.detector, finding.version, finding.kind, finding.subject]
    if finding.prompt_id:
        words.append(f"prompt-{finding.prompt_id}")
    return " ".join([*words, part] if part else words)


def _stored(finding: Finding) -> Finding:
    known = Finding.objects.filter(once=finding.once).first() if finding.once else None
    if known:
        return known
    try:
        with transaction.atomic():
            finding.save(force_insert=True)
    except IntegrityError:  # somebody noticed it at this very moment
        if finding.once is None:
            raise
        return Finding.objects.get(once=finding.once)
    return finding
