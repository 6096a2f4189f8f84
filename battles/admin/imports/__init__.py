"""The admin of imports: the wizard for a file, and the imports as a whole with their withdrawal."""

from .batch import ImportBatchAdmin
from .job import ImportJobAdmin
from .merge import MergeForm, NameMergeAdmin

__all__ = ["ImportBatchAdmin", "ImportJobAdmin", "MergeForm", "NameMergeAdmin"]
