"""The page of differences between two days or snapshots of one board."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from battles.models import Arena, Contender
from ratings.categories import BY_SLUG
from ratings.history.differences import Alignment, ContenderChange, Differences, ParameterChange
from ratings.history.snapshot_pairs import NoSuchEnd, compare, find_pair
from ratings.models import Snapshot, Standing
from ratings.published import REASON_WORDS, STANDARD, published
from ratings.rebuild.method_specs import Method

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
class OneBoardRow:
    """A model on only one of the two boards. A missing rank or rating has a reason."""

    name: str
    url: str
    rank: int | None
    rating: float | None
    votes: int
    reason_words: str | Promise


@dataclass(frozen=True)
class Row:
    """A model on both boards.

    - `rises`: ranks gained; negative for ranks lost.
    - `points`: change of the rating.
    - `is_clear`, `is_rank_clear`: the change of the rating (or rank) is beyond the noise; None if unknown.
    """

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
        """Ranks lost; negative for ranks gained."""
        return -(self.rises or 0)

    @property
    def signed_points(self) -> str:
        """The change of the rating in whole points, with sign."""
        whole = round(self.points or 0)
        return f"{whole:+d}".replace("-", "−") if whole else "±0"


@dataclass(frozen=True)
class Setting:
    """A setting that differs between the snapshots, in words."""

    title: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class DifferencesView:
    """The differences of two boards, for display."""

    before: Snapshot
    after: Snapshot
    entered: list[OneBoardRow]
    left: list[OneBoardRow]
    rows: list[Row]
    settings: list[Setting]
    is_comparable: bool
    alignment: Alignment | None
    json_url: str

    @property
    def is_same(self) -> bool:
        """Whether both ends are one snapshot."""
        return self.before.pk == self.after.pk

    @property
    def moved(self) -> int:
        """Number of models with another rank or status."""
        return sum(bool(row.rises) or row.status_words != row.status_before for row in self.rows)

    @property
    def clear(self) -> int:
        """Number of ratings that changed beyond the noise."""
        return sum(bool(row.is_clear) for row in self.rows)


@require_safe
@cache_control(public=True, max_age=30, stale_while_revalidate=300)
def differences(request: HttpRequest, arena: str, category: str) -> HttpResponse:
    """The differences of one board; `?from=` and `?to=` are days or snapshots (default: since last week)."""
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
    except NoSuchEnd as error:
        context["words"] = str(error)
        return render(request, "ratings/differences/differences.html", context, status=404)
    context["differences"] = build_differences_view(compare(*ends))
    context["from"] = _shown_end(start, ends[0])
    context["to"] = _shown_end(end, ends[1])
    return render(request, "ratings/differences/differences.html", context)


def _shown_end(value: str, snapshot: Snapshot) -> str:
    """Return the value of a date field: the requested day, or the day of the requested snapshot."""
    return value if "-" in value else snapshot.as_of.astimezone(dt.UTC).date().isoformat()


def build_differences_view(difference: Differences) -> DifferencesView:
    """Build the view of the differences, in the order of the later board."""
    query = f"?from={difference.before.pk}&to={difference.after.pk}"
    return DifferencesView(
        before=difference.before,
        after=difference.after,
        entered=[_one_board_row(standing) for standing in difference.entered],
        left=[_one_board_row(standing) for standing in difference.left],
        rows=[_row(moved) for moved in difference.both],
        settings=_settings(difference.changed),
        is_comparable=difference.is_comparable,
        alignment=difference.alignment,
        json_url=reverse("api_differences") + query,
    )


def _one_board_row(standing: Standing) -> OneBoardRow:
    return OneBoardRow(
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
        Setting(MADE_WITH_WORDS.get(each.name, each.name), *(_value_text(each.name, v, names) for v in ends))
        for each in changed
        for ends in [(each.before, each.after)]
    ]


def _value_text(name: str, value: object, names: dict[int, str]) -> str:
    """Format a setting's value; an anchor's id becomes its name."""
    if value is None:
        return "–"
    return names.get(value, str(value)) if name == "anchor" and isinstance(value, int) else str(value)
