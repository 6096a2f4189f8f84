"""The places with texts of this app: what visitors wrote in reports and contests, and quotes of staff."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from battles.models import Voter
from battles.texts import HeldText, TextPlace
from moderation.models import BlockedPrompt, CampaignMember, Finding, PromptSketch, StaffNote

CODE = re.compile(r"[A-Za-z0-9_.:#-]{0,60}\Z")
"""A name or an id. Any other string in the evidence of a finding may be a text."""

WORDS = frozenset({"words", "note", "text", "quote"})
"""Keys whose strings are texts, whatever they look like."""


def _list_findings(battles: Sequence[int], voters: Sequence[int]) -> Iterator[HeldText]:
    for finding in _about(battles, voters).order_by("pk"):
        for text in _texts(finding.evidence):
            yield HeldText(finding.battle_id or 0, f"{finding.kind}, finding {finding.pk}", text)


def _erase_findings(battles: Sequence[int], voters: Sequence[int]) -> int:
    changed = []
    for finding in _about(battles, voters):
        evidence = without_texts(finding.evidence)
        if evidence != finding.evidence:
            finding.evidence = evidence
            changed.append(finding)
    Finding.objects.bulk_update(changed, ["evidence"], batch_size=200)
    return len(changed)


def _about(battles: Sequence[int], voters: Sequence[int]) -> QuerySet[Finding]:
    about = Q(battle_id__in=list(battles))
    if voters:
        about |= Q(voter_id__in=list(voters)) | Q(reporter_id__in=list(voters))
    return Finding.objects.filter(about)


def _texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if value and _is_text(value, key):
            yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, key)


def _is_text(value: str, key: str) -> bool:
    return key in WORDS or not CODE.match(value)


def without_texts(value: Any, key: str = "") -> Any:
    """The same JSON value with every string empty that is not a name or an id; numbers and keys stay."""
    if isinstance(value, str):
        return "" if _is_text(value, key) else value
    if isinstance(value, dict):
        return {name: without_texts(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [without_texts(each, key) for each in value]
    return value


def _export_words(voter_id: int) -> Iterator[dict[str, object]]:
    """The visitor's own reports, and the contests of this visitor's votes."""
    own = Q(kind=Finding.Kind.REPORT, reporter=voter_id) | Q(
        kind=Finding.Kind.CONTEST, battle__voter=voter_id
    )
    for finding in Finding.objects.filter(own).select_related("battle").order_by("pk"):
        yield {
            "kind": finding.kind,
            "battle": str(finding.battle.key) if finding.battle else None,
            "sent_at": finding.noticed_at.isoformat(),
            **{name: finding.evidence.get(name) for name in ("turn", "side", "reason", "words")},
        }


def _blocked(voters: Sequence[int]) -> QuerySet[BlockedPrompt]:
    return BlockedPrompt.objects.filter(voter_key__in=Voter.objects.filter(pk__in=voters).values("key"))


def _list_blocked(battles: Sequence[int], voters: Sequence[int]) -> Iterator[HeldText]:
    for blocked in _blocked(voters):
        yield HeldText(0, f"blocked prompt {blocked.pk}", blocked.text)


def _erase_blocked(battles: Sequence[int], voters: Sequence[int]) -> int:
    return _blocked(voters).delete()[0]


def _export_blocked(voter_id: int) -> Iterator[dict[str, object]]:
    for blocked in _blocked([voter_id]).order_by("pk"):
        yield {"blocked_at": blocked.created_at.isoformat(), "prompt": blocked.text}


def _notes(battles: Sequence[int], voters: Sequence[int]) -> QuerySet[StaffNote]:
    """Notes about these battles and voters, and about campaigns that have or had them as members."""
    about = Q(battle_id__in=list(battles)) | Q(voter_id__in=list(voters))
    campaigns = set(CampaignMember.objects.filter(about).values_list("campaign", flat=True))
    ids = {"battle": battles, "voter": voters, "campaign": campaigns}
    subjects = [f"{name}-{pk}" for name, pks in ids.items() for pk in pks]
    return StaffNote.objects.filter(subject__in=subjects).exclude(text="")


def _list_notes(battles: Sequence[int], voters: Sequence[int]) -> Iterator[HeldText]:
    for note in _notes(battles, voters):
        name, _dash, pk = note.subject.partition("-")
        yield HeldText(int(pk) if name == "battle" else 0, f"note of staff {note.pk}", note.text)


def _erase_notes(battles: Sequence[int], voters: Sequence[int]) -> int:
    return _notes(battles, voters).update(text="")


def _list_nothing(battles: Sequence[int], voters: Sequence[int]) -> Iterator[HeldText]:
    """A sketch holds no text; it only shows that two texts are alike."""
    yield from ()


def _erase_sketches(battles: Sequence[int], voters: Sequence[int]) -> int:
    return PromptSketch.objects.filter(pk__in=list(battles)).delete()[0]


PLACES = [
    TextPlace("notes of staff", ("moderation.StaffNote.text",), _list_notes, _erase_notes),
    TextPlace("sketches of prompts", (), _list_nothing, _erase_sketches),
    TextPlace(
        "blocked prompts",
        ("moderation.BlockedPrompt.text",),
        _list_blocked,
        _erase_blocked,
        export=_export_blocked,
    ),
    TextPlace(
        "reports, contests and findings",
        ("moderation.Finding.evidence",),
        _list_findings,
        _erase_findings,
        export=_export_words,
    ),
]
