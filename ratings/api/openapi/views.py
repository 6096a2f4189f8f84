"""The description itself: as JSON for programs, and as a page to read and try."""

import copy
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from ratings.api.deprecations import NOTICE, find_deprecation
from ratings.api.formats import MEDIA_TYPES, PARQUET
from ratings.api.openapi.operations import OPERATIONS
from ratings.api.openapi.parameters import Parameter
from ratings.api.openapi.site_examples import fill_in_examples
from ratings.api.parameters import list_arenas
from ratings.api.responses import PUBLIC, open_to_all, send
from ratings.serialization.canonical_json import payload
from ratings.serialization.tables import has_parquet

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.1"


@cache
def build_description() -> dict[str, Any]:
    """Build the OpenAPI document; it depends on nothing but the code."""
    return SchemaGenerator().get_schema(request=None, public=True)


def build_served_description() -> dict[str, Any]:
    """The same as this site can keep it: without Parquet where that cannot be written."""
    if has_parquet():
        return build_description()
    description = copy.deepcopy(build_description())
    for methods in description["paths"].values():
        for operation in methods.values():
            operation["responses"]["200"]["content"].pop(MEDIA_TYPES[PARQUET], None)
            for parameter in operation["parameters"]:
                if parameter["name"] == "format":
                    parameter["schema"]["enum"].remove(PARQUET)
    return description


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # documentation
def openapi(request: Request) -> HttpResponse:
    """This description, as OpenAPI 3.1, with examples of this site."""
    description = fill_in_examples(build_served_description(), list_arenas(request))
    response = send(request, payload(description))
    if response.status_code == 200:
        response["Content-Type"] = MEDIA_TYPE
    return open_to_all(response, PUBLIC)


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def api_reference(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters; with JavaScript, Swagger UI to try them."""
    operations = _list_operations()
    deprecated = [operation for operation in operations if operation["deprecation"]]
    context = {"operations": operations, "deprecated": deprecated, "notice_days": NOTICE.days}
    return render(request, "ratings/api/reference.html", context)


def _list_operations() -> list[dict[str, Any]]:
    return [
        {
            "path": path,
            "words": method["summary"],
            "deprecation": find_deprecation(f"api_{method['operationId']}"),
            "parameters": _list_query(OPERATIONS[_get_name(method["operationId"])].all_parameters),
        }
        for path, methods in build_description()["paths"].items()
        for method in methods.values()
    ]


def _get_name(operation_id: str) -> str:
    return operation_id if operation_id in OPERATIONS else f"api_{operation_id}"


def _list_query(parameters: tuple[Parameter, ...]) -> list[Parameter]:
    return [parameter for parameter in parameters if parameter.place == "query"]
