"""Imports of vote logs: jobs of staff, what they stored, and names that are counted as one model."""

from battles.models.imports.batch import ImportBatch, ImportBatchChange
from battles.models.imports.job import ImportJob
from battles.models.imports.merge import NameMerge, NameMergeEnd

__all__ = [
    "ImportBatch",
    "ImportBatchChange",
    "ImportJob",
    "NameMerge",
    "NameMergeEnd",
]
