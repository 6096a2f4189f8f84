"""Every public GET of the site, found by walking the URL patterns."""

import re
from collections.abc import Iterator
from itertools import product

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from battles.models import Arena, LanguageModel
from ratings.models import DataRelease, Snapshot

UNKNOWN_KEY = "5e2f1c1e-3f0a-4e9c-8f5e-0a1b2c3d4e5f"

QUERIES = {
    "leaderboard": ("?method=style", "?method=elo", "?status=active&sort=-votes", "?speed=1"),
    "leaderboard_csv": ("?speed=1",),
    "pictures": ("?models=text-almond,text-birch",),
    "api_leaderboard": ("?method=style", "?method=elo"),
    "overview": ("?by=english", "?top=25"),
    "api_overview": ("?by=english", "?top=2"),
    "matchups": ("?top=10",),
    "api_matchups": ("?top=2",),
    "side_by_side": ("?a=1&b=2",),
}
"""URL name → further queries of the address. The address without a query is always read."""

STAFF = "admin/"
PER_REQUEST = re.compile(rb'name="(csrfmiddlewaretoken|key)" value="[^"]*"')
"""A form's token and the new battle's key are random for each request."""


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every URL pattern with its whole route, staff pages left out."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if STAFF in route:
            continue
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def public_addresses(battle_keys: tuple[str, ...] = ()) -> list[str]:
    """Return every address of every pattern in both languages, for all arguments that name something."""
    models = [*LanguageModel.objects.values_list("slug", flat=True), "no-such-model"]
    values = {
        "arena": [*Arena.objects.values_list("slug", flat=True), "no-such-arena"],
        "category": ["overall", "english", "coding", "no-such-category"],
        "key": [UNKNOWN_KEY, *battle_keys],
        "pk": [*Snapshot.objects.order_by("pk").values_list("pk", flat=True)[:3], 10**6],
        "code": ["en", "zh-hant"],
        "token": ["no-such-token"],
        "policy": ["everybody", "proof", "no-such-policy"],
        "turn": [1],
        "side": ["a"],
        "slug": models,
        "a": models[:2],
        "b": models[1:3],
        "name": [
            *("price", "speed", "days", "battles", "courses", "wins", "counts", "grid", "none"),
            *("overall.json", "leaderboard.csv", "manifest.json", "croissant.json"),
        ],
        "release": ["latest", *map(str, DataRelease.objects.values_list("day", flat=True)), "no-such-day"],
        "version": [1, 99],
        "kind": ["not-found", "no-such-kind"],
    }
    addresses = []
    for language in ("en", "zh-hant"):
        with translation.override(language):
            for route, pattern in patterns():
                names = re.findall(r"<(?:\w+:)?(\w+)>", route)
                for arguments in product(*(values[name] for name in names)):
                    address = "/" + route
                    for argument in arguments:
                        address = re.sub(r"<[^>]+>", str(argument), address, count=1)
                    addresses += [address + query for query in ("", *QUERIES.get(pattern.name or "", ()))]
    return list(dict.fromkeys(addresses))


def read_public_bytes(addresses: list[str]) -> dict[str, tuple[int, bytes, dict]]:
    """GET every address as a new visitor: status, body and headers, without what is random by request."""
    pages = {}
    for address in addresses:
        response = Client().get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Expires"}}
        pages[address] = (response.status_code, PER_REQUEST.sub(b"", body), headers)
    return pages


def differences(before: dict, after: dict) -> list[str]:
    """Return the addresses whose answers differ."""
    return [address for address in before if before[address] != after[address]]
