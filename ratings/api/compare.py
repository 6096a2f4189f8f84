"""Two models of one board as JSON."""

from django.http import HttpResponse
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from battles.models import Arena, Contender
from ratings.api.model_rows import find_by_name
from ratings.api.parameters import get_arena
from ratings.api.responses import PUBLIC, open_to_all, send
from ratings.models import Standing
from ratings.published import published
from ratings.serialization.canonical_json import number, payload
from ratings.tables.head_to_head import CategoryComparison, compare_in_categories

Z = 1.959964


@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])  # the boards are public
def compare(request: Request, arena: str, category: str) -> HttpResponse:
    """P(a above b), the difference with its interval, and the common battles of `?a=` and `?b=`.

    Each is a model's id, slug or name. Percentages are from 0 to 100; a tie is half a point.
    """
    found = get_arena(request, arena, category)
    first, second = (_find(found, request, name) for name in ("a", "b"))
    if first == second:
        raise ValidationError({"b": "Two different models."})
    now = published(found)
    compared = {each.category.slug: each for each in compare_in_categories(now, first, second)} if now else {}
    if category not in compared:
        raise NotFound("This board does not list both models.")
    each = compared[category]
    return open_to_all(
        send(
            request,
            payload(
                {
                    "arena": found.slug,
                    "category": category,
                    "method": "bradley_terry",
                    "snapshot": each.a.snapshot_id,
                    "a": _model_to_json(first, each.a),
                    "b": _model_to_json(second, each.b),
                    "probability_a_above_b": number(each.above),
                    **_difference_to_json(each),
                    "expected_points_of_a": number(each.expected),
                    "battles": {
                        "total": each.record.battles,
                        "wins_of_a": each.record.wins,
                        "wins_of_b": each.record.losses,
                        "ties": each.record.ties,
                        "points_of_a": number(each.record.share),
                    },
                }
            ),
        ),
        PUBLIC,
    )


def _find(arena: Arena, request: Request, name: str) -> Contender:
    asked = request.query_params.get(name, "").strip()
    if not asked:
        raise ValidationError({name: "The id, slug or name of a model."})
    listed = Contender.objects.listed().filter(arena=arena).select_related("model", "arena")
    named = [[contender] for contender in listed if not contender.is_unnamed]
    if asked.isdecimal():
        matching = [each for each in named if each[0].model_id == int(asked)]
    else:
        matching = find_by_name(named, asked)
    if len(matching) != 1:
        words = "No model" if not matching else f"{len(matching)} models"
        raise NotFound(f"{words} of this arena: {asked!r}. See /api/v1/models/resolve.")
    return matching[0][0]


def _model_to_json(contender: Contender, standing: Standing) -> dict[str, object]:
    return {
        "model_id": contender.public_model_id,
        "slug": contender.public_slug,
        "name": contender.public_name,
        "rating": number(standing.rating),
        "rank": standing.rank,
        "votes": standing.votes,
    }


def _difference_to_json(each: CategoryComparison) -> dict[str, float | None]:
    """The difference of the ratings in points, with its 95 % interval."""
    if each.a.rating is None or each.b.rating is None or each.error is None:
        return {"difference": None, "difference_low": None, "difference_high": None}
    difference = each.a.rating - each.b.rating
    return {
        "difference": number(difference),
        "difference_low": number(difference - Z * each.error),
        "difference_high": number(difference + Z * each.error),
    }
