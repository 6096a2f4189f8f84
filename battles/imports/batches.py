"""Withdraw an import as a whole, and take it in again.

Its votes stay as evidence and do not count, on a ground of their own. The exclusion of another decision is
not touched: a vote that staff set aside stays so when its import is taken in again.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from battles.counting.exclusions import exclude_battles, lift_exclusions
from battles.models import Battle, Exclusion, ImportBatch, ImportBatchChange


class BatchUnchanged(ValueError):
    """The import is withdrawn already, or it is not withdrawn."""


@transaction.atomic
def withdraw(batch: ImportBatch, *, reason: str, actor=None) -> int:
    """Exclude every battle of an import. Returns how many. Raises BatchUnchanged."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.is_withdrawn:
        raise BatchUnchanged(_("This import is withdrawn already."))
    change = ImportBatchChange.objects.create(batch=locked, is_withdrawal=True, reason=reason, actor=actor)
    battles = Battle.objects.filter(import_batch=locked).values_list("pk", flat=True)
    return exclude_battles(
        battles.iterator(), reason=Exclusion.Reason.IMPORT_WITHDRAWN, source_id=_source(change)
    )


@transaction.atomic
def take_in_again(batch: ImportBatch, *, reason: str, actor=None) -> int:
    """End the withdrawal of an import. Returns how many battles it frees. Raises BatchUnchanged."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    withdrawal = locked.changes.first()
    if withdrawal is None or not withdrawal.is_withdrawal:
        raise BatchUnchanged(_("This import is not withdrawn."))
    change = ImportBatchChange.objects.create(batch=locked, is_withdrawal=False, reason=reason, actor=actor)
    return len(lift_exclusions(_source(withdrawal), by=_source(change)))


def _source(change: ImportBatchChange) -> str:
    return f"import {change.batch_id} change {change.pk}"
