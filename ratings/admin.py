"""Staff's view of rebuilds: their state now, their stages, and audits. Read-only."""

import datetime as dt

from django.contrib import admin
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from battles.admin import ReadOnlyAdmin, grouped_column
from battles.grouped_numbers import grouped
from battles.leases import ALIVE_SECONDS
from ratings.models import Lease, Rebuild, Recount
from ratings.partner_keys.admin import PartnerKeyAdmin

__all__ = ["LeaseAdmin", "PartnerKeyAdmin", "RebuildAdmin", "RecountAdmin"]

NOTHING = "–"


class ArenaRowsAdmin(ReadOnlyAdmin):
    """Read-only rows of an arena, the newest first, never counted or sorted otherwise: they may be many."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-pk",)
    sortable_by = ()
    list_filter = [("arena", admin.RelatedFieldListFilter)]
    list_select_related = ["arena"]


@admin.register(Rebuild)
class RebuildAdmin(ArenaRowsAdmin):
    list_display = ["number", "arena", "started_at", "published_at", "votes", "boards", "seconds", "failures"]
    list_select_related = ["arena", "evidence"]
    readonly_fields = ["votes", "boards", "failures", "seconds", "by_stage", "by_board"]
    fields = ["arena", "started_at", "published_at", *readonly_fields]

    @admin.display(description=_("number"))
    def number(self, run):
        return run.pk

    @admin.display(description=_("votes"))
    def votes(self, run):
        return grouped(run.evidence.votes)

    @admin.display(description=_("boards rated"))
    def boards(self, run):
        return len(run.due)

    @admin.display(description=_("boards that failed"))
    def failures(self, run):
        return " · ".join(f"{slug}: {error}" for slug, error in run.failed.items()) or NOTHING

    @admin.display(description=_("seconds"))
    def seconds(self, run):
        """From its start until it was published."""
        if run.published_at is None:
            return NOTHING
        return f"{(run.published_at - run.started_at).total_seconds():.2f}"

    @admin.display(description=_("stages, in seconds"))
    def by_stage(self, run):
        return " · ".join(f"{name} {took:.2f}" for name, took in run.stages.items()) or NOTHING

    @admin.display(description=_("boards, in seconds"))
    def by_board(self, run):
        took = dict(run.snapshots.values_list("board__category", "seconds"))
        slowest_first = sorted(took.items(), key=lambda item: -item[1])
        return " · ".join(f"{slug} {seconds:.2f}" for slug, seconds in slowest_first) or NOTHING


@admin.register(Recount)
class RecountAdmin(ArenaRowsAdmin):
    readonly_fields = [grouped_column(Recount, name) for name in ("votes", "days", "boards")]
    list_display = ["number", "arena", "started_at", "finished_at", *readonly_fields, "verdict"]
    fields = [
        *("arena", "started_at", "finished_at"),
        *readonly_fields,
        *("wrong_days", "wrong_boards", "unreadable"),
    ]

    @admin.display(description=_("number"))
    def number(self, done):
        return done.pk

    @admin.display(description=_("no differences"), boolean=True)
    def verdict(self, done):
        return done.is_right


@admin.register(Lease)
class LeaseAdmin(ArenaRowsAdmin):
    """One row for each arena: the age of its boards, the process that rebuilds, and the last failure."""

    list_display = ["arena", "is_well", "board_age", "holder", "taken_at", "last_sign", "waiting", "failure"]
    readonly_fields = ["is_well", "board_age", "last_sign"]
    fields = [*list_display, "failed_at", "failures", "expires_at", "number"]
    list_filter = ()

    @admin.display(description=_("no failure"), boolean=True)
    def is_well(self, state):
        newest = self._newest(state)
        return not state.failures and not (newest and newest.failed)

    @admin.display(description=_("age of the boards"))
    def board_age(self, state):
        newest = self._newest(state)
        return timesince(newest.published_at) if newest else NOTHING

    @admin.display(description=_("last sign of life"))
    def last_sign(self, state):
        """Seconds since the holder renewed the lease."""
        if not state.holder:
            return NOTHING
        age = timezone.now() - (state.expires_at - dt.timedelta(seconds=ALIVE_SECONDS))
        return _("%(seconds)s s ago") % {"seconds": grouped(max(0, int(age.total_seconds())))}

    def _newest(self, state):
        return Rebuild.objects.published(state.arena).only("published_at", "failed").first()
