"""A picture as data, with the table behind it. A page draws it in its own colours, `svg_file` as a file."""

from dataclasses import dataclass, field

from django.utils.functional import Promise

from ratings.charts.axis import Tick

Words = str | Promise


@dataclass(frozen=True)
class Dot:
    """A point, in percent from the upper left. `is_best`: filled in the second colour; `label`: its name."""

    x: float
    y: float
    title: str
    is_best: bool = False
    label: str = ""


@dataclass(frozen=True)
class Column:
    """An upright bar, in percent from the upper left; it stands on the lower edge."""

    x: float
    width: float
    y: float
    title: str

    @property
    def height(self) -> float:
        return round(100 - self.y, 2)


@dataclass(frozen=True)
class Line:
    """A line through points "x,y x,y …" in percent. `number` gives its colour and dashes, from 1; 0 is thin.
    `label` is written at `label_y` at the right end.
    """

    points: str
    number: int
    label: str = ""
    label_y: float = 0.0


@dataclass(frozen=True)
class Plane:
    """A picture with two axes, and its table. A cell of `rows` is text; `urls` has an address for each row's
    head, or an empty one."""

    name: str
    title: Words
    description: Words
    caption: Words
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    head: list[Words]
    rows: list[list[str]]
    urls: list[str] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def is_plane(self) -> bool:
        return True

    @property
    def table(self) -> list[tuple[str, str, list[str]]]:
        """For each row: its head, the head's address, and the other cells."""
        urls = self.urls or [""] * len(self.rows)
        return [(row[0], url, row[1:]) for row, url in zip(self.rows, urls, strict=True)]


@dataclass(frozen=True)
class BarRow:
    """One bar: `bar` in percent of the longest; `mark`: a second value from 0 to 100, drawn as a tick;
    `cells`: numbers beside it.
    """

    name: str
    url: str
    bar: float
    cells: list[str]
    mark: float | None = None


@dataclass(frozen=True)
class Bars:
    """A picture of lying bars, one for each row of its table. `total`: number of rows before a cut."""

    name: str
    title: Words
    description: Words
    caption: Words
    head: list[Words]
    bars: list[BarRow]
    total: int = 0

    @property
    def is_plane(self) -> bool:
        return False
