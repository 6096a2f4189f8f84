"""The page that tells what changed on a board between two days or snapshots."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from battles.models import Arena, Contender
from ratings.categories import BY_SLUG
from ratings.history.differences import ContenderChange, Differences, ParameterChange
from ratings.history.snapshot_pairs import NoSuchEnd, compare, find_pair
from ratings.models import Method, Snapshot, Standing
from ratings.published import REASON_WORDS, STANDARD, published

MADE_WITH_WORDS: dict[str, Promise] = {
    "rules": _("Rules of computing"),
    "minimum_votes": _("Votes needed for a rating"),
    "provisional_votes": _("Votes needed for a rank"),
    "anchor": _("Anchor"),
    "anchor_rating": _("Rating of the anchor, or mean"),
    "elo_k": _("K of Elo"),
    "elo_initial": _("Rating Elo starts from"),
    "rounds": _("Bootstrap rounds"),
    "category_version": _("Version of the category’s rule"),
    "numpy": _("numpy"),
    "arenasite": _("Version of this program"),
}


@dataclass(frozen=True)
class Entrant:
    """A model that only one of the boards lists; `rank` and `rating` may be missing, with a reason."""

    name: str
    url: str
    rank: int | None
    rating: float | None
    votes: int
    reason_words: str | Promise


@dataclass(frozen=True)
class Row:
    """A model on both boards. rises: how many places it rose, negative where it fell. is_clear: whether the
    move of its rating, is_rank_clear: of its rank, is beyond the noise; None where it cannot be told."""

    name: str
    url: str
    rank: int | None
    rank_before: int | None
    rises: int | None
    rating: float | None
    rating_before: float | None
    points: float | None
    is_clear: bool | None
    is_rank_clear: bool | None
    status_words: str | Promise
    status_before: str | Promise

    @property
    def falls(self) -> int:
        """How many places it fell."""
        return -(self.rises or 0)

    @property
    def signed_points(self) -> str:
        """The change of the rating in whole points, with its sign."""
        whole = round(self.points or 0)
        return f"{whole:+d}".replace("-", "−") if whole else "±0"


@dataclass(frozen=True)
class Setting:
    """Something besides votes that differs between the snapshots, in words."""

    title: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class DifferencesView:
    """Two boards side by side, ready to be shown."""

    before: Snapshot
    after: Snapshot
    entered: list[Entrant]
    left: list[Entrant]
    rows: list[Row]
    settings: list[Setting]
    is_comparable: bool
    json_url: str

    @property
    def is_same(self) -> bool:
        """Whether both ends are one snapshot."""
        return self.before.pk == self.after.pk

    @property
    def moved(self) -> int:
        """How many models changed rank or status."""
        return sum(bool(row.rises) or row.status_words != row.status_before for row in self.rows)

    @property
    def clear(self) -> int:
        """How many ratings moved beyond the noise."""
        return sum(bool(row.is_clear) for row in self.rows)


@require_GET
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def differences(request: HttpRequest, arena: str, category: str) -> HttpResponse:
    """What changed on one board: `?from=` and `?to=` are days or snapshots; without them since last week."""
    chosen = Arena.objects.public().filter(slug=arena).first()
    method = request.GET.get("method", STANDARD)
    if chosen is None or category not in BY_SLUG or method not in Method.values:
        raise Http404("no such board")
    start, end = request.GET.get("from", ""), request.GET.get("to", "")
    context = {
        "arena": chosen,
        "category": BY_SLUG[category],
        "method": Method(method),
        "is_standard": method == STANDARD,
        "from": start,
        "to": end,
    }
    if published(chosen) is None:
        return render(request, "ratings/differences/differences.html", context)
    try:
        ends = find_pair(chosen, category=category, method=method, start=start, end=end)
    except NoSuchEnd as refused:
        return render(
            request, "ratings/differences/differences.html", context | {"words": str(refused)}, status=404
        )
    context["differences"] = differences_view(compare(*ends))
    context["from"] = _shown_end(start, ends[0])
    context["to"] = _shown_end(end, ends[1])
    return render(request, "ratings/differences/differences.html", context)


def _shown_end(asked: str, snapshot: Snapshot) -> str:
    """What a field for days holds: the day that was asked for, or the snapshot's own."""
    return asked if "-" in asked else snapshot.as_of.astimezone(dt.UTC).date().isoformat()


def differences_view(found: Differences) -> DifferencesView:
    """Differences as the page shows them, in the order of the later board."""
    query = f"?from={found.before.pk}&to={found.after.pk}"
    return DifferencesView(
        before=found.before,
        after=found.after,
        entered=[_entrant(standing) for standing in found.entered],
        left=[_entrant(standing) for standing in found.left],
        rows=[_row(moved) for moved in found.both],
        settings=_settings(found.changed),
        is_comparable=found.is_comparable,
        json_url=reverse("api_differences") + query,
    )


def _entrant(standing: Standing) -> Entrant:
    return Entrant(
        name=standing.contender.public_name,
        url=_url(standing.contender),
        rank=standing.rank,
        rating=standing.rating,
        votes=standing.votes,
        reason_words=REASON_WORDS.get(standing.reason, standing.reason),
    )


def _row(moved: ContenderChange) -> Row:
    before, after = moved.before, moved.after
    return Row(
        name=after.contender.public_name,
        url=_url(after.contender),
        rank=after.rank,
        rank_before=before.rank,
        rises=None if moved.rank_change is None else -moved.rank_change,
        rating=after.rating,
        rating_before=before.rating,
        points=moved.rating_change,
        is_clear=moved.is_rating_beyond_noise,
        is_rank_clear=moved.is_rank_beyond_noise,
        status_words=after.get_status_display(),
        status_before=before.get_status_display(),
    )


def _url(contender: Contender) -> str:
    return "" if contender.is_unnamed else reverse("model", args=[contender.model.slug])


def _settings(changed: list[ParameterChange]) -> list[Setting]:
    anchors = [value for each in changed if each.name == "anchor" for value in (each.before, each.after)]
    names = {
        contender.pk: contender.public_name
        for contender in Contender.objects.filter(pk__in=[pk for pk in anchors if pk]).select_related("model")
    }
    return [
        Setting(MADE_WITH_WORDS.get(each.name, each.name), *(_said(each.name, v, names) for v in ends))
        for each in changed
        for ends in [(each.before, each.after)]
    ]


def _said(name: str, value: object, names: dict[int, str]) -> str:
    """A setting's value in a word."""
    if value is None:
        return "–"
    return names.get(value, str(value)) if name == "anchor" and isinstance(value, int) else str(value)
