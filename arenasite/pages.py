"""Pages of the whole site: about, language, health, and the error pages."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from arenasite.problems import is_for_programs
from battles.counting import REASONS
from battles.models import Arena
from battles.views import render_expired_form
from ratings.api import build_problem

RETRY_SECONDS = 5
"""When to try again after the database was away."""


def site_context(request: HttpRequest) -> dict:
    """Context of every template: the current page in each language, with the language's own name."""
    return {
        "languages_here": [
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "url": translate_url(request.get_full_path(), code),
                "path": translate_url(request.path, code),
                "is_default": code == settings.LANGUAGE_CODE,
            }
            for code, _name in settings.LANGUAGES
        ]
    }


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def about(request: HttpRequest) -> HttpResponse:
    """Explain how the arena works and why a vote may not count."""
    context = {
        "reasons": list(REASONS.values()),
        "arenas": Arena.objects.public(),
        "has_judge": bool(settings.JUDGE_MODEL),
    }
    return render(request, "arenasite/about.html", context)


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Store the language in a cookie and redirect to the same page in it."""
    if code not in dict(settings.LANGUAGES):
        raise Http404("unknown language")
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = redirect(translate_url(target, code))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        httponly=True,
    )
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer "alive", as arenasite.status.probes does before Django, for servers without it."""
    return HttpResponse("alive", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers request this address where a page names no icon, as in the admin."""
    return redirect(static("arenasite/logo.svg"))


def _language_prefixes() -> list[str]:
    """Start of the paths of each language; empty for the default one."""
    return ["" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _name in settings.LANGUAGES]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Boards may be indexed; conversations, receipts and the admin may not."""
    parts = ("battles", "my-battles", "my-data", "receipts", "admin")
    disallowed = [f"Disallow: {prefix}/{part}/" for prefix in _language_prefixes() for part in parts]
    disallowed.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(["User-agent: *", *disallowed, ""]), content_type="text/plain")


def render_failure(
    request: HttpRequest, status: HTTPStatus, words: str, *, is_empty: bool = False
) -> HttpResponse:
    """Answer with an error message: as a page, or as a problem (RFC 9457) where programs read.

    is_empty: the site has no open arena, so the page links to no battle.
    """
    if is_for_programs(request.path):
        return build_problem(status.value, words)
    return render(
        request,
        "arenasite/failure.html",
        {
            "status": status.value,
            "words": words,
            "is_empty": is_empty,
            "home": "/" if get_language() == settings.LANGUAGE_CODE else f"/{get_language()}/",
        },
        status=status,
    )


def bad_request(request, exception=None):
    return render_failure(request, HTTPStatus.BAD_REQUEST, _("The request could not be understood."))


def forbidden(request, exception=None):
    return render_failure(
        request,
        HTTPStatus.FORBIDDEN,
        _("You do not have permission to do this. If you have signed out, sign in again."),
    )


def not_found(request, exception=None):
    is_page = not (is_for_programs(request.path) or request.path.startswith(("/admin/", settings.STATIC_URL)))
    if is_page and not Arena.objects.open().exists():
        message = _("No arena is open yet. The operator of this site starts one with: manage.py setup")
        return render_failure(request, HTTPStatus.NOT_FOUND, message, is_empty=True)
    words = _(
        "There is no such page. A battle is visible only in the browser that started it, with cookies on."
    )
    if is_for_programs(request.path):
        words = "There is no such address for programs. See /api/reference/ and /data/."
    return render_failure(request, HTTPStatus.NOT_FOUND, words)


def server_error(request):
    """The page of an unexpected error; 503 with Retry-After if the database is away."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = render_failure(
            request,
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("The site cannot reach its database at the moment. Please try again in a few seconds."),
        )
        response["Retry-After"] = str(RETRY_SECONDS)
        response["Cache-Control"] = "no-store"
        return response
    return render_failure(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something went wrong on our side. No vote is lost."),
    )


def csrf_failure(request, reason=""):
    """The form has no valid token: cookies are disabled, or the page was open for very long."""
    # A form posted from another site is not shown again with its text.
    if not reason.startswith(("Origin checking failed", "Referer checking failed")):
        response = render_expired_form(request)
        if response is not None:
            return response
    return render_failure(
        request,
        HTTPStatus.FORBIDDEN,
        _("This form has expired, or cookies are disabled. Go back, reload the page and send it again."),
    )
