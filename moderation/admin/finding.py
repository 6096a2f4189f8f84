"""Admin of findings: read, record, dismiss."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from battles.models import Battle
from moderation.admin.confirmation_page import confirm_then_run
from moderation.admin.confirmations import build_confirmation
from moderation.admin.evidence import EvidenceAdmin
from moderation.admin.filters import ResolvedFilter
from moderation.admin.links import NOTHING, page_link
from moderation.admin.queue.detector_filter import DetectorFilter
from moderation.admin.queue.review_bar import suggested_reason
from moderation.decisions.forms import DismissForm, OpinionForm, SetAsideForm
from moderation.decisions.kinds import DISMISS, SECOND_OPINION, SET_ASIDE
from moderation.evidence.blind import pair_label
from moderation.evidence.finding_text import list_evidence
from moderation.findings.record import set_priority
from moderation.forms import NoteForm
from moderation.models import Finding

MAX_READ = 50
"""Findings that are read to suggest a common reason."""


@admin.register(Finding)
class FindingAdmin(EvidenceAdmin):
    form = NoteForm
    change_form_template = "moderation/admin/finding.html"
    list_display = ["number", "kind", "about", "detector", "strength", "noticed_at", "decision"]
    list_filter = [
        ResolvedFilter,
        "kind",
        ("detector", DetectorFilter),
        ("battle__arena", admin.RelatedFieldListFilter),
        ("noticed_at", admin.DateFieldListFilter),
    ]
    list_select_related = [
        "battle__contender_a__model",
        "battle__contender_b__model",
        "voter",
        "campaign",
        "noticed_by",
        "reporter",
        "resolved_by",
    ]
    search_fields = ["=battle__pk", "=voter__pk"]
    search_help_text = _("The number of a battle or a voter.")
    actions = ["set_aside", "dismiss", "second_opinion"]
    raw_id_fields = ["battle", "voter", "campaign"]
    shown_fields = [
        "kind",
        "battle_link",
        "voter_link",
        "campaign_link",
        "strength",
        "detected_by",
        "noticed_at",
        "evidence_text",
        "decision",
    ]
    readonly_fields = [
        "battle_link",
        "voter_link",
        "campaign_link",
        "detected_by",
        "evidence_text",
        "decision",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).visible()

    def has_add_permission(self, request):
        return request.user.has_perm("moderation.add_finding")

    def has_dismiss_permission(self, request):
        return request.user.has_perm("moderation.dismiss_findings")

    def has_set_aside_permission(self, request):
        return request.user.has_perm("moderation.set_aside_battles")

    def has_ask_permission(self, request):
        return request.user.has_perm("moderation.ask_second_opinion")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"may_dismiss": self.has_dismiss_permission(request), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def get_fields(self, request, obj=None):
        return self.shown_fields if obj else ["battle", "voter", "campaign", "strength", "note"]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def save_model(self, request, obj, form, change):
        obj.kind = Finding.Kind.STAFF
        obj.noticed_by = request.user
        obj.evidence = {"note": form.cleaned_data["note"]}
        set_priority(obj)
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Uphold: set their battles aside…"), permissions=["set_aside"])
    def set_aside(self, request, queryset):
        """One decision about the battles of all findings that are chosen or match the filter."""
        battles = Battle.objects.filter(pk__in=queryset.order_by().values("battle"))
        confirmation = build_confirmation(
            SET_ASIDE, battles, actor=request.user, title=_("Set the battles of findings aside")
        )
        reasons = {suggested_reason(finding) for finding in queryset.order_by("pk")[:MAX_READ]}
        reason = reasons.pop() if len(reasons) == 1 else None
        return confirm_then_run(
            self,
            request,
            queryset,
            confirmation=confirmation,
            form_class=SetAsideForm,
            form_options={"initial": {"reason": int(reason)}} if reason else None,
        )

    @admin.action(description=_("Dismiss…"), permissions=["dismiss"])
    def dismiss(self, request, queryset):
        confirmation = build_confirmation(DISMISS, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=DismissForm)

    @admin.action(description=_("Ask for a second opinion…"), permissions=["ask"])
    def second_opinion(self, request, queryset):
        confirmation = build_confirmation(SECOND_OPINION, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=OpinionForm)

    @admin.display(description=_("number"))
    def number(self, finding):
        return finding.pk

    @admin.display(description=_("about"))
    def about(self, finding):
        if finding.battle is None:
            return finding.voter or finding.campaign
        return f"{finding.battle}: {pair_label(finding.battle)}"

    @admin.display(description=_("battle"))
    def battle_link(self, finding):
        return (
            page_link("battles_battle", finding.battle_id, finding.battle) if finding.battle_id else NOTHING
        )

    @admin.display(description=_("voter"))
    def voter_link(self, finding):
        return page_link("battles_voter", finding.voter_id, finding.voter) if finding.voter_id else NOTHING

    @admin.display(description=_("campaign"))
    def campaign_link(self, finding):
        campaign = finding.campaign
        return page_link("moderation_campaign", campaign.pk, campaign) if campaign else NOTHING

    @admin.display(description=_("noticed by"))
    def detected_by(self, finding):
        return (
            finding.noticed_by
            or finding.reporter
            or f"{finding.detector} {finding.version}".strip()
            or NOTHING
        )

    @admin.display(description=_("evidence"))
    def evidence_text(self, finding):
        if isinstance(finding.evidence, dict) and set(finding.evidence) == {"note"}:
            return finding.evidence["note"]
        item = '<div><dt>{}</dt><dd class="desk-words">{}</dd></div>'
        rows = format_html_join("", item, list_evidence(finding))
        return format_html('<dl class="desk-review-evidence">{}</dl>', rows)

    @admin.display(description=_("resolved by"))
    def decision(self, finding):
        decision = finding.resolved_by
        return page_link("moderation_decision", decision.pk, decision) if decision else NOTHING
