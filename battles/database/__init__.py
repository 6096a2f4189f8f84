"""Statements and connections below the model layer: compiled once, sent in bulk, kept between requests."""

from battles.database.bulk_inserts import BulkRows, Same, bulk_rows
from battles.database.compiled import CompiledInsert, CompiledQuery, CompiledUpdate, Given
from battles.database.joined_transactions import joined_transaction
from battles.database.joint_reads import tagged_rows
from battles.database.lasting_connections import give_back_connections
from battles.database.new_tables import NewTables

__all__ = [
    "BulkRows",
    "CompiledInsert",
    "CompiledQuery",
    "CompiledUpdate",
    "Given",
    "NewTables",
    "Same",
    "bulk_rows",
    "give_back_connections",
    "joined_transaction",
    "tagged_rows",
]
