"""The leaderboard of a past day: the form, and the board that the request asks for."""

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
    """The values of the form, and the result.

    - `board` is None for today, and if there is none: then `words` explain it.
    - `status` is the HTTP status of the page.
    """

    span: Span
    date: str
    known: str
    board: DayBoard | None = None
    words: str | Promise = ""
    status: HTTPStatus = HTTPStatus.OK

    @property
    def is_past(self) -> bool:
        """Whether the request asks for another board than today's."""
        return self.board is not None or bool(self.words)

    @property
    def url_parameters(self) -> dict[str, str]:
        """Query parameters for links to the same day; empty for today."""
        return {"date": self.date, "known": self.known} if self.is_past else {}


def build_day_page(
    query: Mapping[str, str], arena: Arena, now: Published, *, category: str, method: str
) -> DayPage:
    """Load the board of the day in the query. A request for today shows the newest board in every mode."""
    span = available_days(now)
    form = {"span": span, "date": query.get("date", ""), "known": query.get("known", Known.NOW)}
    try:
        request = parse_day_query(query)
        if request is None or request[0] == span.last:
            return DayPage(**form | {"known": form["known"] if request else Known.NOW})
        day, known = request
        board = board_on(arena, category=category, method=method, day=day, known=known)
    except BadDay as error:
        return DayPage(**form, words=str(error), status=HTTPStatus.BAD_REQUEST)
    except NoSuchDay as error:
        return DayPage(**form, words=str(error), status=HTTPStatus.NOT_FOUND)
    except Busy:
        words = _("Too many boards of past days are being computed. Come back in a few seconds.")
        return DayPage(**form, words=words, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return DayPage(**form, words=board.words) if board.snapshot is None else DayPage(**form, board=board)
