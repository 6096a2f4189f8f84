"""Merge two names of a vote log into one model, and end that again.

Nothing is rewritten: the ledger reads the votes of both names under one (battles.counting.ledger.reading).
Every day on which the name has votes is marked dirty in the same transaction, so the next rebuild makes the
boards anew from evidence under the merge.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.models import Arena, Contender, NameMerge, NameMergeEnd, Vote


class MergeRefused(ValueError):
    """These names cannot be merged; the message is for staff."""


@transaction.atomic
def merge_names(contender: Contender, into: Contender, *, reason: str, actor=None) -> NameMerge:
    """Count the votes of a name of a log as those of another contender. Raises MergeRefused."""
    _lock(contender)
    check_names(contender, into)
    merge = NameMerge.objects.create(contender=contender, into=into, reason=reason, actor=actor)
    _mark_days(contender)
    return merge


def check_names(contender: Contender, into: Contender) -> None:
    """Whether a name can be counted as another contender. Raises MergeRefused.

    - Both are of one arena, and the first has imported votes only.
    - Neither is merged into a third, and nothing is merged into the first: a merge is one step.
    """
    if contender.arena_id != into.arena_id or contender.pk == into.pk:
        raise MergeRefused(_("Choose two contenders of the same arena."))
    if contender.imported_name is None or contender.model.origin != contender.model.Origin.IMPORTED:
        raise MergeRefused(_("Only a name that is known from imported votes alone can be merged."))
    if into.state == Contender.State.DRAFT or into.is_unnamed:
        raise MergeRefused(_("The other contender has no public name yet."))
    current = NameMerge.objects.current()
    if current.filter(contender__in=(contender, into)).exists() or current.filter(into=contender).exists():
        raise MergeRefused(_("One of the two is part of another merge already; end that first."))


@transaction.atomic
def end_merge(merge: NameMerge, *, reason: str, actor=None) -> NameMergeEnd:
    """Count the votes under their own name again. Raises MergeRefused."""
    _lock(merge.contender)
    if not merge.is_current:
        raise MergeRefused(_("This merge has ended already."))
    end = NameMergeEnd.objects.create(merge=merge, reason=reason, actor=actor)
    _mark_days(merge.contender)
    return end


def _lock(contender: Contender) -> None:
    """Imports lock the arena too: no vote of the name is stored between the check and the marks."""
    Arena.objects.select_for_update(no_key=True).get(pk=contender.arena_id)


def _mark_days(contender: Contender) -> None:
    votes = Vote.objects.filter(arena_id=contender.arena_id)
    days = {
        day
        for side in ("battle__contender_a", "battle__contender_b")
        for day in votes.filter(**{side: contender}).order_by().values_list("day", flat=True).distinct()
    }
    mark_days_dirty((contender.arena_id, day) for day in days)
