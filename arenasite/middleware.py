"""The site's own middleware: content security, compressed pages, the limit of reads, one thread for all."""

from collections.abc import Callable
from http import HTTPStatus

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.html import format_html
from django.utils.translation import gettext as _

from arenasite.pages import render_failure
from arenasite.status.heartbeats import PROXY, note_heartbeat
from battles.addresses import parse_address
from battles.rate_limits import RateLimited, check_read, describe_wait
from battles.visitors import get_address
from ratings.api import API_PREFIX

UNCOMPRESSED_PATH = "/admin/"
OF_ONE_RESPONSE = {
    f"_csp_{name}{kind}" for name in ("config", "exempt", "replace", "update") for kind in ("", "_ro")
}
"""Attributes by which django-csp's decorators declare a response's own policy."""

UNLIMITED_PATHS = {"/healthz", "/readyz", "/robots.txt", "/favicon.ico"}


class LimitReads:
    """Refuses an address that requests too many pages in a minute, with 429 and Retry-After.

    Counted in the memory of this process. Static files and stored public pages do not pass here; posts have
    limits of their own.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_from_untrusted_proxy(request):
            note_heartbeat(PROXY, get_address(request))
        if self._is_limited(request):
            try:
                check_read(get_address(request))
            except RateLimited as limit:
                message = _("Too many pages in a short time. %(wait)s") % {
                    "wait": describe_wait(limit.retry_after)
                }
                response = self._render_refusal(request, message)
                response["Retry-After"] = str(limit.retry_after)
                return response
        return self._get_response(request)

    def _is_limited(self, request: HttpRequest) -> bool:
        """Whether this is a read. Those of the API are counted by ratings.api.access, which knows keys."""
        is_read = request.method in {"GET", "HEAD"} and request.path not in UNLIMITED_PATHS
        return is_read and not request.path.startswith(API_PREFIX)

    def _render_refusal(self, request: HttpRequest, message: str) -> HttpResponse:
        """A page, or one line for htmx, which puts it into the open page."""
        if "HX-Request" in request.headers:
            line = format_html('<p class="notice" role="alert">{}</p>', message)
            return HttpResponse(line, status=HTTPStatus.TOO_MANY_REQUESTS)
        return render_failure(request, HTTPStatus.TOO_MANY_REQUESTS, message)


def is_from_untrusted_proxy(request: HttpRequest) -> bool:
    """Whether a proxy of this network forwarded the request and the server did not trust it.

    A server that trusts its proxy takes the client's address from X-Forwarded-For, so the two agree.
    Otherwise all visitors share the proxy's address. Only private addresses count, because anyone can send
    the header.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if not forwarded:
        return False
    address = parse_address(get_address(request))
    if address is None or not address.is_private:
        return False
    return address not in [parse_address(part) for part in forwarded.split(",")]


class CompressPages(GZipMiddleware):
    """Compresses the pages that Django makes for one visitor.

    Compression must not tell a secret through the length of a page that repeats a stranger's text beside it
    (BREACH). A stranger's text reaches another's page through the address only: pages of an address with a
    query are not compressed, nor is the admin. Besides, Django masks the form's token anew each time and adds
    up to 100 random bytes. Event streams are not compressed either: their frames must leave at once.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if not is_page or request.META.get("QUERY_STRING") or request.path.startswith(UNCOMPRESSED_PATH):
            return response
        return super().process_response(request, response)


class ContentPolicy(CSPMiddleware):
    """Adds the Content-Security-Policy: the same text for every response that declares nothing of its own.

    django-csp composes it anew for each response, which takes a quarter of a small page's time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        super().__init__(get_response)
        is_one_policy = not getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)
        self._policy = build_policy() if is_one_policy and not settings.DEBUG else ""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        has_own = not OF_ONE_RESPONSE.isdisjoint(vars(response)) or "_csp_nonce" in vars(request)
        if has_own or not self._policy:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._policy)
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response


class InOneThread:
    """Does nothing, but synchronously: as the last middleware it makes Django run all others in one thread.

    Otherwise each middleware switches to a thread and back twice, which costs 1 ms of processor time per
    request. The event loop sends streams in both cases.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)
