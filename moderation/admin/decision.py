"""Admin of decisions: actor, reasons, what they cover, and the undo action."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from moderation.admin.confirmation_page import confirm_then_run
from moderation.admin.confirmations import build_confirmation
from moderation.admin.evidence import EvidenceAdmin
from moderation.admin.filters import UndoneFilter
from moderation.admin.links import NOTHING, list_link, page_link
from moderation.admin.queue.review_bar import review_url
from moderation.admin.settings_list import settings_list
from moderation.decisions.board_settings import from_json
from moderation.decisions.forms import RuleForm
from moderation.decisions.kinds import KINDS, UNDO
from moderation.models import Decision
from moderation.policies import RULES, Policy

MAX_LISTED = 20
UNDOABLE = [name for name, kind in KINDS.items() if kind.can_be_undone]


@admin.register(Decision)
class DecisionAdmin(EvidenceAdmin):
    change_form_template = "moderation/admin/decision.html"
    list_display = ["number", "kind", "policy", "battle_count", "words", "decided_by", "decided_at", "fate"]
    list_filter = [
        "kind",
        "policy",
        "reason",
        UndoneFilter,
        ("actor", admin.RelatedOnlyFieldListFilter),
        ("decided_at", admin.DateFieldListFilter),
    ]
    list_select_related = ["actor", "undoes", "undone_by", "proposal__proposer"]
    search_fields = ["public_reason", "private_note"]
    search_help_text = _("Words of the public reason or the private note.")
    actions = ["undo"]
    fields = [
        "kind",
        "written_rule",
        "decided_by",
        "proposed_by",
        "decided_at",
        "public_reason",
        "private_note",
        "covered_battles",
        "covered_findings",
        "covered_voter",
        "changed_settings",
        "fate",
    ]
    readonly_fields = [
        "written_rule",
        "decided_by",
        "proposed_by",
        "covered_battles",
        "covered_findings",
        "covered_voter",
        "changed_settings",
        "fate",
    ]

    def get_queryset(self, request):
        covered = Decision.battles.through.objects.filter(decision=OuterRef("pk")).order_by()
        number = covered.values("decision").annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(battle_number=Coalesce(Subquery(number), 0))

    def has_undo_permission(self, request):
        return request.user.has_perm("moderation.undo_decision")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {
            "may_undo": self.has_undo_permission(request),
            "undoable": UNDOABLE,
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self):
        undo = path(
            "<int:pk>/undo/", self.admin_site.admin_view(self.undo_view), name="moderation_decision_undo"
        )
        return [undo, *super().get_urls()]

    def undo_view(self, request, pk):
        """The page that undoes one decision, and then returns to the finding that is open again."""
        if not (self.has_view_permission(request) and self.has_undo_permission(request)):
            raise PermissionDenied
        decision = get_object_or_404(Decision, pk=pk)
        rows = self.get_queryset(request).filter(pk=pk)
        finding = decision.findings.first()
        page = reverse("admin:moderation_decision_change", args=[pk])
        return confirm_then_run(
            self,
            request,
            rows,
            confirmation=build_confirmation(UNDO, rows, actor=request.user),
            form_class=RuleForm,
            return_url=review_url(finding) if finding else page,
        )

    @admin.action(description=_("Undo…"), permissions=["undo"])
    def undo(self, request, queryset):
        confirmation = build_confirmation(UNDO, queryset, actor=request.user)
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=RuleForm)

    @admin.display(description=_("number"))
    def number(self, decision):
        return decision.pk

    @admin.display(description=_("battles"))
    def battle_count(self, decision):
        return grouped(decision.battle_number)

    @admin.display(description=_("public reason"))
    def words(self, decision):
        return decision.public_reason or NOTHING

    @admin.display(description=_("decided by"))
    def decided_by(self, decision):
        return decision.actor or decision.rule or _("a rule")

    @admin.display(description=_("rule"))
    def written_rule(self, decision):
        """The policy in full; decisions older than the policies have only a reason."""
        if not decision.policy:
            return decision.get_reason_display() or NOTHING
        return f"{decision.get_policy_display()}: {RULES[Policy(decision.policy)]}"

    @admin.display(description=_("proposed by"))
    def proposed_by(self, decision):
        if decision.proposal is None:
            return NOTHING
        words = _("%(name)s, %(proposal)s") % {
            "name": decision.proposal.proposer or _("a rule"),
            "proposal": decision.proposal,
        }
        return page_link("moderation_proposal", decision.proposal_id, words)

    @admin.display(description=_("undone"))
    def fate(self, decision):
        other = decision.undoes if decision.undoes_id else getattr(decision, "undone_by", None)
        if other is None:
            return NOTHING
        words = _("undoes %(other)s") if decision.undoes_id else _("undone by %(other)s")
        return page_link("moderation_decision", other.pk, words % {"other": other})

    @admin.display(description=_("battles"))
    def covered_battles(self, decision):
        if not decision.battle_number:
            return NOTHING
        words = ngettext("%(number)s battle", "%(number)s battles", decision.battle_number)
        words = words % {"number": grouped(decision.battle_number)}
        return list_link("battles_battle", words, decision=decision.pk)

    @admin.display(description=_("findings"))
    def covered_findings(self, decision):
        findings = list(decision.findings.order_by("-pk")[: MAX_LISTED + 1])
        links = [(page_link("moderation_finding", each.pk, each),) for each in findings[:MAX_LISTED]]
        if len(findings) > MAX_LISTED:
            links.append(("…",))
        return format_html_join(", ", "{}", links) or NOTHING

    @admin.display(description=_("settings"))
    def changed_settings(self, decision):
        return settings_list(from_json(decision.settings))

    @admin.display(description=_("voter"))
    def covered_voter(self, decision):
        voter = decision.voter
        return page_link("battles_voter", voter.pk, voter) if voter else NOTHING
