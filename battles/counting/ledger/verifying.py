"""Read an evidence's votes and trust nothing: every digest is computed again."""

from battles.counting.ledger.arrays import (
    CorruptSegment,
    VoteArrays,
    concatenate,
    days_digest,
    unpack,
    votes_digest,
)
from battles.models import Evidence, Segment


class MissingSegment(LookupError):
    """A segment that an evidence names is no longer kept."""


def load_verified_votes(evidence: Evidence) -> VoteArrays:
    """All votes of an evidence, in its order; each day is held against its digest, the list against its own.

    Raises MissingSegment, CorruptSegment. Memory holds the packed days only as long as they are read.
    """
    known = dict(Segment.objects.filter(pk__in=evidence.segments).values_list("pk", "digest"))
    missing = [pk for pk in evidence.segments if pk not in known]
    if missing:
        raise MissingSegment(f"{len(missing)} of {len(evidence.segments)} days are no longer kept")
    if days_digest(known[pk] for pk in evidence.segments) != evidence.digest:
        raise CorruptSegment(f"the days of evidence {evidence.digest[:12]} are not those it was named after")
    segments = Segment.objects.filter(pk__in=evidence.segments).iterator(chunk_size=50)
    days = {segment.pk: _verified(segment) for segment in segments}
    return concatenate([days[pk] for pk in evidence.segments])


def _verified(segment: Segment) -> VoteArrays:
    try:
        votes = unpack(segment.data)
    except CorruptSegment as error:
        raise CorruptSegment(f"segment {segment.pk} of {segment.day}: {error}") from error
    if votes_digest(votes, day=str(segment.day)) != segment.digest:
        raise CorruptSegment(f"segment {segment.pk} of {segment.day}: its votes do not have its digest")
    return votes
