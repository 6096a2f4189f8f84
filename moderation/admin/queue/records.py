"""The page with the record of a member of staff: one's own, or another's with a permission."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from moderation.findings.staff_record import get_staff_record

VIEW_OTHERS = "moderation.view_staff_records"
MAX_LISTED = 200


def record_view(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The record of the user, or with `pk` that of another member of staff."""
    if not request.user.has_perm("moderation.view_finding"):
        raise PermissionDenied
    may_see_others = request.user.has_perm(VIEW_OTHERS)
    if pk not in (None, request.user.pk) and not may_see_others:
        raise PermissionDenied
    users = get_user_model().objects
    member = request.user if pk is None else users.filter(pk=pk, is_staff=True).first()
    if member is None:
        raise Http404
    others = users.filter(is_staff=True).exclude(pk=member.pk).order_by("username")[:MAX_LISTED]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Record of %(name)s") % {"name": member},
        "member": member,
        "record": get_staff_record(member),
        "others": others if may_see_others else [],
        "media": model_admin.media,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "moderation/admin/staff_record.html", context)
