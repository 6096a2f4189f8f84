"""How drf-spectacular describes an operation: as `operations` declares it.

DRF's settings load this module, so it imports the declarations of operations late.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from drf_spectacular.openapi import AutoSchema

from ratings.api.deprecations import find_deprecation

HERE = Path(__file__).parent
TABLES = ("text/csv", "application/vnd.apache.parquet")
COMMON_FAILURES = (401, 403, 429, 500)


class DeclaredSchema(AutoSchema):
    """Describes the operations of OPERATIONS, and no other views."""

    def get_operation(self, path, path_regex, path_prefix, method, registry) -> dict[str, Any] | None:
        from ratings.api.openapi.operations import OPERATIONS  # noqa: PLC0415 - see the module's docstring

        operation = OPERATIONS.get(type(self.view).__name__)
        if operation is None:
            return None
        # A summary is plain text, a description is Markdown.
        words, _, rest = (type(self.view).__doc__ or "").partition("\n\n")
        deprecation = find_deprecation(f"api_{operation.id.removeprefix('api_')}")
        described = " ".join([*rest.split(), *(deprecation.sentences if deprecation else "").split()])
        return {
            "operationId": operation.id.removeprefix("api_"),
            "summary": " ".join(words.replace("`", "").split()),
            **({"description": described} if described else {}),
            "tags": [operation.tag],
            "parameters": [parameter.to_openapi() for parameter in operation.all_parameters],
            **({"deprecated": True} if deprecation else {}),
            "security": [{}, {"bearer": []}, {"header": []}],
            "responses": _describe_answers(operation, is_deprecated=deprecation is not None),
        }


def _describe_answers(operation, *, is_deprecated: bool) -> dict[str, Any]:
    json_answer = {
        "schema": {"$ref": f"#/components/schemas/{operation.schema}"},
        "examples": {operation.id: {"value": read_examples()[operation.id]}},
    }
    content: dict[str, Any] = {operation.media_type: json_answer}
    if operation.is_table:
        content |= {name: {"schema": {"type": "string"}} for name in TABLES}
    headers = _HEADERS | (_LINK if operation.is_paged else {}) | (_DEPRECATION if is_deprecated else {})
    answers: dict[str, Any] = {
        "200": {"description": "The answer.", "headers": headers, "content": content},
        "304": {"description": "The entity tag of If-None-Match is current."},
    }
    for status in sorted({*operation.failures, *COMMON_FAILURES}):
        answers[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return answers


_LINK = {
    "Link": {
        "description": 'The next page, with rel="next" (RFC 8288); not after the last row.',
        "schema": {"type": "string"},
    },
}
_DEPRECATION = {
    "Deprecation": {
        "description": "Since when the address is deprecated: @ and Unix time (RFC 9745).",
        "required": True,
        "schema": {"type": "string"},
    },
    "Sunset": {
        "description": "From when on the address may be gone (RFC 8594).",
        "required": True,
        "schema": {"type": "string"},
    },
    "Link": {
        "description": 'What to use instead, with rel="successor-version"; the rules, with rel="sunset".',
        "required": True,
        "schema": {"type": "string"},
    },
}
_HEADERS = {
    "ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}},
    "RateLimit-Policy": {
        "description": "The quota q in w seconds, where the answer counts.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "What is left: r reads, t seconds until there are more. Stored answers do not count.",
        "schema": {"type": "string"},
    },
}


@cache
def read_examples() -> dict[str, Any]:
    """Return the example of every operation."""
    return json.loads((HERE / "examples.json").read_text(encoding="utf-8"))


@cache
def read_schemas() -> dict[str, Any]:
    """Return the components by name."""
    return json.loads((HERE / "schemas.json").read_text(encoding="utf-8"))


def add_components(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add schemas, problems and ways to send a key; drf-spectacular's postprocessing hook."""
    from ratings.api.problems import CONTENT_TYPE, KINDS  # noqa: PLC0415 - see the module's docstring
    from ratings.api.reference import EXPLANATIONS, read_board_schema  # noqa: PLC0415

    board = {key: value for key, value in read_board_schema().items() if key != "$schema"}
    result["components"] = {
        "schemas": read_schemas() | {"Board": board},
        "responses": {
            f"Problem{status}": {
                "description": EXPLANATIONS[kind],
                "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
            for status, kind in KINDS.items()
        },
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "A partner key."},
            "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same."},
        },
    }
    return result
