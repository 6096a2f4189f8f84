"""A model's rating over time: one point a day, drawn without inline style, and told as a table."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from battles.models import Contender
from ratings.categories import CATEGORIES
from ratings.charts.rating_history import HistoryPoint, build_history_chart, get_rating_history
from ratings.rebuild.method_specs import Method
from tests import world
from tests.ratings.plain import assert_public_and_plain
from tests.ratings.stored import PARAMETERS, store_boards

PAGE = "/models/text-left/"
START = dt.date(2024, 4, 1)


def point(day: int, rating: float, **more) -> HistoryPoint:
    fields = {"ci_low": rating - 10, "ci_high": rating + 10, "rank": 1, "votes": 100} | more
    return HistoryPoint(START + dt.timedelta(days=day), rating, **fields)


@pytest.fixture
def course(arena, pool):
    """Boards of three days, two of them of the second day."""
    left, right = pool
    now = timezone.now()
    passed = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)) / dt.timedelta(days=1)
    for days, rating in ((9, 1000.0), (2 + passed / 2, 1040.5), (2, 1020.25), (0, 1030.0)):
        ratings = {left: {"rating": rating, "votes": 100 + int(rating)}, right: {"rating": 990.0}}
        store_boards(arena, {"overall": ratings, "english": ratings}, days_ago=days, methods=Method.values)
    return arena


def test_every_day_has_the_last_board_of_it(course, pool):
    points = get_rating_history(pool[0], category="overall")
    today = timezone.now().date()
    assert [(today - each.day).days for each in points] == [9, 2, 0]
    assert [each.rating for each in points] == [1000, 1020.25, 1030]
    assert (points[-1].ci_low, points[-1].rank, points[-1].votes) == (1020, 1, 1130)


def test_a_long_history_is_told_by_every_third_day_with_the_newest(course, pool, monkeypatch):
    monkeypatch.setattr("ratings.charts.rating_history.MAX_POINTS", 1)
    assert [each.rating for each in get_rating_history(pool[0], category="overall")] == [1030]


def test_days_lie_at_their_distance_and_higher_ratings_higher_up():
    chart = build_history_chart([point(0, 1000), point(1, 1040), point(4, 1020)])
    assert [dot.x for dot in chart.dots] == [0, 25, 100]
    heights = [dot.y for dot in chart.dots]
    assert heights[1] < heights[2] < heights[0]
    assert chart.lines[0].split()[0] == f"0.0,{heights[0]}"


def test_the_band_runs_along_the_upper_ends_and_back_along_the_lower():
    chart = build_history_chart([point(0, 1000), point(2, 1000, ci_low=None)])
    band = [tuple(map(float, each.split(","))) for each in chart.bands[0].split()]
    assert [x for x, _y in band] == [0, 100, 100, 0]
    (_, upper), _, (_, open_end), (_, lower) = band
    assert upper < chart.dots[0].y < lower
    assert open_end == chart.dots[1].y


def test_a_new_zero_breaks_the_line():
    points = [
        point(0, 1000),
        point(1, 1010),
        point(3, 1060, zero="7 at 1114.0"),
        point(4, 1065, zero="7 at 1114.0"),
    ]
    chart = build_history_chart(points)
    assert [len(line.split()) for line in chart.lines] == [2, 2]
    assert len(chart.bands) == 2
    assert chart.breaks == [50.0]
    assert build_history_chart(points[:2]).breaks == []


def test_the_page_marks_the_day_on_which_the_anchor_fell_off(client, arena, pool):
    parameters = PARAMETERS | {"anchor": pool[1].pk}
    for days, zero in ((3, "anchor"), (2, "anchor"), (1, "mean"), (0, "mean")):
        boards = {"overall": {pool[0]: {"rating": 1000.0 if zero == "mean" else 1050.0}}}
        store_boards(arena, boards, days_ago=days, zero=zero, parameters=parameters)
    html = client.get(PAGE).content.decode()
    assert html.count('class="break"') == 1
    assert "At a dashed line the zero of the ratings changes" in html


def test_one_day_alone_is_no_course(client, arena, pool):
    assert build_history_chart([point(0, 1000)]) is None
    store_boards(arena, {"overall": {pool[0]: {}}})
    html = client.get(PAGE).content.decode()
    assert "Only one day so far" in html
    assert "course-chart" not in html


def test_days_on_the_axis_are_few_and_each_once():
    chart = build_history_chart([point(day, 1000) for day in range(200)])
    assert [tick.label for tick in chart.days][::3] == ["2024-04-01", "2024-10-17"]
    assert [tick.label for tick in build_history_chart([point(0, 1000), point(1, 1001)]).days] == [
        "2024-04-01",
        "2024-04-02",
    ]


def test_the_page_draws_the_course_and_tells_it_in_a_table(client, course):
    html = assert_public_and_plain(client.get(PAGE))
    drawing = html.split('class="course-chart"')[1].split("</figure>")[0]
    assert re.search(r"<title id=\"course-title\">Rating of left over time, Overall</title>", html)
    assert drawing.count("<circle") == 3
    table = html.split('class="course-table"')[1].split("</table>")[0]
    assert re.findall(r"<td>([\d,]+)</td></tr>", table) == ["1,130", "1,120", "1,100"]


def test_numbers_are_drawn_with_decimal_points_in_chinese_too(client, course):
    html = client.get(f"/zh-hant{PAGE}").content.decode()
    assert re.search(r'cx="\d+\.\d+%"', html)
    assert "評分走勢" in html


def test_the_category_can_be_chosen_among_those_that_know_the_model(client, course):
    html = client.get(PAGE, {"category": "english"}).content.decode()
    assert "Rating of left over time, English" in html
    assert 'href="/models/text-left/#course"' in html
    assert "category=thai" not in html
    assert "has not rated the model yet" in client.get(PAGE, {"category": "thai"}).content.decode()


def test_the_arena_can_be_chosen(client, course, pool):
    other = world.make_arena("other", position=200)
    again = Contender.objects.create(arena=other, model=pool[0].model, state="active")
    store_boards(other, {"overall": {again: {}}})
    html = client.get(PAGE, {"arena": "other"}).content.decode()
    assert "Only one day so far" in html
    assert 'href="/models/text-left/#course"' in html
    assert "arena=other#course" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("asked", [{"category": "nothing"}, {"arena": "nowhere"}])
def test_what_does_not_exist_is_404(client, course, asked):
    assert client.get(PAGE, asked).status_code == 404


def test_every_board_of_the_model_is_in_the_table_of_places(client, course):
    html = client.get(PAGE).content.decode()
    places = html.split("places-table")[1]
    linked = re.findall(r'href="/leaderboard/text/([\w-]+)/(\?method=\w+)?"', places)
    assert ("overall", "") in linked
    assert ("english", "?method=elo") in linked


def test_queries_do_not_grow_with_days_or_categories(client, course, pool, django_assert_max_num_queries):
    store_boards(course, {category.slug: {pool[0]: {}, pool[1]: {}} for category in CATEGORIES})
    with django_assert_max_num_queries(16):
        client.get(PAGE)
