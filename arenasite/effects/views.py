"""The effects of a decision before and after it, as a page and as a fragment for htmx."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arenasite.effects.preview import get_effects
from arenasite.effects.retrospect import get_retrospects
from moderation.decisions import InvalidSignedChange, load_signed_change
from moderation.models import Decision

PREVIEW_PERMISSIONS = (
    "moderation.view_decision",
    "moderation.set_aside_battles",
    "moderation.restore_battles",
    "moderation.undo_decision",
    "moderation.block_voter",
    "moderation.decide_board_settings",
)
"""One of these permissions allows previews: reading decisions, or taking one."""


@require_POST
def effects(request: HttpRequest) -> HttpResponse:
    """The effect of a signed change; nothing is stored."""
    if not any(map(request.user.has_perm, PREVIEW_PERMISSIONS)):
        raise PermissionDenied
    try:
        change = load_signed_change(request.POST.get("change", ""))
    except InvalidSignedChange as error:
        raise BadRequest("not a change that this site signed") from error
    return _render(request, _("What would change"), {"effects": get_effects(change)})


@require_safe
def decision_effects(request: HttpRequest, pk: int) -> HttpResponse:
    """The effect of a past decision."""
    if not request.user.has_perm("moderation.view_decision"):
        raise PermissionDenied
    decision = get_object_or_404(Decision.objects.select_related("undone_by"), pk=pk)
    return _render(
        request, _("What changed"), {"decision": decision, "retrospects": get_retrospects(decision)}
    )


def _render(request: HttpRequest, title: str, context: dict) -> HttpResponse:
    context |= {"title": title, "rebuild_seconds": settings.REBUILD_SECONDS}
    if request.htmx:
        return TemplateResponse(request, "arenasite/effects/_effects.html", context)
    return TemplateResponse(
        request, "arenasite/effects/effects.html", {**admin.site.each_context(request), **context}
    )
