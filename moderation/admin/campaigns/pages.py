"""Admin of campaigns."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from battles.grouped_numbers import grouped
from battles.models import Exclusion
from moderation.admin.campaigns.case import build_acceptance, build_campaign_case, build_rejection
from moderation.admin.confirmation_page import confirm_then_run
from moderation.admin.confirmations import build_confirmation
from moderation.admin.evidence import EvidenceAdmin
from moderation.admin.links import NOTHING
from moderation.admin.queue.judgements import build_review_context
from moderation.admin.queue.review_bar import initial_form_options
from moderation.decisions.forms import BlockForm, DismissForm, OpinionForm, SetAsideForm
from moderation.decisions.kinds import BLOCK, SECOND_OPINION
from moderation.evidence.battle import load_judged_findings
from moderation.evidence.blind import pair_label
from moderation.findings.campaigns import voters_in
from moderation.models import Campaign, CampaignMember, Finding

MAX_LISTED = 200


@admin.register(Campaign)
class CampaignAdmin(EvidenceAdmin):
    change_form_template = "moderation/admin/campaign.html"
    list_display = ["title", "member_count", "created_by", "created_at", "noticed"]
    list_filter = [
        ("created_by", admin.RelatedOnlyFieldListFilter),
        ("created_at", admin.DateFieldListFilter),
    ]
    list_select_related = ["created_by"]
    search_fields = ["title", "note"]
    actions = ["set_aside", "reject", "block", "second_opinion"]
    fields = ["title", "note"]
    shown_fields = ["title", "note", "created_by", "created_at"]

    def get_queryset(self, request):
        standing = Count("members", filter=Q(members__removal__isnull=True))
        has_open_finding = Exists(Finding.objects.open().filter(campaign=OuterRef("pk")))
        return (
            super().get_queryset(request).annotate(member_number=standing, has_open_finding=has_open_finding)
        )

    def has_add_permission(self, request):
        return request.user.has_perm("moderation.add_campaign")

    def has_fill_permission(self, request):
        return request.user.has_perm("moderation.fill_campaign")

    def has_set_aside_permission(self, request):
        return request.user.has_perm("moderation.set_aside_battles")

    def has_dismiss_permission(self, request):
        return request.user.has_perm("moderation.dismiss_findings")

    def has_block_permission(self, request):
        return request.user.has_perm("moderation.block_voter")

    def has_ask_permission(self, request):
        return request.user.has_perm("moderation.ask_second_opinion")

    def get_fields(self, request, obj=None):
        return self.shown_fields if obj else self.fields

    def save_model(self, request, obj, form, change):
        obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not (self.has_view_permission(request) and object_id.isascii() and object_id.isdecimal()):
            return super().change_view(request, object_id, form_url, extra_context)
        review = build_review_context(request, f"campaign-{object_id}")
        context = {
            **({} if review["review"] else self._load_members(object_id, request)),
            **review,
            "may_fill": self.has_fill_permission(request),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def _load_members(self, pk: str, request) -> dict[str, object]:
        """The template context of a campaign's members and findings."""
        members = CampaignMember.objects.standing().filter(campaign=pk).order_by("-pk")
        members = members.select_related(
            "battle__contender_a__model", "battle__contender_b__model", "voter", "added_by"
        )[:MAX_LISTED]
        for member in members:
            member.pair = pair_label(member.battle) if member.battle else NOTHING
        return {
            "members": members,
            "findings": load_judged_findings(Finding.objects.filter(campaign=pk)),
        }

    def get_urls(self):
        case = path(
            "<int:pk>/case/", self.admin_site.admin_view(self.case_view), name="moderation_campaign_case"
        )
        return [case, *super().get_urls()]

    def case_view(self, request, pk):
        """What a campaign covers, its effect and its judgements, as a page or as a piece for its own page.

        It costs more than the rest of the page: it sums up all battles, and what the same person has changed.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        campaign = get_object_or_404(Campaign, pk=pk)
        context = {"original": campaign, "judged": build_campaign_case(campaign, user=request.user)}
        if request.htmx:
            return TemplateResponse(request, "moderation/admin/_campaign_case.html", context)
        context |= {"title": str(campaign), "opts": self.opts, "media": self.media}
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "moderation/admin/campaign_case.html", context)

    @admin.action(description=_("Accept: set their battles aside…"), permissions=["set_aside"])
    def set_aside(self, request, queryset):
        confirmation = build_acceptance(queryset, actor=request.user)
        options = initial_form_options(request) or {"initial": {"reason": int(Exclusion.Reason.MANIPULATION)}}
        return confirm_then_run(
            self, request, queryset, confirmation=confirmation, form_class=SetAsideForm, form_options=options
        )

    @admin.action(description=_("Reject: dismiss what is open about them…"), permissions=["dismiss"])
    def reject(self, request, queryset):
        confirmation = build_rejection(queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=DismissForm)

    @admin.action(description=_("Block their voters…"), permissions=["block"])
    def block(self, request, queryset):
        confirmation = build_confirmation(BLOCK, voters_in(queryset), actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=BlockForm)

    @admin.action(description=_("Ask for a second opinion…"), permissions=["ask"])
    def second_opinion(self, request, queryset):
        confirmation = build_confirmation(SECOND_OPINION, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=OpinionForm)

    @admin.display(description=_("members"))
    def member_count(self, campaign):
        return grouped(campaign.member_number)

    @admin.display(description=_("findings"))
    def noticed(self, campaign):
        return _("open") if campaign.has_open_finding else NOTHING
