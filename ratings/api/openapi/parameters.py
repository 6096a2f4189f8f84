"""The parameters of the API, each declared once."""

from dataclasses import dataclass
from typing import Any

from battles.identifiers import SCHEMES
from ratings.api.formats import MEDIA_TYPES
from ratings.api.paging import MAX_LIMIT
from ratings.api.parameters import LARGEST_ID
from ratings.categories import CATEGORIES
from ratings.history.board_on_day import Known
from ratings.rebuild.method_specs import Method


@dataclass(frozen=True)
class Parameter:
    """One parameter in the query or in the path. `schema` is a JSON Schema."""

    name: str
    description: str
    schema: dict[str, Any]
    example: Any = None
    is_required: bool = False
    place: str = "query"

    def to_openapi(self) -> dict[str, Any]:
        """Return the parameter object of OpenAPI."""
        described = {
            "name": self.name,
            "in": self.place,
            "description": self.description,
            "required": self.is_required,
            "schema": self.schema,
        }
        return described if self.example is None else described | {"example": self.example}


def _in_path(name: str, description: str, schema: dict[str, Any], example: Any) -> Parameter:
    return Parameter(name, description, schema, example, is_required=True, place="path")


SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
ID = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
DAY = {"type": "string", "format": "date"}
NOT_BLANK = {"type": "string", "pattern": r"\S"}

ARENA = _in_path("arena", "The arena's slug.", SLUG, "text")
CATEGORY = _in_path(
    "category",
    "The category's slug.",
    {"type": "string", "enum": [category.slug for category in CATEGORIES]},
    "overall",
)
NUMBER = _in_path("id", "The id, which is never given to anything else.", ID, 1)
KIND = _in_path("kind", "The last part of a problem's `type`.", SLUG, "not-found")
POLICY = _in_path("policy", "The counting policy's name.", SLUG, "everybody")

METHOD = Parameter(
    "method", "The rating method.", {"type": "string", "enum": list(Method.values)}, "bradley_terry"
)
FORMAT = Parameter(
    "format",
    "The form of the answer; the header Accept chooses it too.",
    {"type": "string", "enum": list(MEDIA_TYPES)},
    "json",
)
DATE = Parameter("date", "A UTC day: the board at its end.", DAY)
KNOWN = Parameter(
    "known",
    "With `date`: by the votes known now, or as it was published then.",
    {"type": "string", "enum": [str(known.value) for known in Known]},
)
TOP = Parameter(
    "top", "Only so many models, the best first.", {"type": "integer", "minimum": 1, "maximum": 9999}, 20
)
BY = Parameter("by", "The category to sort by.", CATEGORY.schema, "overall")
WORDS = Parameter("q", "Words to look for in names, aliases, makers and identifiers.", {"type": "string"})
LIMIT = Parameter("limit", "Rows of one page.", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}, 100)
AFTER = Parameter("after", "Only models with a greater id.", ID)
AFTER_DAY = Parameter("after", "Only later UTC days.", DAY)
IDENTIFIER = Parameter(
    "id",
    f"An identifier elsewhere, as scheme:value. Schemes: {', '.join(SCHEMES)}.",
    {"type": "string", "pattern": f"^({'|'.join(SCHEMES)}):"},
    "openrouter:meta-llama/llama-3.1-8b-instruct",
)
NAME = Parameter("name", "A name or an alias; case and separators do not matter.", NOT_BLANK)
FIRST = Parameter("a", "A model's id, slug or name.", NOT_BLANK, "left", is_required=True)
SECOND = Parameter("b", "Another model's id, slug or name.", NOT_BLANK, "right", is_required=True)
END = {"type": "string", "pattern": "^([0-9]{0,18}|[0-9]{4}-[0-9]{2}-[0-9]{2})$"}
FROM = Parameter("from", "A UTC day or the number of a snapshot.", END)
TO = Parameter("to", "A UTC day or the number of a snapshot.", END)
FROM_SNAPSHOT = Parameter("from", "The number of a snapshot.", ID, 1, is_required=True)
TO_SNAPSHOT = Parameter("to", "The number of a snapshot.", ID, 2, is_required=True)
PAGE = Parameter("page", "The page of the list of decisions.", ID, 1)
BEFORE = Parameter(
    "before", "Only decisions with a smaller number; `page`, `pages` and `total` are then of these.", ID
)
