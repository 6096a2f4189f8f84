"""Django's admin site with the throttled sign-in and the pages of the second factor."""

from http import HTTPStatus

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField
from django.db.models.base import ModelBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from arenasite.staff import pages
from arenasite.staff.device import remember_device
from arenasite.staff.middleware import get_pending_user
from arenasite.staff.signin import SignInForm
from arenasite.staff.widgets import LabelledSplitDateTime
from arenasite.status.checks import run_checks
from arenasite.status.todo import list_todos
from moderation.findings import count_handed_over, count_waiting


class StaffSite(AdminSite):
    """The admin site. A user without the second factor is redirected to its page."""

    login_form = SignInForm

    def register(self, model_or_iterable, admin_class=None, **options):
        """As Django's; every field with date and time gets a control with named parts."""
        super().register(model_or_iterable, admin_class, **options)
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        for model in models:
            overrides = self.get_model_admin(model).formfield_overrides
            overrides[DateTimeField] = {**overrides[DateTimeField], "widget": LabelledSplitDateTime}

    def each_context(self, request):
        """Lists have no sidebar: beside the filters it leaves too little room for the columns."""
        context = super().each_context(request)
        match = request.resolver_match
        if match and (match.url_name or "").endswith("_changelist"):
            context["is_nav_sidebar_enabled"] = False
        return context

    def login(self, request, extra_context=None):
        if request.method == "GET" and get_pending_user(request):
            query = {REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, "")}
            return redirect(reverse("admin:second_factor", query={k: v for k, v in query.items() if v}))
        response = super().login(request, extra_context)
        form = getattr(response, "context_data", {}).get("form")
        if form is not None and form.retry_after is not None:
            response.status_code = 429
            response["Retry-After"] = str(form.retry_after)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            remember_device(response, request, request.POST.get("username", ""))
        return response

    def index(self, request, extra_context=None):
        """The first page: what waits in the queue; for superusers also what is left to do."""
        context = dict(extra_context or {})
        if request.user.is_superuser:
            context["todos"] = list_todos()
        if request.user.has_perm("moderation.view_finding"):
            context["waiting"] = count_waiting(now=timezone.now())
        if request.user.has_perm("moderation.claim_finding"):
            context["handed_over"] = count_handed_over(request.user, now=timezone.now())
        return super().index(request, context)

    def state_view(self, request):
        """The checks of the site, for superusers: a page of its own, because they take as long as a list."""
        if not request.user.is_superuser:
            raise PermissionDenied
        context = {**self.each_context(request), "title": _("State of the site"), "results": run_checks()}
        return TemplateResponse(request, "admin/state.html", context)

    def get_urls(self):
        pages_here = [
            path("second-factor/", never_cache(pages.second_factor), name="second_factor"),
            path("second-factor/leave/", never_cache(pages.leave), name="second_factor_leave"),
            path("state/", self.admin_view(self.state_view), name="state"),
        ]
        return [*pages_here, *super().get_urls()]
