"""The review queue: open findings, the most urgent first."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from battles.grouped_numbers import grouped
from moderation.admin.filters import (
    BattleLanguageFilter,
    BattleTagFilter,
    ClaimFilter,
    ModelFilter,
)
from moderation.admin.finding import FindingAdmin
from moderation.admin.links import NOTHING
from moderation.admin.queue.detector_filter import DetectorFilter
from moderation.admin.queue.in_place import leave
from moderation.admin.queue.judgements import effect_view
from moderation.admin.queue.known_cases import known_case_view
from moderation.admin.queue.notes import note_view
from moderation.admin.queue.records import record_view
from moderation.admin.queue.review_bar import (
    find_url_ahead,
    get_reviewed_finding,
    next_review_url,
    review_url,
    skip,
)
from moderation.evidence.finding_text import summarize_finding
from moderation.findings import claims
from moderation.models import Claim, Finding, Review

PRIORITY_WORDS = ((0.7, _("urgent")), (0.45, _("high")), (0.2, _("normal")), (0.0, _("low")))
"""The words of a priority from this number on (see moderation.findings.priority)."""


@admin.register(Review)
class ReviewAdmin(FindingAdmin):
    change_list_template = "moderation/admin/review.html"
    ordering = ("due_at", "pk")
    list_display = ["urgency", "kind", "summary", "age", "claimed_by", "about", "arena", "detected_by"]
    list_display_links = ["urgency", "kind", "summary"]
    list_filter = [
        "kind",
        ClaimFilter,
        ("battle__arena", admin.RelatedFieldListFilter),
        BattleTagFilter,
        BattleLanguageFilter,
        ModelFilter,
        ("detector", DetectorFilter),
        ("noticed_at", admin.DateFieldListFilter),
    ]
    list_select_related = ["battle__arena", *FindingAdmin.list_select_related]
    actions = ["claim", "release", "set_aside", "dismiss", "second_opinion"]

    class Media:
        css = {"all": ["moderation/desk.css"]}
        js = ["moderation/review.js"]

    def get_queryset(self, request):
        running = Claim.objects.running(timezone.now()).filter(subject=OuterRef("subject"))
        name = f"holder__{get_user_model().USERNAME_FIELD}"
        return super().get_queryset(request).open().annotate(holder_name=Subquery(running.values(name)[:1]))

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("known/", guarded(partial(known_case_view, self)), name="moderation_review_known"),
            path("note/", guarded(note_view), name="moderation_review_note"),
            path("record/", guarded(partial(record_view, self)), name="moderation_review_record"),
            path("record/<int:pk>/", guarded(partial(record_view, self)), name="moderation_review_record_of"),
            path("next/", guarded(self.next_view), name="moderation_review_next"),
            path("<int:pk>/ahead/", guarded(self.ahead_view), name="moderation_review_ahead"),
            path(
                "<int:pk>/effect/",
                guarded(partial(effect_view, site=self.admin_site)),
                name="moderation_review_effect",
            ),
            path("<int:pk>/claim/", guarded(self.claim_view), name="moderation_review_claim"),
            path("<int:pk>/release/", guarded(self.release_view), name="moderation_review_release"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("moderation.view_finding")

    def has_claim_permission(self, request):
        return request.user.has_perm("moderation.claim_finding")

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": _("Review queue"),
            "queue": request.GET.urlencode(),
            "may_claim": self.has_claim_permission(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Redirects to the page of the finding's subject, where it is judged or, resolved meanwhile, read."""
        finding = Finding.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if finding is None or not self.has_view_permission(request) or request.method == "POST":
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect(review_url(finding, request.GET.get("queue", "")))

    @method_decorator(require_POST)
    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Claim the most urgent finding that is not claimed, and redirect to it.

        Coming from a finding that is not judged, the claim on that one is released.
        """
        self._check_may_claim(request)
        skipped = get_reviewed_finding(request)
        if skipped is not None:
            skip(request, skipped)
        return leave(request, next_review_url(request, request.POST.get("queue", "")))

    @method_decorator(require_GET)
    def ahead_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Redirects to the page that probably follows this finding's, for review.js; 204 if none follows."""
        self._check_may_claim(request)
        finding = get_object_or_404(Finding, pk=pk)
        url = find_url_ahead(request, finding, request.GET.get("queue", ""))
        return redirect(url) if url else HttpResponse(status=204)

    @method_decorator(require_POST)
    def claim_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._check_may_claim(request)
        finding = get_object_or_404(Finding, pk=pk)
        try:
            claims.claim(finding, by=request.user, now=timezone.now())
        except claims.AlreadyClaimed as taken:
            words = _("%(name)s has claimed it.") % {"name": taken.holder}
            self.message_user(request, words, messages.WARNING)
        return redirect(review_url(finding, request.POST.get("queue", "")))

    @method_decorator(require_POST)
    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._check_may_claim(request)
        finding = get_object_or_404(Finding, pk=pk)
        claims.release([finding], by=request.user)
        return redirect(review_url(finding, request.POST.get("queue", "")))

    def _check_may_claim(self, request):
        if not (self.has_view_permission(request) and self.has_claim_permission(request)):
            raise PermissionDenied

    @admin.action(description=_("Claim"), permissions=["claim"])
    def claim(self, request, queryset):
        number = claims.claim_all(queryset, by=request.user, now=timezone.now())
        words = ngettext("%(number)s finding claimed.", "%(number)s findings claimed.", number)
        self.message_user(request, words % {"number": grouped(number)})

    @admin.action(description=_("Release"), permissions=["claim"])
    def release(self, request, queryset):
        number = claims.release(queryset, by=request.user)
        words = ngettext("%(number)s claim released.", "%(number)s claims released.", number)
        self.message_user(request, words % {"number": grouped(number)})

    @admin.display(description=_("priority"))
    def urgency(self, finding):
        """The priority in words; the order of the list also depends on the age."""
        return next(words for least, words in PRIORITY_WORDS if finding.priority >= least)

    @admin.display(description=_("what was noticed"))
    def summary(self, finding):
        return summarize_finding(finding) or NOTHING

    @admin.display(description=_("about"))
    def about(self, finding):
        return with_label(_("about"), super().about(finding))

    @admin.display(description=_("arena"))
    def arena(self, finding):
        return with_label(_("arena"), finding.battle.arena if finding.battle_id else NOTHING)

    @admin.display(description=_("age"))
    def age(self, finding):
        return with_label(_("age"), timesince(finding.noticed_at, depth=1))

    @admin.display(description=_("claimed by"))
    def claimed_by(self, finding):
        return with_label(_("claimed by"), finding.holder_name or NOTHING)

    @admin.display(description=_("noticed by"))
    def detected_by(self, finding):
        return with_label(_("noticed by"), super().detected_by(finding))


def with_label(label: str | Promise, value: object) -> SafeString:
    """A value of the list with its column's name, which is shown where rows are cards (see desk.css)."""
    return format_html('<span class="desk-card-label">{} </span>{}', label, value)
