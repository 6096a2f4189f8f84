"""Terms and privacy notice: the version in force, and every earlier one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.erasure import get_figures
from battles.legal import find_document, get_document, list_versions
from battles.models import AddressKey, LegalDocument, RetentionPolicy

public = cache_control(public=True, max_age=60, stale_while_revalidate=300)
MAX_POLICIES = 20


@public
@require_safe
def terms(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The terms."""
    return _render(request, LegalDocument.Kind.TERMS, version)


@public
@require_safe
def privacy(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The privacy notice, and below it how long things are kept and how much was erased."""
    now = timezone.now()
    stored = RetentionPolicy.objects.filter(effective_from__isnull=False)
    more = {
        "policy": RetentionPolicy.objects.in_effect(now=now),
        "policies": stored[:MAX_POLICIES],
        "figures": get_figures(),
        "destroyed": AddressKey.objects.filter(destroyed_at__isnull=False).first(),
    }
    return _render(request, LegalDocument.Kind.PRIVACY, version, **(more if version is None else {}))


def _render(request: HttpRequest, kind: LegalDocument.Kind, version: int | None, **more) -> HttpResponse:
    now = timezone.now()
    document = find_document(kind, version, now=now) if version else get_document(kind, now=now)
    if document is None:
        raise Http404("no such version")
    versions = list_versions(kind, now=now)
    context = {
        "document": document,
        "title": kind.label,
        "url_name": str(kind),
        "versions": versions,
        "is_in_force": document.version == versions[0][0],
        **more,
    }
    return render(request, "battles/legal/document.html", context)
