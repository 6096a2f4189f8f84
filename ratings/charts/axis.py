"""Scale numbers to a chart axis, in percent of the axis length. All charts of ratings use it."""

from collections.abc import Iterable
from dataclasses import dataclass

from ratings.models import Standing

TICK_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
MARGIN = 0.04  # share of the axis length that stays free at each end


@dataclass(frozen=True)
class Interval:
    """Positions of a rating (x) and of its interval's ends (x1, x2), in percent of the axis length."""

    x: float
    x1: float
    x2: float


@dataclass(frozen=True)
class Tick:
    """A labelled position, in percent of the axis length."""

    x: float
    label: str


@dataclass(frozen=True)
class Axis:
    """The range of numbers that an axis shows."""

    low: float
    high: float

    def to_percent(self, number: float) -> float:
        """Return the position of a number, in percent of the axis length from its lower end."""
        return round(100 * (number - self.low) / (self.high - self.low), 2)

    def ticks(self, max_ticks: int = 6) -> list[Tick]:
        """Return round numbers along the axis, about `max_ticks` at most."""
        step = next((s for s in TICK_STEPS if (self.high - self.low) / s <= max_ticks), TICK_STEPS[-1])
        first = int(-(-self.low // step) * step)
        return [Tick(self.to_percent(value), str(value)) for value in range(first, int(self.high) + 1, step)]

    def interval(self, standing: Standing) -> Interval | None:
        """Place a standing on this axis, or return None without a rating. An open end of the interval is
        drawn at the rating."""
        if standing.rating is None:
            return None
        low = standing.rating if standing.ci_low is None else standing.ci_low
        high = standing.rating if standing.ci_high is None else standing.ci_high
        return Interval(self.to_percent(standing.rating), self.to_percent(low), self.to_percent(high))


def build_axis(numbers: Iterable[float | None]) -> Axis | None:
    """Build an axis that covers all numbers with a margin. None in the input is skipped; returns None if
    no number is left."""
    values = [number for number in numbers if number is not None]
    if not values:
        return None
    span = max(max(values) - min(values), 1.0)
    return Axis(min(values) - MARGIN * span, max(values) + MARGIN * span)


def interval_ends(standings: Iterable[Standing]) -> Iterable[float | None]:
    """Yield every rating and both ends of its interval."""
    for standing in standings:
        yield from (standing.rating, standing.ci_low, standing.ci_high)
