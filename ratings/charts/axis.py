"""Where numbers lie on a drawn axis, in percent of its length: what every picture of ratings shares."""

from collections.abc import Iterable
from dataclasses import dataclass

from ratings.models import Standing

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
MARGIN = 0.04  # of the axis' length, on either side


@dataclass(frozen=True)
class Interval:
    """Where a rating and its interval lie on the axis, in percent of its length."""

    x: float
    x1: float
    x2: float


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Axis:
    """The span of numbers an axis shows."""

    low: float
    high: float

    def place(self, number: float) -> float:
        """Percent of the axis' length from its lower end."""
        return round(100 * (number - self.low) / (self.high - self.low), 2)

    def ticks(self, most: int = 6) -> list[Tick]:
        """Round numbers along the axis, at most `most`."""
        step = next((s for s in STEPS if (self.high - self.low) / s <= most), STEPS[-1])
        first = int(-(-self.low // step) * step)
        return [Tick(self.place(value), str(value)) for value in range(first, int(self.high) + 1, step)]

    def interval(self, standing: Standing) -> Interval | None:
        """A standing on this axis; an open end is drawn no further than the rating."""
        if standing.rating is None:
            return None
        low = standing.rating if standing.ci_low is None else standing.ci_low
        high = standing.rating if standing.ci_high is None else standing.ci_high
        return Interval(self.place(standing.rating), self.place(low), self.place(high))


def axis_of(numbers: Iterable[float | None]) -> Axis | None:
    """An axis that holds every number with a margin; None where there is none."""
    known = [number for number in numbers if number is not None]
    if not known:
        return None
    span = max(max(known) - min(known), 1.0)
    return Axis(min(known) - MARGIN * span, max(known) + MARGIN * span)


def ends_of(standings: Iterable[Standing]) -> Iterable[float | None]:
    """Every rating with both ends of its interval."""
    for standing in standings:
        yield from (standing.rating, standing.ci_low, standing.ci_high)
