"""The worklist by influence: campaigns and voters whose removal would change a rank, by harm.

Campaigns with an open finding are rated again without their votes. Voters are found by one step from the fit
of the overall board; those with an open finding come first. It decides nothing.
"""

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arenasite.effects.boards import get_names
from arenasite.effects.preview import get_effects
from battles.counting import load_votes
from battles.models import Arena
from moderation.decisions import BattleChange, counted_among
from moderation.findings import campaign_battles
from moderation.models import Campaign, Finding
from ratings.published import published
from ratings.rebuild import VoterInfluence, build_parameters, find_influential_voters

MAX_CAMPAIGNS = 20


@dataclass(frozen=True)
class CampaignRow:
    """A campaign with an open finding: its counted votes, ranks that change without them, points moved."""

    campaign: Campaign
    votes: int
    ranks: int
    points: float


@dataclass(frozen=True)
class VoterRow:
    """A voter whose removal swaps neighbours; `findings`: the rules with an open finding about him."""

    influence: VoterInfluence
    model: str
    findings: list[str]


@dataclass(frozen=True)
class ArenaRows:
    """The voters of one arena."""

    arena: Arena
    voters: list[VoterRow]


@require_safe
def influence(request: HttpRequest) -> HttpResponse:
    """The worklist as a page of the admin."""
    if not request.user.has_perm("moderation.view_finding"):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Influence on ranks"),
        "campaigns": list_campaigns(),
        "arenas": [ArenaRows(arena, list_voters(arena)) for arena in Arena.objects.public()],
    }
    return TemplateResponse(request, "arenasite/effects/influence.html", context)


def list_campaigns() -> list[CampaignRow]:
    """The newest campaigns with an open finding, by ranks and points that their votes move."""
    asked = Finding.objects.open().filter(campaign__isnull=False).order_by().values("campaign")
    rows = [_campaign_row(each) for each in Campaign.objects.filter(pk__in=asked)[:MAX_CAMPAIGNS]]
    return sorted(rows, key=lambda row: (-row.ranks, -row.points, row.campaign.pk))


def _campaign_row(campaign: Campaign) -> CampaignRow:
    battles = set(campaign_battles(campaign).values_list("pk", flat=True))
    stops = counted_among(battles)
    boards = [board for arena in get_effects(BattleChange(stops=stops)) for board in arena.boards]
    return CampaignRow(
        campaign,
        votes=len(stops),
        ranks=sum(len(board.changed_ranks) for board in boards),
        points=max((board.size for board in boards), default=0.0),
    )


def list_voters(arena: Arena) -> list[VoterRow]:
    """The voters who change a rank of the overall board, suspected ones first."""
    now = published(arena)
    if now is None:
        return []
    found = find_influential_voters(load_votes(now.rebuild.evidence), build_parameters(arena))
    rules: dict[int, list[str]] = {}
    about = Finding.objects.open().filter(voter__in=[each.voter for each in found]).order_by("pk")
    for voter, rule in about.values_list("voter", "detector"):
        rules.setdefault(voter, []).append(rule)
    names = get_names(arena)
    rows = [VoterRow(each, names[each.contender], rules.get(each.voter, [])) for each in found]
    return sorted(rows, key=lambda row: not row.findings)
