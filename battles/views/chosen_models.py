"""The two models that a visitor chooses by name for a battle side by side.

A form has for each side what was typed (`name_a`) and, where that may mean several models, the id of the
contender that was picked among them (`a`).
"""

from collections.abc import Mapping

from battles.model_search import Choice, Search, choose
from battles.models import Arena, Contender

SIDES = ("a", "b")


def is_choice(fields: Mapping[str, str]) -> bool:
    """Whether a form of these fields chooses its models."""
    return any(name in fields for side in SIDES for name in (side, f"name_{side}"))


def list_choices(arena: Arena) -> list[Choice]:
    """Return the contenders that a visitor may choose, by name. A preview has neither maker nor slug."""
    choices = [
        Choice(
            each.public_slug,
            each.public_name,
            "" if each.is_unnamed else each.model.organization,
            contender=each.pk,
        )
        for each in Contender.objects.selectable(arena)
    ]
    return sorted(choices, key=lambda each: (each.name.casefold(), each.organization.casefold()))


def find_chosen(choices: list[Choice], fields: Mapping[str, str]) -> dict[str, Search]:
    """Find the model of each side, from the fields of a form or of an address."""
    return {
        side: choose(choices, typed=fields.get(f"name_{side}", ""), contender=fields.get(side, ""))
        for side in SIDES
    }


def read_link(query: Mapping[str, str]) -> dict[str, str]:
    """The form fields that an address fills in: `?vs=slug,slug`, else `?a=` and `?b=` by contender id."""
    names = query.get("vs", "").split(",")
    fields = {f"name_{side}": name.strip() for side, name in zip(SIDES, names, strict=False) if name.strip()}
    return {side: query.get(side, "") for side in SIDES} | fields
