"""Below the model layer: statements compiled once or sent in bulk, connections and facts that are kept."""

from battles.database.bulk_inserts import BulkRows, Same, bulk_rows
from battles.database.compiled import CompiledInsert, CompiledQuery, CompiledUpdate, Given
from battles.database.joined_transactions import joined_transaction
from battles.database.joint_reads import tagged_rows
from battles.database.lasting_connections import give_back_connections
from battles.database.linked_inserts import LinkedInserts, LinkedTable
from battles.database.new_tables import NewTables
from battles.database.recent_facts import RecentFacts

__all__ = [
    "BulkRows",
    "CompiledInsert",
    "CompiledQuery",
    "CompiledUpdate",
    "Given",
    "LinkedInserts",
    "LinkedTable",
    "NewTables",
    "RecentFacts",
    "Same",
    "bulk_rows",
    "give_back_connections",
    "joined_transaction",
    "tagged_rows",
]
