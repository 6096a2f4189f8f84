"""A change of votes as signed text, so that a page can send it to the preview of its effect."""

from itertools import accumulate, pairwise

from django.core import signing

from moderation.decisions.board_settings import from_json, to_json
from moderation.decisions.impact import BattleChange

SALT = "moderation.change.2"


class InvalidSignedChange(ValueError):
    """The text was not signed by this site."""


def sign_change(change: BattleChange) -> str:
    """The change as signed text; ten thousand battles take about ten kilobytes."""
    parts = [_steps(sorted(battles)) for battles in (change.stops, change.starts)]
    return signing.dumps([*parts, to_json(change.settings)], salt=SALT, compress=True)


def load_signed_change(text: str) -> BattleChange:
    """The change in a signed text. Raises InvalidSignedChange."""
    try:
        stops, starts, settings = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise InvalidSignedChange from error
    return BattleChange(frozenset(accumulate(stops)), frozenset(accumulate(starts)), from_json(settings))


def _steps(ids: list[int]) -> list[int]:
    """The first id and then the differences, which are small numbers and compress well."""
    return ids[:1] + [after - before for before, after in pairwise(ids)]
