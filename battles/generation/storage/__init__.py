"""Storing a turn: its end, its calls, and copies in the data directory until the database has them.

Calling models and sending text to readers is done elsewhere in `battles.generation`.
"""

from battles.generation.storage.call_records import CallRecords
from battles.generation.storage.persistence import OUTAGES, persist_end, repeat_until_accepted
from battles.generation.storage.process_files import ProcessFile, list_dead
from battles.generation.storage.shown_texts import ShownTexts, ShownTurn, delete_leftovers, store_shown_texts
from battles.generation.storage.spool import list_files, store_spooled
from battles.generation.storage.turn_end import (
    AnswerEnd,
    Side,
    StoreResult,
    TurnEnd,
    annotate_stored_turn,
    build_answer_end,
    count_answer_end,
    record_health,
)

__all__ = [
    "OUTAGES",
    "AnswerEnd",
    "CallRecords",
    "ProcessFile",
    "ShownTexts",
    "ShownTurn",
    "Side",
    "StoreResult",
    "TurnEnd",
    "annotate_stored_turn",
    "build_answer_end",
    "count_answer_end",
    "delete_leftovers",
    "list_dead",
    "list_files",
    "persist_end",
    "record_health",
    "repeat_until_accepted",
    "store_shown_texts",
    "store_spooled",
]
