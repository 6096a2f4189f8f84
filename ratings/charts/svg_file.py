"""Pictures as SVG files that need no stylesheet: fixed colours on white, presentation attributes only.

Colours differ in lightness, and lines in dashes, so that colour-blind readers can tell them apart.
"""

import base64
from collections.abc import Iterator
from html import escape

import numpy as np

from ratings.charts.figure import Bars, Line, Plane
from ratings.charts.png import encode_png
from ratings.tables.matchups import Matchups
from ratings.tables.overview import Overview

WIDTH, HEIGHT = 960, 540
TOP, RIGHT, BOTTOM, LEFT = 56, 30, 40, 60
INK, SOFT, LINE, FIRST, SECOND = "#211f1b", "#5f5b53", "#dddddd", "#4350c4", "#ae440d"
COURSES = [
    (FIRST, ""),
    (SECOND, "9 4"),
    ("#1b6a41", "2 4"),
    (INK, "12 4 2 4"),
    ("#7a4b00", "5 5"),
    (SOFT, "16 5"),
]
BAR_HEIGHT, NAME_WIDTH, NUMBER_WIDTH = 24, 260, 90

DIVERGING = [
    "#8c3a06",
    "#b35a1f",
    "#d08350",
    "#e6b48f",
    "#f4dccb",
    "#f2f2f2",
    "#cfd8ee",
    "#9db0dd",
    "#6b84c8",
    "#3f5aae",
    "#22387f",
]
"""Shares from 0 (orange, dark) by ½ (grey, light) to 1 (blue, dark)."""
SEQUENTIAL = [
    "#ffffff",
    "#e6ebf7",
    "#cdd7ee",
    "#b1c0e4",
    "#94a8d9",
    "#778fcb",
    "#5c76ba",
    "#445ea5",
    "#31498c",
    "#213571",
    "#142354",
]
EMPTY = "#ffffff"
MAX_NAMED = 60
"""A heatmap of more models has no names."""
CELL, SMALL_CELL = 14, 2


def render_file(figure: Plane | Bars) -> str:
    """Return a picture as an SVG document."""
    return _render_plane(figure) if isinstance(figure, Plane) else _render_bars(figure)


def _document(width: int, height: int, title: object, description: object, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="sans-serif" font-size="13">'
        f"<title>{escape(str(title))}</title><desc>{escape(str(description))}</desc>"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{body}</svg>'
    )


def _text(
    x: float, y: float, words: object, *, fill: str = SOFT, anchor: str = "start", more: str = ""
) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" fill="{fill}" text-anchor="{anchor}"'
    return f"<text {place}{more}>{escape(str(words))}</text>"


def _heading(title: object) -> str:
    return _text(20, 32, title, fill=INK, more=' font-size="20" font-weight="700"')


def _x(percent: float) -> float:
    return LEFT + percent / 100 * (WIDTH - LEFT - RIGHT)


def _y(percent: float) -> float:
    return TOP + percent / 100 * (HEIGHT - TOP - BOTTOM)


def _render_plane(figure: Plane) -> str:
    parts = [_heading(figure.title)]
    for tick in figure.y_ticks:
        y = _y(tick.x)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(_text(LEFT - 8, y + 4, tick.label, anchor="end"))
    parts += [_text(_x(tick.x), HEIGHT - 14, tick.label, anchor=_anchor(tick.x)) for tick in figure.x_ticks]
    parts += [
        f'<rect x="{_x(each.x):.2f}" y="{_y(each.y):.2f}" width="{_x(each.width) - LEFT:.2f}" '
        f'height="{_y(each.height) - TOP:.2f}" fill="{FIRST}"/>'
        for each in figure.columns
    ]
    parts += [part for line in figure.lines for part in _draw_line(line)]
    for dot in figure.dots:
        fill, radius = (SECOND, 6) if dot.is_best else (FIRST, 4)
        parts.append(
            f'<circle cx="{_x(dot.x):.1f}" cy="{_y(dot.y):.1f}" r="{radius}" fill="{fill}" stroke="#ffffff">'
            f"<title>{escape(dot.title)}</title></circle>"
        )
        if dot.label:
            side, anchor = (-9, "end") if dot.x > 40 else (9, "start")
            parts.append(_text(_x(dot.x) + side, _y(dot.y) - 7, dot.label, fill=INK, anchor=anchor))
    return _document(WIDTH, HEIGHT, figure.title, figure.description, "".join(parts))


def _anchor(x: float) -> str:
    """Keep a label at either end inside the picture."""
    return "start" if x < 3 else "end" if x > 97 else "middle"


def _draw_line(line: Line) -> Iterator[str]:
    pairs = (pair.split(",") for pair in line.points.split())
    points = " ".join(f"{_x(float(x)):.1f},{_y(float(y)):.1f}" for x, y in pairs)
    colour, dashes = COURSES[line.number - 1] if line.number else (SECOND, "")
    stroke = f' stroke-dasharray="{dashes}"' if dashes else ""
    yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{stroke}/>'
    if line.label:
        yield _text(WIDTH - RIGHT - 4, _y(line.label_y) - 7, line.label, fill=colour, anchor="end")


def _render_bars(figure: Bars) -> str:
    height = TOP + 20 + BAR_HEIGHT * len(figure.bars) + 16
    numbers = NUMBER_WIDTH * (len(figure.head) - 1)
    left, width = NAME_WIDTH, WIDTH - NAME_WIDTH - numbers - 20
    parts = [_heading(figure.title)]
    for place, head in enumerate(figure.head[1:]):
        parts.append(
            _text(
                WIDTH - numbers + NUMBER_WIDTH * (place + 1) - 12,
                TOP + 6,
                head,
                anchor="end",
                more=' font-size="11"',
            )
        )
    for place, bar in enumerate(figure.bars):
        y = TOP + 16 + BAR_HEIGHT * place
        parts.append(_text(left - 10, y + 15, bar.name, fill=INK, anchor="end"))
        parts.append(
            f'<rect x="{left}" y="{y + 3}" width="{bar.bar / 100 * width:.1f}" height="16" fill="{FIRST}"/>'
        )
        if bar.mark is not None:
            x = left + bar.mark / 100 * width
            parts.append(
                f'<rect x="{x - 2:.1f}" y="{y}" width="4" height="22" fill="{SECOND}" stroke="#ffffff"/>'
            )
        for number, cell in enumerate(bar.cells):
            parts.append(
                _text(WIDTH - numbers + NUMBER_WIDTH * (number + 1) - 12, y + 15, cell, anchor="end")
            )
    return _document(WIDTH, height, figure.title, figure.description, "".join(parts))


def render_wins(matchups: Matchups, *, title: object, description: object) -> str:
    """The share of decided battles that the row's model won, as one image of a pixel for each pair."""
    fraction = matchups.win_fraction
    shade = np.rint(np.nan_to_num(fraction) * 10).astype(np.uint8)
    shade[np.isnan(fraction)] = len(DIVERGING)
    return _render_matrix(matchups, shade, [*DIVERGING, EMPTY], title, description, ["0 %", "50 %", "100 %"])


def render_counts(matchups: Matchups, *, title: object, description: object) -> str:
    """Battles of each pair, darker by the square root of their number."""
    battles = matchups.battles
    largest = max(int(battles.max(initial=0)), 1)
    shade = np.ceil(10 * np.sqrt(battles / largest)).astype(np.uint8)
    return _render_matrix(matchups, shade, SEQUENTIAL, title, description, ["0", "", f"{largest:,}"])


def _render_matrix(
    matchups: Matchups, shade, palette: list[str], title: object, description: object, legend: list[str]
) -> str:
    names = [each.contender.public_name for each in matchups.models]
    is_named = len(names) <= MAX_NAMED
    cell = CELL if is_named else max(SMALL_CELL, 680 // max(len(names), 1))
    left, top, side = (210, 230, cell * len(names)) if is_named else (30, 90, cell * len(names))
    parts = [_heading(title)]
    parts += _draw_legend(palette[:11], legend)
    image = base64.b64encode(encode_png(shade, palette)).decode()
    parts.append(
        f'<image x="{left}" y="{top}" width="{side}" height="{side}" preserveAspectRatio="none" '
        f'image-rendering="pixelated" href="data:image/png;base64,{image}"/>'
    )
    if is_named:
        for place, name in enumerate(names):
            middle = cell * place + cell * 0.75
            parts.append(_text(left - 6, top + middle, name, fill=INK, anchor="end", more=' font-size="10"'))
            turn = f' font-size="10" transform="rotate(-60 {left + middle:.1f} {top - 6})"'
            parts.append(_text(left + middle, top - 6, name, fill=INK, more=turn))
    return _document(max(left + side + 130, 480), top + side + 24, title, description, "".join(parts))


def _draw_legend(palette: list[str], labels: list[str]) -> Iterator[str]:
    for place, colour in enumerate(palette):
        yield f'<rect x="{20 + 18 * place}" y="46" width="18" height="12" fill="{colour}" stroke="{LINE}"/>'
    for place, label in zip((0, 5, 10), labels, strict=True):
        yield _text(29 + 18 * place, 72, label, anchor="middle", more=' font-size="11"')


def render_grid(overview: Overview, *, title: object, description: object) -> str:
    """Every shown model's rank in every category; the higher the rank, the darker."""
    width, left, top = 26, 210, 190
    parts = [_heading(title)]
    for column, (category, _snapshot) in enumerate(overview.boards):
        x = left + width * column + 16
        turn = f' font-size="11" transform="rotate(-60 {x} {top - 8})"'
        parts.append(_text(x, top - 8, category.title, fill=INK, more=turn))
    for place, row in enumerate(overview.rows):
        y = top + 20 * place
        parts.append(
            _text(left - 8, y + 14, row.contender.public_name, fill=INK, anchor="end", more=' font-size="11"')
        )
        for column, (category, _snapshot) in enumerate(overview.boards):
            entry = row.entries.get(category.slug)
            if entry is None or entry.rank is None:
                continue
            shade = max(0, 8 - int(np.log2(entry.rank) * 2))
            fill = "#ffffff" if shade > 5 else INK
            parts.append(
                f'<rect x="{left + width * column}" y="{y}" width="{width - 2}" height="18" '
                f'fill="{SEQUENTIAL[shade]}"/>'
            )
            parts.append(
                _text(
                    left + width * column + width / 2 - 1,
                    y + 13,
                    entry.rank,
                    fill=fill,
                    anchor="middle",
                    more=' font-size="11"',
                )
            )
    size = (left + width * len(overview.boards) + 110, top + 20 * len(overview.rows) + 20)
    return _document(*size, title, description, "".join(parts))
