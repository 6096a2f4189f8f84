"""Who met whom and how it went, as a page and as JSON: the right cells, few queries, no votes loaded."""

import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import ratings
from battles.models import Contender
from ratings.charts.heatmap import STEPS, count_map, count_shade, list_pairs, win_map
from ratings.core.outcome_counts import count_outcomes
from ratings.models import PairCounts
from ratings.published import published
from ratings.rebuild.pair_counts import pack, unpack
from ratings.rebuild.run import rebuild
from ratings.tables.matchups import build_matchups
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.ratings.plain import assert_public_and_plain

PAGE = "/matchups/text/overall/"
URL = "/api/v1/matchups/text/overall/"


@pytest.fixture
def trio(arena):
    return world.make_pool(arena, ("high", "middle", "low"))


@pytest.fixture
@kept
def fought(arena, trio):
    """high–middle 5:2 and a tie, middle–low 5:2 and both bad, high–low 5:1, told from either side."""
    high, middle, low = trio
    fight(arena, high, middle, "aaabta")
    fight(arena, middle, high, "ba")
    fight(arena, middle, low, "aaab0aba")
    fight(arena, low, high, "bbbbba")
    rebuild(arena)
    return arena


def cells(html: str, heading: str) -> list[list[str]]:
    """The texts of one coloured table's cells, row by row."""
    table = html.split(f'id="{heading}"')[1].split("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]


def test_each_cell_tells_how_often_the_row_beat_the_column(client, fought):
    html = assert_public_and_plain(client.get(PAGE))
    assert cells(html, "wins-heading") == [["", "71", "83"], ["29", "", "71"], ["17", "29", ""]]
    assert cells(html, "counts-heading") == [["", "8", "6"], ["8", "", "8"], ["6", "8", ""]]
    assert 'title="high won 71 % of 7 battles against middle, ties left out"' in html
    assert 'title="middle met low 8 times, ties: 1"' in html


def test_models_stand_in_the_order_of_their_rating(client, fought):
    html = client.get(PAGE).content.decode()
    table = html.split('id="wins-heading"')[1].split("</table>")[0]
    assert re.findall(r'<th scope="col"><span>(\w+)', table) == ["high", "middle", "low"]
    assert re.findall(r'<th scope="row"><a [^>]*>(\w+)', table) == ["high", "middle", "low"]


def test_every_pair_is_in_the_table_behind(client, fought):
    html = client.get(PAGE).content.decode()
    behind = html.split('<details class="pairs"')[1]
    found = re.findall(r"<tr><th[^>]*>(\w+)</th><th[^>]*>(\w+)</th>(.*?)</tr>", behind)
    numbers = {(a, b): re.findall(r"<td>(.*?)</td>", rest) for a, b, rest in found}
    assert numbers == {
        ("high", "middle"): ["8", "5", "2", "1", "71.4&nbsp;%"],
        ("high", "low"): ["6", "5", "1", "0", "83.3&nbsp;%"],
        ("middle", "low"): ["8", "5", "2", "1", "71.4&nbsp;%"],
    }


def test_records_leave_ties_out_and_the_average_weighs_rivals_equally(client, fought):
    models = client.get(URL).json()["models"]
    found = {each["name"]: each for each in models}
    assert (found["high"]["battles_without_ties"], found["middle"]["battles_without_ties"]) == (13, 14)
    assert found["high"]["win_rate"] == pytest.approx(10 / 13, abs=1e-4)
    assert found["high"]["average_win_rate"] == pytest.approx((5 / 7 + 5 / 6) / 2, abs=1e-4)
    html = client.get(PAGE).content.decode()
    records = html.split('id="records-heading"')[1]
    assert "76.9&nbsp;%" in records
    assert "77.4&nbsp;%" in records


def test_the_api_says_the_same_in_matrices(client, fought):
    sent = client.get(URL).json()
    assert [model["name"] for model in sent["models"]] == ["high", "middle", "low"]
    assert sent["battles"] == [[0, 8, 6], [8, 0, 8], [6, 8, 0]]
    assert sent["battles_without_ties"] == [[0, 7, 6], [7, 0, 7], [6, 7, 0]]
    assert sent["win_fraction"][0] == [None, 0.7143, 0.8333]
    for i in range(3):
        for j in set(range(3)) - {i}:
            assert sent["win_fraction"][i][j] + sent["win_fraction"][j][i] == pytest.approx(1)
    board = client.get("/api/v1/leaderboards/text/overall/").json()
    assert sent["snapshot"] == board["snapshot"]


def test_the_api_can_be_read_from_anywhere_and_cached(client, fought):
    response = client.get(URL)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "public" in response["Cache-Control"]
    again = client.get(URL, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = client.get(URL, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == response.content


def test_the_number_of_models_can_be_chosen(client, fought):
    sent = client.get(URL, {"top": 2}).json()
    assert [model["name"] for model in sent["models"]] == ["high", "middle"]
    assert (sent["models_rated"], sent["battles"]) == (3, [[0, 8], [8, 0]])
    assert sent["models"][0]["battles_without_ties"] == 13
    assert cells(client.get(PAGE, {"top": 2}).content.decode(), "wins-heading") == [["", "71"], ["29", ""]]


@pytest.mark.parametrize("top", ["1", "0", "61", "-3", "2.5", "all", "", "９", "9" * 5000])
def test_a_size_that_cannot_be_shown_is_refused(client, fought, top):
    assert client.get(PAGE, {"top": top}).status_code == 404
    if top not in ("1", "61"):
        assert client.get(URL, {"top": top}).status_code == 400


@pytest.mark.parametrize("address", ["nowhere/overall/", "text/nothing/"])
def test_what_does_not_exist_is_404(client, fought, address):
    assert client.get(f"/matchups/{address}").status_code == 404
    assert client.get(f"/api/v1/matchups/{address}").status_code == 404


def test_a_private_arena_is_not_shown(client, fought):
    fought.visibility = "hidden"
    fought.save()
    assert (client.get(PAGE).status_code, client.get(URL).status_code) == (404, 404)


def test_before_the_first_rebuild_the_page_says_so(client, arena):
    assert "There is no board yet" in assert_public_and_plain(client.get(PAGE))
    assert client.get(URL).status_code == 404


def test_a_category_without_votes_says_so(client, fought):
    html = client.get("/matchups/text/longer-query/").content.decode()
    assert "No model of this category is rated yet" in html
    assert client.get("/api/v1/matchups/text/longer-query/").json()["models"] == []


def test_votes_that_do_not_count_are_not_there(client, fought, trio):
    before = client.get(URL).json()["battles"]
    fight(fought, trio[2], trio[0], "aaaa", mode="side_by_side")
    rebuild(fought)
    assert client.get(URL).json()["battles"] == before


def test_a_model_without_a_rating_is_left_out_of_the_pictures_but_its_battles_are_records(
    client, fought, trio
):
    hero = world.make_contender(fought, "hero")
    fight(fought, hero, trio[0], "aaa")
    rebuild(fought)
    sent = client.get(URL).json()
    assert [model["name"] for model in sent["models"]] == ["high", "middle", "low"]
    assert sent["models"][0]["battles_without_ties"] == 16
    assert sent["models"][0]["average_win_rate"] == pytest.approx((5 / 7 + 5 / 6) / 2, abs=1e-4)


def test_a_preview_is_known_by_its_codename_alone(client, fought, trio):
    Contender.objects.filter(pk=trio[0].pk).update(state="preview", codename="Night Heron")
    html = client.get(PAGE).content.decode()
    assert "Night Heron" in html
    assert "/models/text-high/" not in html
    sent = client.get(URL)
    assert not re.search(r"\bhigh\b", sent.content.decode())
    assert [m["model_id"] for m in sent.json()["models"] if m["name"] == "Night Heron"] == [None]
    assert not re.search(r"\bhigh\b", html.split('id="wins-heading"')[1])


def test_no_page_loads_the_votes_and_queries_do_not_grow(client, fought, trio):
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PAGE)
    more = [world.make_contender(fought, f"more{number}") for number in range(4)]
    for contender in more:
        fight(fought, contender, trio[0], "abab")
    rebuild(fought)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(few) == len(many) <= 8
    texts = " ".join(query["sql"] for query in [*few, *many])
    assert "battles_vote" not in texts
    assert "battles_segment" not in texts


def test_counts_are_kept_for_what_the_newest_rebuilds_show(client, fought, trio):
    runs = [published(fought).rebuild]
    for _ in range(3):
        fight(fought, trio[0], trio[1], "a")
        runs.append(rebuild(fought))
    kept = PairCounts.objects.filter(board__category="overall")
    assert set(kept.values_list("rebuild_id", flat=True)) == {run.pk for run in runs[-2:]}
    untouched = PairCounts.objects.get(board__category="longer-query")
    assert untouched.rebuild == runs[0]
    assert client.get(URL).json()["battles"][0][1] == 11


def test_packed_counts_are_the_same_when_unpacked():
    rng = np.random.default_rng(3)
    votes = count_outcomes(*rng.integers(0, 9, (2, 500)), rng.integers(1, 5, 500), 9)
    held = unpack(pack(np.arange(100, 109), votes))
    assert held.contenders.tolist() == list(range(100, 109))
    for name in ("first", "second", "counts"):
        assert np.array_equal(getattr(held.outcomes, name), getattr(votes, name))


@pytest.mark.parametrize(("wins", "losses", "shade"), [(0, 3, 0), (1, 1, 5), (4, 0, STEPS), (3, 1, 8)])
def test_half_of_the_wins_has_the_shade_in_the_middle_and_sides_mirror(arena, trio, wins, losses, shade):
    fight(arena, trio[0], trio[1], "t" + "a" * wins + "b" * losses)
    fight(arena, trio[1], trio[2], "aab")
    fight(arena, trio[0], trio[2], "t")
    rebuild(arena)
    found = build_matchups(published(arena), "overall", top=None)
    names = [each.contender.public_name for each in found.models]
    high, middle = names.index("high"), names.index("middle")
    rows = win_map(found).rows
    assert rows[high].cells[middle].shade == f"w{shade}"
    assert rows[middle].cells[high].shade == f"w{STEPS - shade}"
    assert rows[high].cells[names.index("low")].shade == ""  # they only tied
    pair = next(each for each in list_pairs(found) if {each.name_a, each.name_b} == {"high", "low"})
    assert (pair.share, pair.ties) == (None, 1)


def test_more_battles_never_have_a_weaker_shade():
    shades = [count_shade(met, 500) for met in range(501)]
    assert (shades[0], shades[1], shades[-1]) == (0, 1, STEPS)
    assert shades == sorted(shades)
    assert set(shades) == set(range(STEPS + 1))


@pytest.mark.parametrize("most", [1, 2, 3, 7, 100_000])
def test_every_count_finds_a_shade(most):
    assert count_shade(most, most) == STEPS
    assert 1 <= count_shade(1, most) <= STEPS


def test_every_shade_has_its_colour_in_the_stylesheet(fought):
    css = (Path(ratings.__file__).parent / "static" / "ratings" / "matchups.css").read_text()
    found = build_matchups(published(fought), "overall", top=None)
    shades = {f"{kind}{step}" for kind in "wn" for step in range(STEPS + 1)}
    for shade in shades:
        assert f".{shade} {{ background:" in css
    assert shades >= {swatch.shade for each in (win_map(found), count_map(found)) for swatch in each.legend}


def test_the_legend_of_counts_names_each_bound_once(fought):
    found = build_matchups(published(fought), "overall", top=None)
    assert [swatch.label for swatch in count_map(found).legend] == [
        "0",
        "≤ 1",
        "≤ 2",
        "≤ 3",
        "≤ 5",
        "≤ 6",
        "≤ 8",
    ]


def test_the_leaderboard_leads_here_and_back(client, fought):
    board = client.get("/leaderboard/text/overall/").content.decode()
    assert f'href="{PAGE}"' in board
    assert 'href="/leaderboard/text/overall/"' in client.get(PAGE).content.decode()


def test_numbers_are_drawn_with_decimal_points_in_chinese_too(client, fought):
    html = assert_public_and_plain(client.get(f"/zh-hant{PAGE}"))
    assert 'cx="76.92%"' in html


def test_ties_alone_have_no_win_rate(client, arena, trio):
    fight(arena, trio[0], trio[1], "tt0")
    rebuild(arena)
    sent = client.get(URL).json()
    assert [model["win_rate"] for model in sent["models"]] == [None, None]
    assert sent["win_fraction"] == [[None, None], [None, None]]
    assert cells(client.get(PAGE).content.decode(), "wins-heading") == [["", ""], ["", ""]]
