"""Parameters that several addresses read, and their refusals."""

import datetime as dt
import re

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from battles.models import Arena
from ratings.categories import BY_SLUG
from ratings.published import STANDARD
from ratings.rebuild.method_specs import Method

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE_NUMBER = re.compile("[0-9]{1,18}")
LARGEST_ID = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""


def list_arenas(request: Request | HttpRequest) -> QuerySet[Arena]:
    """Return the arenas that a request may read, in the order set by staff.

    The public ones; with a key of one arena that one alone, hidden or not.
    """
    key = getattr(request, "partner_key", None)
    if key is None or key.arena_id is None:
        return Arena.objects.public()
    return Arena.objects.filter(pk=key.arena_id)


def find_arena(request: Request, slug: str) -> Arena:
    """Return the arena, if this request may read it. Raises NotFound."""
    found = list_arenas(request).filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such arena. See /api/v1/leaderboards/.")
    return found


def get_arena(request: Request, slug: str, category: str) -> Arena:
    """The same, if the category exists too. Raises NotFound."""
    found = list_arenas(request).filter(slug=slug).first()
    if found is None or category not in BY_SLUG:
        raise NotFound("There is no such arena or category. See /api/v1/leaderboards/.")
    return found


def get_category(category: str) -> str:
    """Return the category's slug. Raises NotFound."""
    if category not in BY_SLUG:
        raise NotFound("There is no such category. See /api/v1/leaderboards/.")
    return category


def get_method(request: Request) -> str:
    """Return `?method=`, or the standard one. Raises ValidationError."""
    method = request.query_params.get("method", STANDARD)
    if method not in Method.values:
        raise ValidationError({"method": f"Unknown method. Known: {', '.join(Method.values)}."})
    return Method(method)


def get_number(request: Request, name: str, *, default: int, maximum: int) -> int:
    """Return a whole number from 1 to the maximum, or the default. Raises ValidationError."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not WHOLE_NUMBER.fullmatch(text) or not 1 <= int(text) <= maximum:
        raise ValidationError({name: f"A whole number from 1 to {maximum}."})
    return int(text)


def get_date(request: Request, name: str) -> dt.date | None:
    """Return a UTC day, or None without one. Raises ValidationError."""
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        if not DAY.fullmatch(text):
            raise ValueError(text)
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError({name: "A day such as 2024-04-22."}) from error
