"""The leaderboard of a day that is asked for: what the form says, and which board answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from battles.models import Arena
from ratings.history.board_on_day import (
    BadDay,
    DayBoard,
    Known,
    NoSuchDay,
    Span,
    available_days,
    board_on,
    parse_day_query,
)
from ratings.history.compute_once import Busy
from ratings.published import Published


@dataclass(frozen=True)
class DayPage:
    """The form as it was filled in, and what came of it.

    - `board` is None for today, and where there is none: then `words` say why.
    - `status` is what the page answers with.
    """

    span: Span
    date: str
    known: str
    board: DayBoard | None = None
    words: str | Promise = ""
    status: HTTPStatus = HTTPStatus.OK

    @property
    def is_past(self) -> bool:
        """Whether another board is asked for than today's."""
        return self.board is not None or bool(self.words)

    @property
    def asked(self) -> dict[str, str]:
        """What addresses of the same day ask for; nothing for today."""
        return {"date": self.date, "known": self.known} if self.is_past else {}


def day_page(
    query: Mapping[str, str], arena: Arena, now: Published, *, category: str, method: str
) -> DayPage:
    """Which day a query asks for, with its board. Today's board is the newest, however it is asked for."""
    span = available_days(now)
    form = {"span": span, "date": query.get("date", ""), "known": query.get("known", Known.NOW)}
    try:
        asked = parse_day_query(query)
        if asked is None or asked[0] == span.last:
            return DayPage(**form | {"known": form["known"] if asked else Known.NOW})
        return _answered(
            form, board_on(arena, category=category, method=method, day=asked[0], known=asked[1])
        )
    except BadDay as refused:
        return DayPage(**form, words=str(refused), status=HTTPStatus.BAD_REQUEST)
    except NoSuchDay as refused:
        return DayPage(**form, words=str(refused), status=HTTPStatus.NOT_FOUND)
    except Busy:
        words = _("Too many boards of past days are being computed. Come back in a few seconds.")
        return DayPage(**form, words=words, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _answered(form: dict, board: DayBoard) -> DayPage:
    return DayPage(**form, words=board.words) if board.snapshot is None else DayPage(**form, board=board)
