"""The wizard that imports a file: choose, look through, map, import, result.

The page of a job shows its state and offers the next step. The work itself is done in the background, so
every page answers at once and a closed browser stops nothing.
"""

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from battles.admin.evidence import ReadOnlyAdmin
from battles.admin.fields import grouped_column
from battles.imports.jobs.spool import FileRefused, delete_upload, store_upload
from battles.imports.upload_tokens import issue_upload_token
from battles.models import ImportJob

from .forms import FileForm, MappingForm

MAX_REFUSED_PERCENT = 1.0
"""Above this share of refused records an import needs a tick of its own, as on the command line."""

State = ImportJob.State


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    records = grouped_column(ImportJob, "records")
    list_display = ["__str__", "arena_slug", "state", records, "actor", "created_at"]
    list_filter = ["state"]
    list_select_related = ["actor"]
    search_fields = ["file", "arena_slug"]
    show_full_result_count = False

    def has_add_permission(self, request):
        return request.user.has_perm("battles.import_votes")

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or self.has_add_permission(request)

    def add_view(self, request, form_url="", extra_context=None):
        """Step one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(self._address(self._create(request, form.cleaned_data)))
            except FileRefused as refusal:
                form.add_error("upload", str(refusal))
        here = reverse("admin:battles_importjob_add")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import votes from a file"),
            "form": form,
            "action": f"{here}?upload={issue_upload_token(here)}",
        }
        return TemplateResponse(request, "battles/admin/imports/new.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of one job; a POST is the next step."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = get_object_or_404(ImportJob.objects.select_related("batch", "actor"), pk=object_id)
        if request.method == "POST":
            if not self.has_add_permission(request):
                raise PermissionDenied
            return self._take_step(request, job)
        return self._show(request, job, self._mapping(job))

    def _create(self, request, data: dict) -> ImportJob:
        """The job of a chosen file. Raises FileRefused."""
        upload = data.get("upload")
        job = ImportJob.objects.create(
            arena_slug=data["arena"],
            arena_title=data["title"],
            file=data["file"][-200:],
            path=store_upload(upload.chunks()) if upload else data["path"],
            is_upload=bool(upload),
            options={
                "columns": {},
                "labels": {},
                **{name: data[name] for name in ("texts", "match", "source")},
            },
            actor=request.user,
        )
        LogEntry.objects.log_actions(
            request.user.pk, [job], ADDITION, gettext_noop("Gave a file to import."), single_object=True
        )
        return job

    def _take_step(self, request, job: ImportJob):
        step = request.POST.get("step", "")
        if step == "cancel":
            return self._cancel(request, job)
        form = self._mapping(job, request.POST)
        if step not in ("check", "store") or job.state != State.CHECKED:
            self.message_user(
                request, _("This step is over: the page shows the state now."), messages.WARNING
            )
            return redirect(self._address(job))
        if not form.is_valid():
            return self._show(request, job, form)
        options = job.options | form.options
        if step == "store" and options != job.options:
            step = "check"
            self.message_user(
                request,
                _("Labels or columns changed, so the file is looked through again first."),
                messages.INFO,
            )
        elif step == "store" and self._needs_tick(job) and not request.POST.get("accept"):
            self.message_user(
                request,
                _("Many records would be refused. Map their labels, or tick that you accept the loss."),
                messages.ERROR,
            )
            return self._show(request, job, form)
        state = State.CHECKING if step == "check" else State.STORING
        self._move(request, job, state, options=options, position=0, records=0)
        return redirect(self._address(job))

    def _cancel(self, request, job: ImportJob):
        """Stop a job; what it has stored already stays, as an import that can be withdrawn."""
        can_stop = job.state in (State.CHECKING, State.CHECKED, State.STORING)
        if can_stop and self._move(request, job, State.CANCELLED):
            delete_upload(job)
            self.message_user(request, _("Cancelled."), messages.SUCCESS)
        return redirect(self._address(job))

    def _move(self, request, job: ImportJob, state: str, **values) -> bool:
        """Change the state, unless it has changed meanwhile."""
        moved = ImportJob.objects.filter(pk=job.pk, state=job.state).update(
            state=state, changed_at=timezone.now(), **values
        )
        if moved:
            words = f"{State(job.state).value} → {State(state).value}"
            LogEntry.objects.log_actions(request.user.pk, [job], CHANGE, words, single_object=True)
        return bool(moved)

    def _mapping(self, job: ImportJob, data=None) -> MappingForm:
        result = job.result or {}
        return MappingForm(
            data, columns=result.get("columns", []), labels=result.get("labels", []), chosen=job.options
        )

    def _needs_tick(self, job: ImportJob) -> bool:
        return (job.result or {}).get("refused_percent", 0) > MAX_REFUSED_PERCENT

    def _show(self, request, job: ImportJob, form: MappingForm):
        result = job.result or {}
        has_votes = not job.problem and result.get("read", 0) > result.get("refused", 0)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": job.file,
            "job": job,
            "result": result,
            "times": [parse_datetime(result[name]) for name in ("earliest", "latest") if result.get(name)],
            "form": form,
            "needs_tick": self._needs_tick(job),
            "can_store": job.state == State.CHECKED and has_votes,
            "can_act": self.has_add_permission(request),
        }
        return TemplateResponse(request, "battles/admin/imports/job.html", context)

    def _address(self, job: ImportJob) -> str:
        return reverse("admin:battles_importjob_change", args=[job.pk])
