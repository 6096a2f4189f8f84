"""Vote logs out: records in the formats of the field, with pseudonyms, and back as arrays."""

from battles.exports.conversations import Screen
from battles.exports.formats import FORMATS, ExportFormat, ParquetMissing
from battles.exports.reading import BadExport, read_export
from battles.exports.records import Counts, Pseudonyms, exported_names, pseudonym, salted, write_votes

__all__ = [
    "FORMATS",
    "BadExport",
    "Counts",
    "ExportFormat",
    "ParquetMissing",
    "Pseudonyms",
    "Screen",
    "exported_names",
    "pseudonym",
    "read_export",
    "salted",
    "write_votes",
]
