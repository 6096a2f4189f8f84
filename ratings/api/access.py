"""Who may read the API, and how much: keys, limits, preflights, and the headers that say so.

- Without a key: as many reads a minute as any page of the site, by address, in the memory of this process.
  Stored public answers (arenasite.public_pages) do not pass here.
- With a key: its own quota in all processes together, its scopes and its arena, hidden or not. A wrong key is
  refused, never treated as none. What a key reads is in no shared cache and in no store.
- The files below FILES_PREFIX are read with a key too; without one they are not counted here.
- Headers: RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers), Retry-After, CORS,
  Deprecation and Sunset.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from battles.rate_limits import Allowance, RateLimited, count_key_read, count_read, is_guessing_keys
from battles.rate_limits import note_wrong_key as count_wrong_key
from battles.visitors import get_address
from ratings.api.deprecations import add_deprecation
from ratings.api.openapi.operations import OPERATIONS
from ratings.api.problems import build_problem
from ratings.partner_keys import HEADERS, USES, KeyRefused, PartnerKey, Scope, find_key, read_header

API_PREFIX = "/api/v1/"
FILES_PREFIX = "/data/"
MINUTE = 60
ANONYMOUS, KEYED = "anonymous", "key"
EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Deprecation, Sunset"
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, X-API-Key, Accept, If-None-Match, Range, If-Range",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "public, max-age=86400",
    "Allow": "GET, HEAD, OPTIONS",
}


class ApiAccess:
    """Middleware for the addresses below API_PREFIX, and for files with a key; passes all others on."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API_PREFIX) and not _is_keyed_file(request):
            return self._get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        try:
            key = _identify(request)
            request.partner_key = key
            allowance = _count(request, key)
        except KeyRefused as refused:
            response = build_problem(HTTPStatus.UNAUTHORIZED, str(refused))
            response["WWW-Authenticate"] = "Bearer"
            response["Cache-Control"] = "no-store"
        except RateLimited as limit:
            response = _refuse(request, limit)
        else:
            response = self._get_response(request)
            _add_limits(response, KEYED if key else ANONYMOUS, allowance)
            if key:
                _keep_private(response)
        match = request.resolver_match
        add_deprecation(response, match.url_name if match else "", request.GET)
        response["Access-Control-Expose-Headers"] = EXPOSED
        patch_vary_headers(response, HEADERS)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Refuse what the key does not read."""
        key: PartnerKey | None = getattr(request, "partner_key", None)
        if key is None:
            return None
        operation = OPERATIONS.get(getattr(getattr(view, "cls", None), "__name__", ""))
        scope = operation.scope if operation else Scope.BOARDS.value if _is_keyed_file(request) else ""
        if scope and scope not in key.scopes:
            return build_problem(HTTPStatus.FORBIDDEN, f"This key lacks the scope {scope}.")
        if key.arena is not None and kwargs.get("arena", key.arena.slug) != key.arena.slug:
            return build_problem(HTTPStatus.FORBIDDEN, f"This key reads the arena {key.arena.slug} alone.")
        return None


def _is_keyed_file(request: HttpRequest) -> bool:
    return request.path.startswith(FILES_PREFIX) and any(name in request.headers for name in HEADERS)


def _identify(request: HttpRequest) -> PartnerKey | None:
    """Return the key of a request, or None without one. Raises KeyRefused, RateLimited."""
    address = get_address(request)
    try:
        text = read_header(request.headers)
        if text is None:
            return None
        if is_guessing_keys(address):
            raise RateLimited(MINUTE, "wrong-key")
        return find_key(text, now=timezone.now())
    except KeyRefused:
        count_wrong_key(address)
        raise


def _count(request: HttpRequest, key: PartnerKey | None) -> Allowance:
    """Count this read. Raises RateLimited."""
    if key is None:
        return count_read(get_address(request))
    today = timezone.now().date()
    try:
        allowance = count_key_read(key.pk, key.reads_per_minute)
    except RateLimited:
        USES.add(key.pk, today, is_refused=True)
        raise
    USES.add(key.pk, today)
    return allowance


def _refuse(request: HttpRequest, limit: RateLimited) -> HttpResponse:
    words = f"Too many reads. Come back in {limit.retry_after} s."
    response = build_problem(HTTPStatus.TOO_MANY_REQUESTS, words)
    response["Retry-After"] = str(limit.retry_after)
    key: PartnerKey | None = getattr(request, "partner_key", None)
    response["RateLimit"] = f'"{KEYED if key else ANONYMOUS}";r=0;t={limit.retry_after}'
    if key:
        response["RateLimit-Policy"] = f'"{KEYED}";q={key.reads_per_minute};w={MINUTE}'
    return response


def _add_limits(response: HttpResponse, name: str, allowance: Allowance) -> None:
    if allowance.times:
        response["RateLimit-Policy"] = f'"{name}";q={allowance.times};w={allowance.seconds}'
        response["RateLimit"] = f'"{name}";r={allowance.remaining};t={allowance.reset}'


def _keep_private(response: HttpResponse) -> None:
    """What a key reads is for its bearer: no shared cache may store it."""
    cache = response.get("Cache-Control", "")
    response["Cache-Control"] = cache.replace("public", "private", 1) if "public" in cache else "no-store"
