"""What the API adds to a stored board when it is read: what models are called elsewhere, licence, citation.

A snapshot's own address sends the stored bytes alone, which never change. Identifiers may be corrected later,
so they are added here.
"""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.reverse import reverse

from battles.models import LanguageModel
from ratings.api.model_rows import identity_to_json
from ratings.serialization.canonical_json import number

Z = 1.959964
"""Half the width of a 95 % interval in standard deviations."""


def build_board_answer(board: dict[str, Any], request: Request) -> dict[str, Any]:
    """Return a board with variance, identifiers and configuration in its rows, and what a reader may do.

    variance: of the rating, in points squared, as its 95 % interval implies ((high − low) / 2z)²; null
    without an interval. quality, compare: addresses of more about this board.
    """
    rows = add_identities(board["rows"])
    where = [board["arena"], board["category"]]
    return board | {
        "rows": rows,
        "schema": reverse("api_schema_board", request=request),
        "license": settings.DATA_LICENSE,
        "citation": build_citation(board, request),
        "quality": reverse("api_quality", args=where, request=request),
        "compare": reverse("api_compare", args=where, request=request),
    }


def add_identities(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a board's rows with the rating's variance and the model's identifiers and configuration."""
    models = LanguageModel.objects.in_bulk([row["model_id"] for row in rows if row["model_id"] is not None])
    unknown = {"ids": None, "configuration": None}
    return [
        row
        | {"variance": _get_variance(row), "ess": row.get("ess")}  # older snapshots lack it
        | (identity_to_json(models[row["model_id"]]) if row["model_id"] in models else unknown)
        for row in rows
    ]


def build_citation(board: dict[str, Any], request: Request) -> str:
    """Return one line that names exactly this board."""
    address = _get_address(board, request)
    return (
        f"{request.get_host()}: leaderboard {board['arena']}/{board['category']} by {board['method']}, "
        f"{board['votes_counted']} votes, as of {board['as_of'][:10]}. {address}"
    )


def _get_address(board: dict[str, Any], request: Request) -> str:
    """The snapshot's address; of a past day by the votes known now, which no snapshot has, the day's."""
    if board["snapshot"] is not None:
        return reverse("api_snapshot", args=[board["snapshot"]], request=request)
    address = reverse("api_leaderboard", args=[board["arena"], board["category"]], request=request)
    return f"{address}?date={board['date']}&known={board['known']}&method={board['method']}"


def list_matchup_rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each pair of different models that met, in the order of the matrices."""
    models = data["models"]
    return [
        {
            "model_a": first["slug"],
            "model_a_id": first["model_id"],
            "model_b": second["slug"],
            "model_b_id": second["model_id"],
            "battles": data["battles"][i][j],
            "battles_without_ties": data["battles_without_ties"][i][j],
            "win_fraction": data["win_fraction"][i][j],
        }
        for i, first in enumerate(models)
        for j, second in enumerate(models)
        if i != j and data["battles"][i][j]
    ]


def _get_variance(row: dict[str, Any]) -> float | None:
    if row["ci_low"] is None or row["ci_high"] is None:
        return None
    return number(((row["ci_high"] - row["ci_low"]) / (2 * Z)) ** 2)
