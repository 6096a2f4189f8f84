"""Examples of parameters that exist on this site, so that each operation of the reference can be tried."""

import copy
from collections.abc import Iterable
from typing import Any

from battles.models import Arena
from ratings.categories import OVERALL
from ratings.models import Snapshot
from ratings.published import STANDARD, published


def fill_in_examples(description: dict[str, Any], arenas: Iterable[Arena]) -> dict[str, Any]:
    """Return the description with examples of the first of these arenas that has a board of two models.

    Without such an arena the declared examples stay.
    """
    examples = _find_examples(arenas)
    filled = copy.deepcopy(description)
    for methods in filled["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                name = parameter["name"]
                for key in (f"{operation['operationId']}.{name}", name):
                    if key in examples:
                        _set_example(parameter, examples[key])
                        break
    return filled


def _set_example(parameter: dict[str, Any], value: Any) -> None:
    if value is None:
        parameter.pop("example", None)
    else:
        parameter["example"] = value


def _find_examples(arenas: Iterable[Arena]) -> dict[str, Any]:
    """Return values by "operation.parameter" or, for all operations, "parameter"; None for no example."""
    for arena in arenas:
        now = published(arena)
        board = now.snapshot(OVERALL.slug, STANDARD) if now else None
        standings = board.standings.select_related("contender__model").order_by("id") if board else []
        models = [each.contender.model for each in standings if not each.contender.is_unnamed]
        if board and len(models) > 1:
            first, second = models[:2]
            identifier = next((f"{scheme}:{value}" for scheme, value in first.ids.items()), None)
            return {
                "arena": arena.slug,
                "a": first.slug,
                "b": second.slug,
                "model.id": first.pk,
                "model_history.id": first.pk,
                "snapshot.id": board.pk,
                "differences.from": _get_previous(board).pk,
                "differences.to": board.pk,
                "resolve.id": identifier,
                "resolve.name": None if identifier else first.name,
            }
    return {}


def _get_previous(board: Snapshot) -> Snapshot:
    """Return what the board showed before, or itself if it is the first."""
    earlier = Snapshot.objects.filter(
        board=board.board_id, method=board.method, pk__lt=board.pk, rebuild__published_at__isnull=False
    )
    return earlier.order_by("-pk").first() or board
