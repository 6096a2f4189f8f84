"""Read the votes of a ledger version and verify every digest."""

from battles.counting.ledger.arrays import VoteArrays, concatenate
from battles.counting.ledger.packing import CorruptSegment, days_digest, pack, unpack, votes_digest
from battles.models import Evidence, Segment


class MissingSegment(LookupError):
    """A segment of a ledger version has been deleted."""


def load_verified_votes(version: Evidence) -> VoteArrays:
    """All votes of a ledger version, in its order, after a check of each day's digest and of the list's.

    Raises MissingSegment, CorruptSegment. Compressed days stay in memory only while they are read.
    """
    known = dict(Segment.objects.filter(pk__in=version.segments).values_list("pk", "digest"))
    missing = [pk for pk in version.segments if pk not in known]
    if missing:
        raise MissingSegment(f"{len(missing)} of {len(version.segments)} days have been deleted")
    if days_digest(known[pk] for pk in version.segments) != version.digest:
        raise CorruptSegment(f"the days of ledger version {version.digest[:12]} do not match its digest")
    segments = Segment.objects.filter(pk__in=version.segments).iterator(chunk_size=50)
    days = {segment.pk: _verified(segment) for segment in segments}
    return concatenate([days[pk] for pk in version.segments])


def find_damage(segment: Segment) -> str | None:
    """Why a segment's bytes cannot be read or do not match its digest; None where they are right."""
    try:
        _verified(segment)
    except CorruptSegment as error:
        return str(error)
    return None


def restore_segment(segment: Segment, votes: VoteArrays) -> None:
    """Write a damaged segment's bytes again from its day's votes. Raises ValueError if these have another
    digest.
    """
    if votes_digest(votes, day=str(segment.day), digest_format=segment.digest_format) != segment.digest:
        raise ValueError(f"the votes of {segment.day} are not those of segment {segment.pk}")
    Segment.objects.filter(pk=segment.pk).update(data=pack(votes))


def _verified(segment: Segment) -> VoteArrays:
    try:
        votes = unpack(segment.data)
    except CorruptSegment as error:
        raise CorruptSegment(f"segment {segment.pk} of {segment.day}: {error}") from error
    digest = votes_digest(votes, day=str(segment.day), digest_format=segment.digest_format)
    if digest != segment.digest:
        raise CorruptSegment(f"segment {segment.pk} of {segment.day}: its votes do not match its digest")
    return votes
