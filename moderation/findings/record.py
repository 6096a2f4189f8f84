"""Recording findings, for detectors, visitors and staff alike."""

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
    """A finding without a battle, voter or campaign."""


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
    votes: int | None = None,
    part: str = "",
) -> Finding:
    """Store a finding, once.

    - With a detector it is stored once per detector, version, kind, subject and `part`: recording it again
      returns the existing finding, judged or not. `part` separates several parts of one subject, such as
      its answers.
    - Without a detector (recorded by staff) it is a new finding each time.
    - `voter` is the subject of the finding; `reporter` is the visitor who reported it.
    - A finding about a prompt is also about the prompt's battle.
    - Strength is from 0 (a hint) to 1 (certain). Evidence is plain JSON for the reviewer; text from
      visitors is hostile input. It refers to answers by id and does not copy their texts.
    - Raises FindingWithoutSubject.
    """
    battle_id = battle.pk if battle else prompt.battle_id if prompt else None
    return _store(
        _build(
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
            votes=votes,
        )
    )


@dataclass(frozen=True)
class Observation:
    """One detection about one battle."""

    kind: Finding.Kind
    battle_id: int
    detector: str
    version: str
    strength: float
    evidence: Mapping


def record_findings(observations: Iterable[Observation]) -> int:
    """Store many observations, each once as `record_finding` does. Returns how many are new."""
    findings = {each.once: each for each in (_build("", **vars(seen)) for seen in observations)}
    known = set(Finding.objects.filter(once__in=findings).values_list("once", flat=True))
    new = [finding for once, finding in findings.items() if once not in known]
    # Another scan may store the same finding at the same time: the unique key ignores the second one.
    Finding.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _build(part: str, **fields) -> Finding:
    """A complete finding that is not stored yet."""
    finding = Finding(**fields)
    finding.subject = finding.named_subject()
    if not finding.subject:
        raise FindingWithoutSubject
    finding.once = _once(finding, part) if finding.detector else None
    set_priority(finding)
    return finding


def set_priority(finding: Finding) -> None:
    """Set the priority and the due time of a finding that is not stored yet."""
    record = get_reporter_record(finding.reporter) if finding.reporter_id else None
    finding.priority = compute_priority(finding.kind, finding.strength, record)
    finding.due_at = due_at(finding.priority, timezone.now())


def _once(finding: Finding, part: str) -> str:
    words = [finding.detector, finding.version, finding.kind, finding.subject]
    if finding.prompt_id:
        words.append(f"prompt-{finding.prompt_id}")
    return " ".join([*words, part] if part else words)


def _store(finding: Finding) -> Finding:
    known = Finding.objects.filter(once=finding.once).first() if finding.once else None
    if known:
        return known
    try:
        with transaction.atomic():
            finding.save(force_insert=True)
    except IntegrityError:  # stored by another process at the same time
        if finding.once is None:
            raise
        return Finding.objects.get(once=finding.once)
    return finding
