"""The published boards: the newest snapshot of each, and the words for their codes."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models import Arena
from ratings.models import Rebuild, Snapshot

STANDARD = "bradley_terry"

REASON_WORDS: dict[str, Promise] = {
    "no_votes": _("no counted votes yet"),
    "too_few_votes": _("too few votes to be rated"),
    "won_every_vote": _("won every vote: no finite rating"),
    "lost_every_vote": _("lost every vote: no finite rating"),
    "outside_main_component": _("no chain of votes connects it with the main group"),
    "below_provisional_line": _("too few votes for a rank"),
    "open_interval": _("the votes bound its rating on one side only"),
}

NOTE_WORDS: dict[str, Promise] = {
    "no_votes": _("No vote of this category counts yet."),
    "no_texts": _(
        "No vote of this category counts yet. Imported votes without texts and without tags cannot belong to"
        " it."
    ),
    "no_judge": _(
        "No vote of this category counts yet. A judge model tags prompts for it; without one this board "
        "contains only votes that were imported with their tags."
    ),
    "not_known": _(
        "Not known: these votes came without their texts, so no program can tell which of them to leave out "
        "here."
    ),
}

FEATURE_WORDS: dict[str, Promise] = {
    "length": _("Length"),
    "lists": _("Lists"),
    "headers": _("Headers"),
    "bold": _("Bold"),
}


@dataclass(frozen=True)
class Published:
    """The newest published rebuild of an arena."""

    arena: Arena
    rebuild: Rebuild

    @cached_property
    def boards(self) -> dict[tuple[str, str], Snapshot]:
        """All boards by category and method, in one query; later look-ups read none."""
        return {(each.board.category, each.method): each for each in self.snapshots()}

    def snapshot(self, category: str, method: str) -> Snapshot | None:
        """Return the board of one category by one method, or None."""
        if "boards" in vars(self):
            return self.boards.get((category, method))
        return self.snapshots().filter(board__category=category, method=method).first()

    def snapshots(self) -> QuerySet[Snapshot]:
        """All boards of the rebuild; the stored JSON bytes are deferred."""
        return (
            Snapshot.objects.filter(pk__in=self.rebuild.shown)
            .select_related("board", "rebuild__evidence")
            .defer("body", "body_gzip")
        )


def published(arena: Arena) -> Published | None:
    """Return what an arena shows now; None before its first rebuild."""
    rebuild = Rebuild.objects.published(arena).select_related("evidence").first()
    return Published(arena, rebuild) if rebuild else None
