"""Admin of proposals: what they cover, their answers, and the actions that answer them."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.grouped_numbers import grouped
from moderation.admin.confirmation_page import Confirmation, confirm_then_run
from moderation.admin.evidence import EvidenceAdmin
from moderation.admin.filters import AnsweredFilter
from moderation.admin.links import NOTHING, list_link, page_link
from moderation.admin.settings_list import settings_list
from moderation.decisions import KINDS, proposals
from moderation.decisions.board_settings import from_json
from moderation.decisions.refusals import MayNotConfirm
from moderation.decisions.signed_change import sign_change
from moderation.forms import AnswerForm, DeclineForm
from moderation.models import Decision, Proposal
from moderation.policies import RULES, Policy


@admin.register(Proposal)
class ProposalAdmin(EvidenceAdmin):
    change_form_template = "moderation/admin/proposal.html"
    list_display = ["number", "kind", "state", "votes", "proposed_by", "proposed_at", "policy", "words"]
    list_filter = [
        AnsweredFilter,
        "kind",
        "policy",
        ("proposer", admin.RelatedOnlyFieldListFilter),
        ("proposed_at", admin.DateFieldListFilter),
    ]
    list_select_related = ["proposer", "answer__answered_by"]
    search_fields = ["public_reason", "private_note"]
    search_help_text = _("Words of the public reason or the private note.")
    actions = ["confirm", "decline", "withdraw"]
    fields = [
        "kind",
        "rule",
        "proposed_by",
        "proposed_at",
        "public_reason",
        "private_note",
        "covered_battles",
        "covered_voters",
        "covered_decisions",
        "changed_settings",
        "time",
        "votes",
        "state",
        "answer_words",
        "carried_out",
    ]
    readonly_fields = [name for name in fields if name not in {"kind", "public_reason", "private_note"}]

    def has_answer_permission(self, request):
        return request.user.has_perm("moderation.answer_proposal")

    def has_withdraw_permission(self, request):
        """Every user who may propose may withdraw; `proposals.withdraw` checks the proposer."""
        return any(
            request.user.has_perm(kind.permission) for kind in KINDS.values() if kind.may_need_second_person
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pk = object_id if object_id.isascii() and object_id.isdecimal() else None
        proposal = Proposal.objects.open().filter(pk=pk).first()
        is_own = proposal is not None and proposal.proposer_id == request.user.pk
        change = proposals.build_draft(proposal).change() if proposal else None
        context = {
            "may_answer": proposal is not None and not is_own and self.has_answer_permission(request),
            "may_withdraw": is_own and self.has_withdraw_permission(request),
            "previewed_change": change,
            "votes_since": proposals.count_votes_since(proposal) if proposal else 0,
            "signed_change": sign_change(change) if change else "",
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    @admin.action(description=_("Confirm…"), permissions=["answer"])
    def confirm(self, request, queryset):
        confirmation = Confirmation(
            title=_("Confirm proposals"),
            explanation=_("The proposed decisions take effect at once. They can be undone."),
            button=_("Confirm"),
            decide=lambda form, _sent: self._confirm(request, queryset, form),
            preview=lambda values: proposals.combined_change(queryset),
            may_need_second_person=False,
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=AnswerForm)

    def _confirm(self, request, queryset, form):
        for proposal in queryset:
            if not request.user.has_perm(KINDS[proposal.kind].permission):
                raise MayNotConfirm
        proposals.check_before_confirming(queryset.open())
        number = proposals.answer_all(queryset, proposals.confirm, by=request.user, **form.cleaned_data)
        words = ngettext("%(number)s proposal confirmed.", "%(number)s proposals confirmed.", number)
        return words % {"number": grouped(number)}

    @admin.action(description=_("Decline…"), permissions=["answer"])
    def decline(self, request, queryset):
        confirmation = Confirmation(
            title=_("Decline proposals"),
            explanation=_("Nothing is decided. The proposer can read your comment."),
            button=_("Decline"),
            decide=lambda form, _sent: self._answer(request, queryset, form, proposals.decline),
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=DeclineForm)

    @admin.action(description=_("Withdraw…"), permissions=["withdraw"])
    def withdraw(self, request, queryset):
        confirmation = Confirmation(
            title=_("Withdraw proposals"),
            explanation=_("Nothing is decided. The proposal stays readable here."),
            button=_("Withdraw"),
            decide=lambda form, _sent: self._answer(request, queryset, form, proposals.withdraw),
        )
        return confirm_then_run(self, request, queryset, confirmation=confirmation, form_class=AnswerForm)

    def _answer(self, request, queryset, form, answer):
        number = proposals.answer_all(queryset, answer, by=request.user, **form.cleaned_data)
        words = ngettext("%(number)s proposal answered.", "%(number)s proposals answered.", number)
        return words % {"number": grouped(number)}

    @admin.display(description=_("number"))
    def number(self, proposal):
        return proposal.pk

    @admin.display(description=_("rule"))
    def rule(self, proposal):
        return f"{proposal.get_policy_display()}: {RULES[Policy(proposal.policy)]}"

    @admin.display(description=_("public reason"))
    def words(self, proposal):
        return proposal.public_reason or NOTHING

    @admin.display(description=_("proposed by"))
    def proposed_by(self, proposal):
        return proposal.proposer or _("a rule")

    @admin.display(description=_("votes"))
    def votes(self, proposal):
        """How many votes would stop and start counting, computed when it was proposed."""
        return f"−{proposal.stops} +{proposal.starts}"

    @admin.display(description=_("state"))
    def state(self, proposal):
        if proposal.is_open:
            return _("waits")
        answer = proposal.answer
        return _("%(verdict)s by %(name)s, %(day)s") % {
            "verdict": answer.get_verdict_display(),
            "name": answer.answered_by,
            "day": answer.answered_at.strftime("%Y-%m-%d %H:%M"),
        }

    @admin.display(description=_("comment"))
    def answer_words(self, proposal):
        return NOTHING if proposal.is_open else proposal.answer.words or NOTHING

    @admin.display(description=_("battles"))
    def covered_battles(self, proposal):
        number = proposal.battles.count()
        words = ngettext("%(number)s battle", "%(number)s battles", number) % {"number": grouped(number)}
        return list_link("battles_battle", words, proposal=proposal.pk) if number else NOTHING

    @admin.display(description=_("voters"))
    def covered_voters(self, proposal):
        number = proposal.voters.count()
        words = ngettext("%(number)s voter", "%(number)s voters", number) % {"number": grouped(number)}
        return list_link("battles_voter", words, proposal=proposal.pk) if number else NOTHING

    @admin.display(description=_("decisions"))
    def covered_decisions(self, proposal):
        return _links(proposal.decisions)

    @admin.display(description=_("settings"))
    def changed_settings(self, proposal):
        return settings_list(from_json(proposal.settings))

    @admin.display(description=_("block"))
    def time(self, proposal):
        if proposal.kind != Decision.Kind.BLOCK:
            return NOTHING
        ends = proposal.ends_at.strftime("%Y-%m-%d %H:%M") if proposal.ends_at else _("no end date")
        starts = (
            proposal.starts_at.strftime("%Y-%m-%d %H:%M") if proposal.starts_at else _("from the first vote")
        )
        return f"{starts} – {ends}"

    @admin.display(description=_("carried out by"))
    def carried_out(self, proposal):
        return _links(proposal.carried_out)


def _links(decisions):
    rows = decisions.order_by("pk")[:20]
    links = [(page_link("moderation_decision", each.pk, each),) for each in rows]
    return format_html_join(", ", "{}", links) or NOTHING
