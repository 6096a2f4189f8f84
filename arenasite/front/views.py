"""Contact, API and data, the web manifest and security.txt."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.models import Arena

EXPIRES_DAYS = 180
"""RFC 9116 wants security.txt to expire within a year."""

PAPER, INK = "#f8f6f1", "#211f1b"


@require_safe
@cache_control(public=True, max_age=300, stale_while_revalidate=3600)
def contact(request: HttpRequest) -> HttpResponse:
    """Who runs the site and how to reach them, from the settings ARENA_OPERATOR and ARENA_…CONTACT."""
    context = {
        "operator": settings.OPERATOR,
        "contact": settings.CONTACT,
        "contact_url": to_url(settings.CONTACT),
        "security": settings.SECURITY_CONTACT,
        "security_url": to_url(settings.SECURITY_CONTACT),
    }
    return render(request, "arenasite/contact.html", context)


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=300)
def data(request: HttpRequest) -> HttpResponse:
    """Where the numbers are as JSON, CSV and SVG."""
    arena = Arena.objects.public().first()
    return render(request, "arenasite/data.html", {"arena": arena})


@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web manifest: name, colours and icons for a home screen."""
    icons = [
        ("logo.svg", "any", "image/svg+xml", "any"),
        ("icon-192.png", "192x192", "image/png", "any"),
        ("icon-512.png", "512x512", "image/png", "any"),
        ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
    ]
    answer = {
        "name": "Blind Arena",
        "short_name": "Arena",
        "start_url": reverse("battle_new"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static(f"arenasite/{name}"), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in icons
        ],
    }
    return JsonResponse(answer, content_type="application/manifest+json")


@require_safe
@cache_control(public=True, max_age=86400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """How to report a weakness (RFC 9116). Raises Http404 without a contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404("no security contact")
    expires = (timezone.now() + dt.timedelta(days=EXPIRES_DAYS)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    lines = [
        f"Contact: {to_url(settings.SECURITY_CONTACT)}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def to_url(contact: str) -> str:
    """Return a contact as an address: an email address becomes mailto."""
    return f"mailto:{contact}" if "@" in contact and ":" not in contact else contact
