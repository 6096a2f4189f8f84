"""One raw record of a vote log as an imported vote: shapes, fields, texts, styles, tags, names.

Nothing here reads files (`readers`) or the database (`writing`).
"""

from battles.imports.records.fields import (
    EARLIEST,
    MILLISECONDS,
    read_label,
    read_language,
    read_name,
    read_time,
    turn_tags,
)
from battles.imports.records.names import look_alikes, plain_name
from battles.imports.records.record import (
    STAY_AS_THEY_ARE,
    VOTER_COLUMNS,
    ImportedVote,
    Reading,
    find_columns,
    read_details,
    read_flagged_outcome,
    read_ids,
    read_record,
)
from battles.imports.records.shapes import SHAPE_NAMES, is_shaped, to_usual
from battles.imports.records.values import (
    BadRecord,
    UnknownWinner,
    look_up,
    read_count,
    read_flag,
    read_text,
    short_repr,
)

__all__ = [
    "EARLIEST",
    "MILLISECONDS",
    "SHAPE_NAMES",
    "STAY_AS_THEY_ARE",
    "VOTER_COLUMNS",
    "BadRecord",
    "ImportedVote",
    "Reading",
    "UnknownWinner",
    "find_columns",
    "is_shaped",
    "look_alikes",
    "look_up",
    "plain_name",
    "read_count",
    "read_details",
    "read_flag",
    "read_flagged_outcome",
    "read_ids",
    "read_label",
    "read_language",
    "read_name",
    "read_record",
    "read_text",
    "read_time",
    "short_repr",
    "to_usual",
    "turn_tags",
]
