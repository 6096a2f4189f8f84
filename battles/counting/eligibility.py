"""Whether a vote counts, and the named reason where it does not.

A vote counts unless one of these rules applies. The first rule in this order that applies is its reason:

- the visitor chose the models (side by side), or the imported log marks the battle as not anonymous;
- both sides were the same model (imported self-battles);
- an answer failed;
- the visitor stopped an answer;
- an answer revealed its model;
- the visitor's prompt made a model name itself;
- the visitor's prompt asked a model for its identity, so the answer may tell it in a form no detector knows;
- a decision set the battle aside (one reason per named ground);
- the voter was blocked when the vote was recorded.

One table, REASONS, provides the filter, the public figures and the sentence for the voter.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.lookups import GreaterThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models import Battle, Exclusion, Vote, VoterBlock
from battles.tags import Tag


class Reason(IntEnum):
    """Why a vote does not count (COUNTED: it does). The ledger stores these numbers: never reuse one."""

    COUNTED = 0
    SIDE_BY_SIDE = 1
    SELF_BATTLE = 2
    FAILED_ANSWER = 3
    STOPPED = 4
    IDENTITY_LEAK = 5
    PROMPTED_IDENTITY = 6
    VOTER_BLOCKED = 7
    IDENTITY_REQUEST = 8
    # A decision's grounds: 20 + Exclusion.Reason
    SET_ASIDE_LEAKED_IDENTITY = 21
    SET_ASIDE_ABUSIVE = 22
    SET_ASIDE_SPAM = 23
    SET_ASIDE_MANIPULATION = 24
    SET_ASIDE_DUPLICATE = 25
    SET_ASIDE_BROKEN_ANSWER = 26
    SET_ASIDE_TEST = 27
    SET_ASIDE_OTHER = 28
    SET_ASIDE_UNVEILED = 29

    @property
    def slug(self) -> str:
        """The reason's name in JSON and in ledger exports."""
        return self.name.lower()

    @property
    def is_decided(self) -> bool:
        """Whether a decision set the battle aside."""
        return self > SET_ASIDE_OFFSET


SET_ASIDE_OFFSET = 20


@dataclass(frozen=True)
class ReasonText:
    """The public text of a reason: a short label for figures and a sentence for the voter."""

    label: Promise
    to_voter: Promise


REASONS: dict[Reason, ReasonText] = {
    Reason.SIDE_BY_SIDE: ReasonText(
        _("Side by side"), _("You chose the models yourself; only blind battles count.")
    ),
    Reason.SELF_BATTLE: ReasonText(_("Self-battle"), _("Both sides were the same model.")),
    Reason.FAILED_ANSWER: ReasonText(_("Failed answer"), _("One of the answers failed.")),
    Reason.STOPPED: ReasonText(_("Stopped answer"), _("An answer was stopped before its end.")),
    Reason.IDENTITY_LEAK: ReasonText(
        _("Identity leak"), _("An answer gave its model away, so the battle was no longer blind.")
    ),
    Reason.PROMPTED_IDENTITY: ReasonText(
        _("Prompted identity"),
        _("Your prompt made an answer name a model, so it may not have been blind."),
    ),
    Reason.IDENTITY_REQUEST: ReasonText(
        _("Asked for identity"),
        _("Your prompt asked the models who they are, so the battle may not have been blind."),
    ),
    Reason.VOTER_BLOCKED: ReasonText(
        _("Voter blocked"), _("Votes from this browser are not counted at present.")
    ),
    Reason.SET_ASIDE_LEAKED_IDENTITY: ReasonText(
        _("Set aside: leaked identity"), _("Staff set this battle aside: an answer gave its model away.")
    ),
    Reason.SET_ASIDE_ABUSIVE: ReasonText(
        _("Set aside: abusive content"), _("Staff set this battle aside: abusive content.")
    ),
    Reason.SET_ASIDE_SPAM: ReasonText(_("Set aside: spam"), _("Staff set this battle aside: spam.")),
    Reason.SET_ASIDE_MANIPULATION: ReasonText(
        _("Set aside: manipulation"), _("Staff set this battle aside: signs of manipulation.")
    ),
    Reason.SET_ASIDE_DUPLICATE: ReasonText(
        _("Set aside: duplicate"), _("Staff set this battle aside: a duplicate.")
    ),
    Reason.SET_ASIDE_BROKEN_ANSWER: ReasonText(
        _("Set aside: broken answer"), _("Staff set this battle aside: a broken answer.")
    ),
    Reason.SET_ASIDE_TEST: ReasonText(_("Set aside: test"), _("Staff set this battle aside: a test.")),
    Reason.SET_ASIDE_OTHER: ReasonText(
        _("Set aside: other"),
        _("Staff set this battle aside for another reason, recorded with the decision."),
    ),
    Reason.SET_ASIDE_UNVEILED: ReasonText(
        _("Unveiled by staff"), _("Staff have seen the models of this battle before its vote.")
    ),
}


def _has_tag(tag: Tag, tags: int | None) -> GreaterThan:
    bits = F("battle__tags") if tags is None else Value(tags, output_field=BigIntegerField())
    return GreaterThan(bits.bitand(int(tag)), 0)


def recorded_between(starts_at: dt.datetime | F, ends_at: dt.datetime | None) -> Q:
    """The votes recorded from `starts_at` until `ends_at`, as a block covers them (None: without end)."""
    since = Q(recorded_at__gte=starts_at)
    return since if ends_at is None else since & Q(recorded_at__lt=ends_at)


def reason_expression(*, tags: int | None = None, without_sources: Collection[str] = ()) -> Case:
    """Build the rules above as SQL: the Reason of each Vote row, as an integer.

    `tags`: use these bits for every battle instead of its own, to preview a change of tags.
    `without_sources`: ignore the exclusions and blocks of these sources, to preview a lift.
    """
    exclusions = Exclusion.objects.standing().filter(battle=OuterRef("battle_id")).order_by()
    blocks = VoterBlock.objects.standing().filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("recorded_at")),
        voter=OuterRef("battle__voter"),
        starts_at__lte=OuterRef("recorded_at"),
    )
    if without_sources:
        exclusions = exclusions.exclude(case__in=without_sources)
        blocks = blocks.exclude(case__in=without_sources)
    first_ground = exclusions.values("battle").annotate(first=Min("reason")).values("first")
    set_aside = Subquery(first_ground, output_field=IntegerField()) + Value(SET_ASIDE_OFFSET)
    return Case(
        When(battle__mode=Battle.Mode.SIDE_BY_SIDE, then=Value(int(Reason.SIDE_BY_SIDE))),
        When(battle__contender_a=F("battle__contender_b"), then=Value(int(Reason.SELF_BATTLE))),
        When(_has_tag(Tag.FAILED_ANSWER, tags), then=Value(int(Reason.FAILED_ANSWER))),
        When(_has_tag(Tag.STOPPED, tags), then=Value(int(Reason.STOPPED))),
        When(_has_tag(Tag.IDENTITY_LEAK, tags), then=Value(int(Reason.IDENTITY_LEAK))),
        When(_has_tag(Tag.PROMPTED_IDENTITY, tags), then=Value(int(Reason.PROMPTED_IDENTITY))),
        When(_has_tag(Tag.IDENTITY_REQUEST, tags), then=Value(int(Reason.IDENTITY_REQUEST))),
        When(Exists(exclusions), then=set_aside),
        When(Exists(blocks), then=Value(int(Reason.VOTER_BLOCKED))),
        default=Value(int(Reason.COUNTED)),
        output_field=IntegerField(),
    )


def annotate_reason(
    votes: QuerySet[Vote], *, tags: int | None = None, without_sources: Collection[str] = ()
) -> QuerySet[Vote]:
    """Annotate each vote with `reason`, a number of Reason. Keywords: see `reason_expression`."""
    return votes.annotate(reason=reason_expression(tags=tags, without_sources=without_sources))


def only_counted(votes: QuerySet[Vote], *, without_sources: Collection[str] = ()) -> QuerySet[Vote]:
    """The votes that count; with `without_sources`, those that would count without these sources."""
    return annotate_reason(votes, without_sources=without_sources).filter(reason=Reason.COUNTED)


def get_reason(vote: Vote) -> Reason:
    """The reason of one stored vote; Reason.COUNTED if it counts."""
    return Reason(annotate_reason(Vote.objects.filter(pk=vote.pk)).values_list("reason", flat=True).get())
