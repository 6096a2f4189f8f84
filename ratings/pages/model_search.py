"""The models that the pages of boards find by name."""

from battles.model_search import Choice
from battles.models import Arena, Contender


def list_choices() -> list[Choice]:
    """Return every model with a public name and a page, by name."""
    rows = {
        (contender.model.slug, contender.model.name, contender.model.organization)
        for contender in Contender.objects.listed()
        .filter(arena__in=Arena.objects.public())
        .select_related("model")
        if not contender.is_unnamed
    }
    return [Choice(*row) for row in sorted(rows, key=lambda row: (row[1].casefold(), row[0]))]
