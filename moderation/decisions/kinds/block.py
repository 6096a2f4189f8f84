"""Block voters for a time: one decision per voter, which names the battles that it covers."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from battles.counting import only_counted, recorded_between
from battles.grouped_numbers import grouped
from battles.models import Vote, Voter
from moderation.decisions import blocks
from moderation.decisions.covered_rows import fix_ids
from moderation.decisions.forms import BlockForm
from moderation.decisions.impact import BattleChange, batches
from moderation.decisions.registry import DecisionDraft, DecisionKind, register
from moderation.models import Decision
from moderation.policies import BLOCK_POLICIES, Policy


@register
class Block(DecisionKind):
    kind = Decision.Kind.BLOCK
    permission = "moderation.block_voter"
    policies = BLOCK_POLICIES
    form = BlockForm
    title = _("Block voters")
    explanation = _("Their votes in that time do not count. They can still vote; receipts give the reason.")
    button = _("Block")
    effect_depends_on_form = True
    blocks_voters = True

    def draft(
        self,
        rows: QuerySet,
        *,
        days: str = "",
        past_votes: bool = True,
        policy: Policy = Policy.OTHER,
        now: dt.datetime | None = None,
        **values: Any,
    ) -> DecisionDraft:
        """`days`: length of the block, "" for no end. `past_votes`: it starts with the first vote."""
        now = timezone.now() if now is None else now
        return super().draft(
            rows,
            policy=policy,
            starts_at=None if past_votes else now,
            ends_at=now + dt.timedelta(days=int(days)) if days else None,
            **values,
        )

    def cover(self, rows: QuerySet) -> dict[str, Any]:
        return {"voters": fix_ids(rows, blocks.MAX_VOTERS)}

    def announced(self, rows: QuerySet) -> QuerySet:
        """The votes of these voters: the page asks again if they have voted meanwhile."""
        return Vote.objects.filter(battle__voter__in=rows.order_by().values("pk"))

    def effect(self, draft: DecisionDraft) -> BattleChange:
        starts_at = F("battle__voter__created_at") if draft.starts_at is None else draft.starts_at
        within = recorded_between(starts_at, draft.ends_at)
        stops: set[int] = set()
        for some in batches(draft.voters):
            votes = Vote.objects.filter(within, battle__voter__in=some)
            stops.update(only_counted(votes).values_list("pk", flat=True))
        return BattleChange(stops=frozenset(stops))

    def execute(self, draft, *, actor, proposal):
        return blocks.block_voters(
            Voter.objects.filter(pk__in=draft.voters),
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            actor=actor,
            public_reason=draft.public_reason,
            private_note=draft.private_note,
            policy=draft.policy,
            proposal=proposal,
        )

    def describe(self, decisions: Sequence[Decision]) -> str:
        words = ngettext("%(number)s voter blocked.", "%(number)s voters blocked.", len(decisions))
        return words % {"number": grouped(len(decisions))}
