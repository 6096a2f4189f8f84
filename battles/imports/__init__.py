"""Import vote logs of other arenas: read a file record by record, refuse bad records, store the others.

`readers` finds the records of a file, `records` reads one record, `keys` recognises known votes, `writing`
stores votes in batches, and `importer` imports a whole file. `jobs` does that in the background for
the admin.
"""

from .merges import MergeRefused, check_names, end_merge, merge_names
from .upload_tokens import is_upload_token

__all__ = ["MergeRefused", "check_names", "end_merge", "is_upload_token", "merge_names"]
