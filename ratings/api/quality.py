"""How good a board is, as JSON."""

from django.http import HttpResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from ratings.api.parameters import get_arena
from ratings.api.responses import PUBLIC, open_to_all, send
from ratings.quality.serialization import find_quality, quality_to_json
from ratings.serialization.canonical_json import payload


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def quality(request: Request, arena: str, category: str) -> HttpResponse:
    """How well the board predicts votes, what ties and the draw do to it, and how few votes would turn it.

    Judged once a day; `snapshot` is the board that was judged.
    """
    found = get_arena(request, arena, category)
    judged = find_quality(found, category)
    if judged is None:
        raise NotFound("This board has not been judged yet. It happens once a day.")
    return open_to_all(send(request, payload(quality_to_json(judged, found))), PUBLIC)
