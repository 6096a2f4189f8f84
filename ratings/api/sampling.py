"""Sampling of an arena as JSON. Public: reading needs no key."""

from django.http import HttpResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from ratings.api.parameters import find_arena
from ratings.api.responses import PUBLIC, open_to_all, send
from ratings.api.sampling_payload import pairs_to_json, sampling_to_json
from ratings.sampling.shares import build_sampling_shares
from ratings.serialization.canonical_json import payload


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # what the draw does is public
def sampling(request: Request, arena: str) -> HttpResponse:
    """How often each model is sampled, by which policy, and all changes of policies, states and weights."""
    shares = build_sampling_shares(find_arena(request, arena))
    return open_to_all(send(request, payload(sampling_to_json(shares))), PUBLIC)


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # what the draw does is public
def sampling_pairs(request: Request, arena: str) -> HttpResponse:
    """The current sampling probability of each pair."""
    shares = build_sampling_shares(find_arena(request, arena))
    return open_to_all(send(request, payload(pairs_to_json(shares))), PUBLIC)
