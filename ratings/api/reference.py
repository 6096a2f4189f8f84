"""What the API's answers refer to: the schema of a board, and the kinds of problems."""

import json
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.reverse import reverse

from ratings.api.problems import KINDS
from ratings.api.responses import PUBLIC, open_to_all, send
from ratings.serialization.canonical_json import payload

SCHEMA = Path(__file__).with_name("board.schema.json")
EXPLANATIONS = {
    "bad-request": "A parameter cannot be read; `errors` names each with a sentence.",
    "unauthorized": "The key is unknown, expired or revoked.",
    "forbidden": "The key does not allow this.",
    "not-found": "There is no such arena, category, model or snapshot, or no board has been computed yet.",
    "method-not-allowed": "This address is only read.",
    "not-acceptable": "The wanted format does not exist here.",
    "request-timeout": "The body of the request arrived too slowly.",
    "ambiguous": "Several models are meant; `candidates` names them.",
    "gone": "The snapshot was deleted by thinning; `kept` is the one that was kept for its day.",
    "content-too-large": "The body of the request is too large; reading needs none.",
    "range-not-satisfiable": "The range begins after the end of the file; `size` is its number of bytes.",
    "too-many-requests": "Wait as many seconds as `Retry-After` says.",
    "server-error": "A fault of the site.",
    "unavailable": "The site cannot answer at the moment; `Retry-After` says when to come back.",
}


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # documentation
def problem(request: Request, kind: str) -> HttpResponse:
    """What a kind of problem means."""
    statuses = {name: status for status, name in KINDS.items()}
    if kind not in statuses:
        raise NotFound(f"Kinds: {', '.join(KINDS.values())}.")
    data = {"type": request.build_absolute_uri(), "status": statuses[kind], "meaning": EXPLANATIONS[kind]}
    return open_to_all(send(request, payload(data)), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # documentation
def schema_board(request: Request) -> HttpResponse:
    """The JSON Schema (2020-12) of a board."""
    schema = read_board_schema() | {"$id": reverse("api_schema_board", request=request)}
    response = send(request, payload(schema))
    if response.status_code == 200:
        response["Content-Type"] = "application/schema+json"
    return open_to_all(response, PUBLIC)


@cache
def read_board_schema() -> dict:
    """Return the schema as it is stored beside this file."""
    return json.loads(SCHEMA.read_text(encoding="utf-8"))
