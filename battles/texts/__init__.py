"""The registry of places that hold texts of visitors or of models: erasure and export walk it."""

from battles.texts.columns import KEPT_COLUMNS, TRACE_COLUMNS
from battles.texts.place import HeldText, TextPlace, erase_texts, list_places, list_texts

__all__ = [
    "KEPT_COLUMNS",
    "TRACE_COLUMNS",
    "HeldText",
    "TextPlace",
    "erase_texts",
    "list_places",
    "list_texts",
]
