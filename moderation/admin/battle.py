"""Admin of battles: search, evidence page, and the actions that decide."""

import uuid

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from battles.counting import REASONS, Reason, annotate_reason
from battles.models import Battle, Prompt, Vote
from moderation.admin.campaigns.actions import CampaignActionMixin
from moderation.admin.confirmation_page import confirm_then_run, get_return_url
from moderation.admin.confirmations import build_confirmation
from moderation.admin.counting import CountedFilter
from moderation.admin.erasure import BattleErasureMixin
from moderation.admin.evidence import EvidenceAdmin
from moderation.admin.filters import (
    CampaignFilter,
    DecisionFilter,
    FindingFilter,
    LanguageFilter,
    ProposalFilter,
    TagFilter,
    VoterFilter,
)
from moderation.admin.queue.judgements import build_review_context
from moderation.admin.queue.review_bar import initial_form_options
from moderation.decisions import execution as decisions
from moderation.decisions.forms import OpinionForm, RestoreForm, SetAsideForm
from moderation.decisions.kinds import CORRECT, RESTORE, SECOND_OPINION, SET_ASIDE, UNVEIL
from moderation.evidence.battle import build_context, build_dossier
from moderation.evidence.blind import may_see_models, pair_label
from moderation.evidence.personal_data import read_battle_data
from moderation.evidence.tag_labels import get_tag_labels
from moderation.models import Finding

WHAT_HAPPENED = (1 << 16) - 1
PREVIEW = 90  # characters of the first prompt


def with_reason(battles: QuerySet[Battle]) -> QuerySet[Battle]:
    """The battles, each with `reason`: whether its vote counts; None without a vote."""
    vote = annotate_reason(Vote.objects.filter(pk=OuterRef("pk")))
    return battles.annotate(reason=Subquery(vote.values("reason")))


def with_list_facts(battles: QuerySet[Battle]) -> QuerySet[Battle]:
    """The battles, each with `reason`, `opening` and `has_open_finding`."""
    first_prompt = Prompt.objects.filter(battle=OuterRef("pk"), turn=1).values(start=Left("text", PREVIEW))
    return with_reason(battles).annotate(
        opening=Subquery(first_prompt),
        has_open_finding=Exists(Finding.objects.open().visible().filter(battle=OuterRef("pk"))),
    )


@admin.register(Battle)
class BattleAdmin(BattleErasureMixin, CampaignActionMixin, EvidenceAdmin):
    members = "battles"
    list_display = ["number", "outcome", "counting", "opening_words", "pair", "noted", "arena", "opened_at"]
    list_filter = [
        CountedFilter,
        ("arena", admin.RelatedFieldListFilter),
        FindingFilter,
        "mode",
        "origin",
        "state",
        ("opened_at", admin.DateFieldListFilter),
        TagFilter,
        LanguageFilter,
        VoterFilter,
        DecisionFilter,
        ProposalFilter,
        CampaignFilter,
    ]
    list_select_related = ["arena", "contender_a__model", "contender_b__model", "vote"]
    search_fields = ["key"]
    search_help_text = _("A battle's number or key, or words of a prompt.")
    actions = ["set_aside", "restore", "correct", "unveil", "second_opinion", "fill", "erase"]

    def get_queryset(self, request):
        return with_list_facts(super().get_queryset(request))

    def get_search_results(self, request, queryset, search_term):
        """Searches by battle number or key, otherwise in the texts of the prompts."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdecimal() and len(term) < 19:
            return queryset.filter(pk=int(term)), False
        try:
            return queryset.filter(key=uuid.UUID(term)), False
        except ValueError:
            saying = Prompt.objects.filter(text__icontains=term)
            return queryset.filter(pk__in=saying.values("battle")), False

    def get_urls(self):
        personal_data = path(
            "<int:pk>/traces/",
            self.admin_site.admin_view(self.personal_data_view),
            name="battles_battle_traces",
        )
        context = path(
            "<int:pk>/context/", self.admin_site.admin_view(self.context_view), name="battles_battle_context"
        )
        return [personal_data, context, *super().get_urls()]

    def context_view(self, request, pk):
        """The voter's other votes, ballots and blocks, as a page or as a piece for the battle's page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        battle = get_object_or_404(Battle.objects.select_related("voter"), pk=pk)
        context = {"battle": battle, "context": build_context(battle), "opts": self.opts}
        if request.htmx:
            return TemplateResponse(request, "moderation/admin/_battle_context.html", context)
        context |= {"title": _("Battle %(number)s") % {"number": pk}, "media": self.media}
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "moderation/admin/battle_context.html", context)

    def personal_data_view(self, request, pk):
        """The battle's page with personal data; each access is logged in the battle's history."""
        if not (self.has_view_permission(request) and request.user.has_perm("moderation.view_traces")):
            raise PermissionDenied
        battle = Battle.objects.filter(pk=pk).first()
        if battle is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        personal_data = read_battle_data(battle, by=request.user)
        return self.change_view(request, str(pk), extra_context={"personal_data": personal_data})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        battles = with_reason(Battle.objects.with_pair().select_related("voter", "vote"))
        pk = unquote(object_id)
        battle = battles.filter(pk=pk).first() if pk.isascii() and pk.isdecimal() else None
        if battle is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        review = build_review_context(request, f"battle-{battle.pk}")
        dossier = build_dossier(
            battle,
            reason=None if battle.reason is None else Reason(battle.reason),
            with_models=may_see_models(battle, request.user),
            with_history=review["review"] is None,  # else the page loads it afterwards
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Battle %(number)s") % {"number": battle.pk},
            "dossier": dossier,
            "battle": dossier.battle,
            **review,
            "opts": self.opts,
            "media": self.media,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "moderation/admin/battle.html", context)

    def has_set_aside_permission(self, request):
        return request.user.has_perm("moderation.set_aside_battles")

    def has_restore_permission(self, request):
        return request.user.has_perm("moderation.restore_battles")

    def has_ask_permission(self, request):
        return request.user.has_perm("moderation.ask_second_opinion")

    @admin.action(description=_("Set aside…"), permissions=["set_aside"])
    def set_aside(self, request, queryset):
        confirmation = build_confirmation(SET_ASIDE, queryset, actor=request.user)
        return confirm_then_run(
            self,
            request,
            queryset,
            confirmation=confirmation,
            form_class=SetAsideForm,
            form_options=initial_form_options(request),
        )

    @admin.action(description=_("Restore…"), permissions=["restore"])
    def restore(self, request, queryset):
        holders = decisions.get_holding_decisions(queryset)
        if not holders:
            self.message_user(request, _("No decision excludes any of these battles."), messages.WARNING)
            return redirect(get_return_url(self, request))
        confirmation = build_confirmation(RESTORE, queryset, actor=request.user)
        options = {"holders": holders}
        return confirm_then_run(
            self, request, queryset, confirmation=confirmation, form_class=RestoreForm, form_options=options
        )

    def has_correct_permission(self, request):
        return request.user.has_perm(CORRECT.permission)

    def has_unveil_permission(self, request):
        return request.user.has_perm(UNVEIL.permission)

    @admin.action(description=_("Correct a detection…"), permissions=["correct"])
    def correct(self, request, queryset):
        confirmation = build_confirmation(CORRECT, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=CORRECT.form)

    @admin.action(description=_("Unveil…"), permissions=["unveil"])
    def unveil(self, request, queryset):
        confirmation = build_confirmation(UNVEIL, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=UNVEIL.form)

    @admin.action(description=_("Ask for a second opinion…"), permissions=["ask"])
    def second_opinion(self, request, queryset):
        confirmation = build_confirmation(SECOND_OPINION, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=OpinionForm)

    @admin.display(description=_("number"))
    def number(self, battle):
        return battle.pk

    @admin.display(description=_("first prompt"), empty_value="–")
    def opening_words(self, battle):
        words = battle.opening
        return words + "…" if words and len(words) == PREVIEW else words

    @admin.display(description=_("pair"))
    def pair(self, battle):
        return pair_label(battle)

    @admin.display(description=_("vote"))
    def outcome(self, battle):
        """The vote, or the battle's state without one."""
        return battle.vote.get_outcome_display() if hasattr(battle, "vote") else battle.get_state_display()

    @admin.display(description=_("counting"), empty_value="–")
    def counting(self, battle):
        if battle.reason is None:
            return None
        reason = Reason(battle.reason)
        return REASONS[reason].label if reason in REASONS else _("Counted")

    @admin.display(description=_("noted"), empty_value="–")
    def noted(self, battle):
        words = get_tag_labels(battle.tags & WHAT_HAPPENED)
        return ", ".join([*words, gettext("open finding")] if battle.has_open_finding else words) or None
