"""The judgement of a board as plain data for the API and the page, with public names only."""

from typing import Any

from battles.models import Arena, Contender
from ratings.models import BoardQuality, Snapshot
from ratings.published import STANDARD
from ratings.quality.previews import count_previews


def find_quality(arena: Arena, category: str) -> BoardQuality | None:
    """Return the newest judgement of a board, or None."""
    judged = BoardQuality.objects.filter(
        snapshot__board__arena=arena,
        snapshot__board__category=category,
        snapshot__method=STANDARD,
        snapshot__rebuild__published_at__isnull=False,
    )
    return (
        judged.select_related("snapshot__board")
        .defer("snapshot__body", "snapshot__body_gzip")
        .order_by("-snapshot_id")
        .first()
    )


def quality_to_json(quality: BoardQuality, arena: Arena) -> dict[str, Any]:
    """Return the API's answer."""
    snapshot: Snapshot = quality.snapshot
    body = {name: value for name, value in quality.body.items() if name != "seconds"}
    return {
        "arena": arena.slug,
        "category": snapshot.board.category,
        "method": snapshot.method,
        "snapshot": snapshot.pk,
        "as_of": snapshot.as_of.isoformat(),
        "judged_at": quality.judged_at.isoformat(),
        **_named(body),
        "previews": [
            {
                "organization": row.maker or None,
                "tested": row.tested,
                "published": row.published,
                "withdrawn": row.withdrawn,
                "running": row.running,
            }
            for row in count_previews(arena)
        ],
    }


def _named(body: dict[str, Any]) -> dict[str, Any]:
    """Replace contender ids with what the public may know of them now."""
    weighting = body.get("weighting")
    flips = [body["flips"]] if body.get("flips") else []
    flips_by_rank = body.get("flips_by_rank", flips)  # boards judged before have the first alone
    ids = [each["contender"] for each in (weighting or {}).get("moved", [])]
    ids += [each[end] for each in (*flips, *flips_by_rank) for end in ("first", "second")]
    contenders = Contender.objects.select_related("model").in_bulk(ids)

    def model(pk: int) -> dict[str, Any]:
        contender = contenders[pk]
        return {
            "model_id": contender.public_model_id,
            "slug": contender.public_slug,
            "name": contender.public_name,
        }

    if weighting:
        moved = [{"model": model(each["contender"]), "change": each["change"]} for each in weighting["moved"]]
        body = body | {"weighting": weighting | {"moved": moved}}
    if flips:
        named = [
            each | {end: model(each[end]) for end in ("first", "second")} for each in (*flips, *flips_by_rank)
        ]
        body = body | {"flips": named[0], "flips_by_rank": named[1:]}
    return body
