"""An arena's draw as JSON. Open to everybody: reading needs no key."""

from django.http import HttpResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from battles.models import Arena
from ratings.api.responses import PUBLIC, open_to_all, send
from ratings.api.sampling_payload import envelope_of, pairs_envelope_of
from ratings.sampling.shares import shares_of
from ratings.serialization.canonical_json import payload


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # what the draw does is public
def sampling(request: Request, arena: str) -> HttpResponse:
    """Who is drawn how often, by which policy, and all that was changed about it."""
    return open_to_all(send(request, payload(envelope_of(shares_of(_arena(arena))))), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # what the draw does is public
def sampling_pairs(request: Request, arena: str) -> HttpResponse:
    """The probability with which each pair is drawn now."""
    return open_to_all(send(request, payload(pairs_envelope_of(shares_of(_arena(arena))))), PUBLIC)


def _arena(slug: str) -> Arena:
    found = Arena.objects.public().filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such arena. See /api/v1/leaderboards/.")
    return found
