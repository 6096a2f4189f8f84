"""Filters of the moderation lists; moderation.admin.counting has the filter by counting."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import F, Q, QuerySet
from django.db.models.lookups import GreaterThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battles.models import Battle, LanguageModel, VoterBlock
from battles.tags import LANGUAGE_MASK, Tag
from moderation.decisions.blocks import blocks_in_force
from moderation.evidence.tag_labels import TAG_LABELS
from moderation.findings.campaigns import campaign_battles, campaign_voters
from moderation.findings.open_battles import open_condition
from moderation.models import Campaign, Claim, Decision, Finding, Proposal, ProposalAnswer

MAX_NAME = 100


class ChoiceFilter(admin.SimpleListFilter):
    """A filter over declared choices; any other value is an error and never means "everything"."""

    def narrow(self, queryset: QuerySet, value: str) -> QuerySet:
        raise NotImplementedError

    def queryset(self, request, queryset):
        value = self.value()
        if not value:
            return queryset
        if value not in {choice for choice, _label in self.lookup_choices}:
            raise IncorrectLookupParameters
        return self.narrow(queryset, value)


class ControlFilter:
    """A filter that is one form control, not a list of links; `others`: the other parameters to keep."""

    def choices(self, changelist):
        kept = {
            name: values
            for name, values in changelist.filter_params.items()
            if name not in self.expected_parameters()
        }
        self.others = [(name, value) for name, values in kept.items() for value in values]
        if changelist.query:
            self.others.append(("q", changelist.query))
        return super().choices(changelist)


class SelectFilter(ControlFilter, ChoiceFilter):
    """A choice of many, as one select."""

    template = "moderation/admin/select_filter.html"


class TagFilter(SelectFilter):
    """Battles with one bit of battles.tags."""

    title = _("tag")
    parameter_name = "tag"
    TAGS = tuple(tag for tag in Tag if not tag & LANGUAGE_MASK)

    def lookups(self, request, model_admin):
        return [(str(tag.name), TAG_LABELS[tag]) for tag in self.TAGS]

    def narrow(self, queryset, value):
        return queryset.filter(GreaterThan(F("tags").bitand(int(Tag[value])), 0))


class LanguageFilter(TagFilter):
    title = _("language")
    parameter_name = "language"
    TAGS = tuple(tag for tag in Tag if tag & LANGUAGE_MASK)


class BattleTagFilter(TagFilter):
    """Findings about battles with one bit of battles.tags."""

    title = _("category")

    def narrow(self, queryset, value):
        return queryset.filter(GreaterThan(F("battle__tags").bitand(int(Tag[value])), 0))


class BattleLanguageFilter(BattleTagFilter):
    title = _("language")
    parameter_name = "language"
    TAGS = LanguageFilter.TAGS


class ModelFilter(ControlFilter, admin.SimpleListFilter):
    """Findings about battles of the models whose name contains a text; open battles are left out.

    A number is the id of one model. The filter is a text field, so that it does not list every model.
    """

    title = _("model")
    parameter_name = "model"
    template = "moderation/admin/text_filter.html"

    def lookups(self, request, model_admin):
        return [("", "")]

    def queryset(self, request, queryset):
        value = (self.value() or "").strip()
        if not value:
            return queryset
        named = LanguageModel.objects.filter(name__icontains=value[:MAX_NAME])
        if value.isascii() and value.isdecimal() and len(value) < 19:
            named = LanguageModel.objects.filter(pk=int(value))
        if not named.exists():
            raise IncorrectLookupParameters
        models = named.values("pk")
        either = Q(battle__contender_a__model__in=models) | Q(battle__contender_b__model__in=models)
        return queryset.filter(either).exclude(open_condition("battle__"))


class ClaimFilter(ChoiceFilter):
    """Findings that are not claimed, claimed by the user, or claimed by others."""

    title = _("claim")
    parameter_name = "claim"

    def lookups(self, request, model_admin):
        self.user = request.user
        return [("free", _("Not claimed")), ("mine", _("Claimed by me")), ("others", _("Claimed by others"))]

    def narrow(self, queryset, value):
        running = Claim.objects.running(timezone.now())
        if value == "free":
            return queryset.exclude(subject__in=running.values("subject"))
        mine = running.filter(holder=self.user)
        claims = mine if value == "mine" else running.exclude(holder=self.user)
        return queryset.filter(subject__in=claims.values("subject"))


class FindingFilter(ChoiceFilter):
    """Battles or voters with open findings, with any, or with none."""

    title = _("findings")
    parameter_name = "findings"

    def lookups(self, request, model_admin):
        self.subject = model_admin.opts.model_name
        return [("open", _("Open")), ("any", _("Any")), ("none", _("None"))]

    def narrow(self, queryset, value):
        findings = Finding.objects.open().visible() if value == "open" else Finding.objects.visible()
        subjects = findings.filter(**{f"{self.subject}__isnull": False}).values(self.subject)
        return queryset.exclude(pk__in=subjects) if value == "none" else queryset.filter(pk__in=subjects)


class LinkedFilter(admin.SimpleListFilter):
    """A filter by id that other pages link to; it is shown only while it is active."""

    label = "%s"

    def lookups(self, request, model_admin):
        value = self.value()
        return [(value, self.label % value)] if value else []

    def pk(self) -> int:
        """The id. Raises IncorrectLookupParameters for anything else."""
        if not (self.value().isascii() and self.value().isdecimal() and len(self.value()) < 19):
            raise IncorrectLookupParameters
        return int(self.value())


class VoterFilter(LinkedFilter):
    title = _("voter")
    parameter_name = "voter"
    label = _("Voter %s")

    def queryset(self, request, queryset):
        return queryset.filter(voter=self.pk()) if self.value() else queryset


class DecisionFilter(LinkedFilter):
    """Battles that one decision covers."""

    title = _("decision")
    parameter_name = "decision"
    label = _("Decision %s")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        covered = Decision.battles.through.objects.filter(decision=self.pk())
        return queryset.filter(pk__in=covered.values("battle_id"))


class ProposalFilter(LinkedFilter):
    """Battles or voters that one proposal covers."""

    title = _("proposal")
    parameter_name = "proposal"
    label = _("Proposal %s")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        name = queryset.model._meta.model_name
        through = getattr(Proposal, f"{name}s").through
        return queryset.filter(pk__in=through.objects.filter(proposal=self.pk()).values(f"{name}_id"))


class CampaignFilter(LinkedFilter):
    """Battles or voters in one campaign."""

    title = _("campaign")
    parameter_name = "campaign"
    label = _("Campaign %s")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        campaign = Campaign(pk=self.pk())
        members = campaign_battles(campaign) if queryset.model is Battle else campaign_voters(campaign)
        return queryset.filter(pk__in=members.order_by().values("pk"))


class BlockedFilter(ChoiceFilter):
    title = _("block")
    parameter_name = "block"

    def lookups(self, request, model_admin):
        return [("now", _("Blocked now")), ("ever", _("Ever blocked"))]

    def narrow(self, queryset, value):
        blocks = blocks_in_force(timezone.now()) if value == "now" else VoterBlock.objects.all()
        return queryset.filter(pk__in=blocks.values("voter"))


class ResolvedFilter(ChoiceFilter):
    """Findings that are open, or resolved by a standing decision."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("Open")), ("resolved", _("Resolved"))]

    def narrow(self, queryset, value):
        return queryset.filter(resolved_by__isnull=value == "open")


class UndoneFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("standing", _("Standing")), ("undone", _("Undone"))]

    def narrow(self, queryset, value):
        return queryset.filter(undone_by__isnull=value == "standing")


class AnsweredFilter(ChoiceFilter):
    """Proposals by their answer."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("Waiting")), *ProposalAnswer.Verdict.choices]

    def narrow(self, queryset, value):
        return queryset.open() if value == "open" else queryset.filter(answer__verdict=value)
