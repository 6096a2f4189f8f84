"""What moved on a board, as JSON."""

import re

from django.http import HttpResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from ratings.api.parameters import get_arena, get_method
from ratings.api.responses import PUBLIC, open_to_all, send
from ratings.api.snapshots import build_gone
from ratings.history.differences import envelope_of
from ratings.history.snapshot_pairs import NoSuchEnd, compare, find_pair
from ratings.serialization.canonical_json import payload

END = re.compile(r"[0-9]{1,18}|[0-9]{4}-[0-9]{2}-[0-9]{2}")


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def changes(request: Request, arena: str, category: str) -> HttpResponse:
    """Who entered, left and moved on a board since a week ago, and whether it is beyond the noise.

    `?from=` and `?to=` choose other ends: days such as 2024-04-22, or numbers of snapshots.
    """
    found, method = get_arena(request, arena, category), get_method(request)
    start, end = (request.query_params.get(name, "") for name in ("from", "to"))
    for name, text in (("from", start), ("to", end)):
        if text and not END.fullmatch(text):
            raise ValidationError({name: "A day such as 2024-04-22, or the number of a snapshot."})
    try:
        before, after = find_pair(found, category=category, method=method, start=start, end=end)
    except NoSuchEnd as refused:
        if refused.thinned is not None:
            raise build_gone(request, refused.thinned) from refused
        raise NotFound(str(refused)) from refused
    return open_to_all(send(request, payload(envelope_of(compare(before, after)))), PUBLIC)
