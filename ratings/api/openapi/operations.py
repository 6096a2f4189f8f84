"""Every operation of the API: its parameters, its answers, and the name of its schema and example.

To describe a new address, add one entry; a test compares this list with the addresses that exist.
"""

from dataclasses import dataclass

from ratings.api.openapi.parameters import (
    AFTER,
    AFTER_DAY,
    ARENA,
    BEFORE,
    BY,
    CATEGORY,
    DATE,
    FIRST,
    FORMAT,
    FROM,
    FROM_SNAPSHOT,
    IDENTIFIER,
    KIND,
    KNOWN,
    LIMIT,
    METHOD,
    NAME,
    NUMBER,
    PAGE,
    POLICY,
    SECOND,
    TO,
    TO_SNAPSHOT,
    TOP,
    WORDS,
    Parameter,
)
from ratings.partner_keys import Scope


@dataclass(frozen=True)
class Operation:
    """One address that is read.

    id: of the operation and of its example. schema: the component that its JSON has. failures: statuses
    beside 429 and those of the key. is_table: whether it can be had as CSV and Parquet.
    """

    id: str
    tag: str
    schema: str
    parameters: tuple[Parameter, ...] = ()
    failures: tuple[int, ...] = ()
    is_table: bool = False
    media_type: str = "application/json"

    @property
    def scope(self) -> str:
        """The scope that a key needs for it; empty where none is needed."""
        return SCOPES.get(self.tag, "")

    @property
    def is_paged(self) -> bool:
        """Whether it is a list that grows, with a cursor and the header Link."""
        return any(parameter.name in CURSORS for parameter in self.parameters)

    @property
    def all_parameters(self) -> tuple[Parameter, ...]:
        """The parameters, with `format` where there are tables."""
        return (*self.parameters, FORMAT) if self.is_table else self.parameters


BOARD = (ARENA, CATEGORY)
CURSORS = {AFTER.name, BEFORE.name}
SCOPES = {
    "boards": Scope.BOARDS.value,
    "changes": Scope.BOARDS.value,
    "models": Scope.MODELS.value,
    "evidence": Scope.EVIDENCE.value,
}

_OPERATIONS = [
    Operation("leaderboards", "boards", "Leaderboards"),
    Operation(
        "leaderboard",
        "boards",
        "Board",
        (*BOARD, METHOD, DATE, KNOWN),
        (400, 404, 406, 503),
        is_table=True,
    ),
    Operation("snapshot", "boards", "Snapshot", (NUMBER,), (404, 410)),
    Operation("overview", "boards", "Overview", (ARENA, BY, METHOD, TOP), (400, 404)),
    Operation("quality", "boards", "Quality", BOARD, (404,)),
    Operation("matchups", "boards", "Matchups", (*BOARD, TOP), (400, 404, 406), is_table=True),
    Operation("compare", "boards", "Comparison", (*BOARD, FIRST, SECOND), (400, 404)),
    Operation(
        "history", "changes", "History", (*BOARD, METHOD, LIMIT, AFTER_DAY), (400, 404, 406), is_table=True
    ),
    Operation("changes", "changes", "Changes", (*BOARD, METHOD, FROM, TO), (400, 404, 410)),
    Operation("differences", "changes", "Changes", (FROM_SNAPSHOT, TO_SNAPSHOT), (400, 404, 410)),
    Operation("models", "models", "Models", (WORDS, LIMIT, AFTER), (400, 406), is_table=True),
    Operation("model", "models", "Model", (NUMBER,), (404,)),
    Operation("resolve", "models", "Model", (IDENTIFIER, NAME), (400, 404, 409)),
    Operation(
        "model_history",
        "models",
        "ModelHistory",
        (NUMBER, *BOARD, METHOD, LIMIT, AFTER_DAY),
        (400, 404, 406),
        is_table=True,
    ),
    Operation("sampling", "evidence", "Sampling", (ARENA,), (404,)),
    Operation("sampling_pairs", "evidence", "SamplingPairs", (ARENA,), (404,)),
    Operation("api_transparency", "evidence", "Transparency", (ARENA, PAGE, BEFORE), (400, 404, 503)),
    Operation(
        "api_counting_policy",
        "evidence",
        "CountingPolicy",
        (ARENA, POLICY, Parameter("category", "The category.", CATEGORY.schema), METHOD),
        (404, 503),
    ),
    Operation("problem", "reference", "ProblemKind", (KIND,), (404,)),
    Operation("schema_board", "reference", "JSONSchema", media_type="application/schema+json"),
]

OPERATIONS = {operation.id: operation for operation in _OPERATIONS}
"""By the name of the view function."""
