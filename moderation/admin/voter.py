"""Admin of voters: votes, findings, decisions, blocks; personal data on request."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from battles.models import Battle, Voter, VoterBlock
from moderation.admin.battle import with_list_facts
from moderation.admin.campaigns.actions import CampaignActionMixin
from moderation.admin.confirmation_page import confirm_then_run
from moderation.admin.confirmations import build_confirmation, build_unblock_confirmation
from moderation.admin.erasure import VoterErasureMixin
from moderation.admin.evidence import EvidenceAdmin
from moderation.admin.filters import BlockedFilter, CampaignFilter, FindingFilter, ProposalFilter
from moderation.admin.links import NOTHING, list_link
from moderation.admin.queue.judgements import build_review_context
from moderation.decisions import blocks
from moderation.decisions.forms import BlockForm, OpinionForm, RuleForm, SetAsideForm
from moderation.decisions.kinds import BLOCK, SECOND_OPINION, SET_ASIDE
from moderation.evidence.battle import load_judged_findings
from moderation.evidence.blind import pair_label
from moderation.evidence.personal_data import read_voter_data
from moderation.findings.reporter_trust import get_reporter_record
from moderation.models import Decision, Finding

LATEST = 20
MAX_LISTED = 50


@admin.register(Voter)
class VoterAdmin(VoterErasureMixin, CampaignActionMixin, EvidenceAdmin):
    members = "voters"
    change_form_template = "moderation/admin/voter.html"
    list_display = ["number", "origin", "created_at", "vote_count", "blocked", "noticed"]
    list_filter = [
        BlockedFilter,
        FindingFilter,
        "origin",
        ("created_at", admin.DateFieldListFilter),
        ProposalFilter,
        CampaignFilter,
    ]
    search_fields = ["=pk"]
    search_help_text = _("A voter's number.")
    actions = ["block", "unblock", "set_aside", "second_opinion", "fill", "erase"]
    fields = ["number", "origin", "created_at", "votes", "blocked"]
    readonly_fields = ["number", "votes", "blocked"]

    def get_queryset(self, request):
        voted = Battle.objects.filter(voter=OuterRef("pk"), vote__isnull=False).order_by()
        number = voted.values("voter").annotate(number=Count("pk")).values("number")
        blocks_in_force = blocks.blocks_in_force(timezone.now()).filter(voter=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                vote_number=Coalesce(Subquery(number), 0),
                is_blocked=Exists(blocks_in_force),
                has_open_finding=Exists(Finding.objects.open().filter(voter=OuterRef("pk"))),
            )
        )

    def get_urls(self):
        personal_data = path(
            "<int:pk>/traces/",
            self.admin_site.admin_view(self.personal_data_view),
            name="battles_voter_traces",
        )
        return [personal_data, *super().get_urls()]

    def has_block_permission(self, request):
        return request.user.has_perm("moderation.block_voter")

    def may_view_personal_data(self, request):
        return request.user.has_perm("moderation.view_traces")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not (self.has_view_permission(request) and object_id.isascii() and object_id.isdecimal()):
            return super().change_view(request, object_id, form_url, extra_context)
        review = build_review_context(request, f"voter-{object_id}")
        context = {
            **({} if review["review"] else self._load_history(int(object_id))),
            "may_block": self.has_block_permission(request),
            **review,
            "may_view_personal_data": self.may_view_personal_data(request),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def _load_history(self, voter_id: int) -> dict[str, object]:
        """What is below the voter's facts; a page under review loads it afterwards."""
        latest = list(
            with_list_facts(Battle.objects.with_pair().filter(voter=voter_id))
            .select_related("vote")
            .order_by("-pk")[:LATEST]
        )
        for battle in latest:
            battle.pair = pair_label(battle)
        return {
            "latest": latest,
            "findings": load_judged_findings(
                Finding.objects.visible().filter(Q(voter=voter_id) | Q(reporter=voter_id))
            ),
            "record": get_reporter_record(voter_id),
            "decisions": Decision.objects.filter(Q(voter=voter_id) | Q(undoes__voter=voter_id))
            .select_related("actor", "undone_by", "undoes")
            .order_by("-pk")[:MAX_LISTED],
            "blocks": VoterBlock.objects.filter(voter=voter_id)
            .select_related("lift")
            .order_by("-pk")[:MAX_LISTED],
        }

    def personal_data_view(self, request, pk):
        """The voter's page with personal data; each access is logged in the voter's history."""
        if not (self.has_view_permission(request) and self.may_view_personal_data(request)):
            raise PermissionDenied
        voter = Voter.objects.filter(pk=pk).first()
        if voter is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        personal_data = read_voter_data(voter, by=request.user)
        return self.change_view(request, str(pk), extra_context={"personal_data": personal_data})

    def has_set_aside_permission(self, request):
        return request.user.has_perm("moderation.set_aside_battles")

    def has_ask_permission(self, request):
        return request.user.has_perm("moderation.ask_second_opinion")

    @admin.action(description=_("Block…"), permissions=["block"])
    def block(self, request, queryset):
        confirmation = build_confirmation(BLOCK, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=BlockForm)

    @admin.action(description=_("Unblock…"), permissions=["block"])
    def unblock(self, request, queryset):
        confirmation = build_unblock_confirmation(queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=RuleForm)

    @admin.action(description=_("Set their battles aside…"), permissions=["set_aside"])
    def set_aside(self, request, queryset):
        battles = Battle.objects.filter(voter__in=queryset.order_by().values("pk"))
        confirmation = build_confirmation(
            SET_ASIDE, battles, actor=request.user, title=_("Set all battles of voters aside")
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=SetAsideForm)

    @admin.action(description=_("Ask for a second opinion…"), permissions=["ask"])
    def second_opinion(self, request, queryset):
        confirmation = build_confirmation(SECOND_OPINION, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=OpinionForm)

    @admin.display(description=_("number"))
    def number(self, voter):
        return voter.pk

    @admin.display(description=_("votes"))
    def vote_count(self, voter):
        return grouped(voter.vote_number)

    @admin.display(description=_("votes"))
    def votes(self, voter):
        words = ngettext("%(number)s vote", "%(number)s votes", voter.vote_number)
        return list_link("battles_battle", words % {"number": grouped(voter.vote_number)}, voter=voter.pk)

    @admin.display(description=_("blocked"))
    def blocked(self, voter):
        return _("blocked now") if voter.is_blocked else NOTHING

    @admin.display(description=_("findings"))
    def noticed(self, voter):
        return _("open") if voter.has_open_finding else NOTHING
