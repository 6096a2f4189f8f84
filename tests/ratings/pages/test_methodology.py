"""The page of formulas: each with its source, and an example that the core computes."""

import math
import re

import numpy as np
import pytest

from battles.outcomes import Outcome
from ratings.core.bradley_terry import fit
from ratings.core.outcome_counts import count_outcomes
from ratings.pages import worked_example as example_module
from ratings.pages.worked_example import NAMES, PAIR_COUNTS, SEQUENCE, worked_example
from ratings.rebuild.run import rebuild
from tests.ratings.fights import fight
from tests.ratings.plain import assert_public_and_plain

PAGE = "/methodology/"


@pytest.fixture
def page(client):
    return assert_public_and_plain(client.get(PAGE))


def expanded() -> tuple[list[int], list[int], list[int]]:
    """The example's table, one vote after another."""
    votes = [
        (first, second, int(outcome))
        for first, second, counts in PAIR_COUNTS
        for outcome, count in zip((Outcome.A, Outcome.B, Outcome.TIE), counts, strict=True)
        for _ in range(count)
    ]
    first, second, outcome = zip(*votes, strict=True)
    return list(first), list(second), list(outcome)


def test_every_formula_has_a_source(page):
    formulas = re.findall(r'<figure class="formula" tabindex="0">(.*?)</figure>', page, re.DOTALL)
    assert len(formulas) >= 10
    for formula in formulas:
        assert "<math" in formula
        assert re.search(r"<cite>.*\(\d{4}\)</cite>", formula)


def test_every_link_within_the_page_leads_somewhere(page):
    anchors = re.findall(r'href="#([\w-]+)"', page)
    assert len(anchors) > 5
    assert set(anchors) - {"main"} <= set(re.findall(r'<h2 id="([\w-]+)"', page))


def test_the_ratings_are_those_of_the_vote_table(page):
    fitted = fit(count_outcomes(*expanded(), len(NAMES)))
    for rating in fitted.rating:
        assert f"<strong>{1000 + rating:.1f}</strong>" in page


def test_at_the_maximum_points_and_expected_points_agree():
    lines = worked_example().models
    assert [line.points for line in lines] == pytest.approx([line.expected for line in lines], abs=1e-9)
    assert sum(line.points for line in lines) == sum(sum(counts) for _a, _b, counts in PAIR_COUNTS)


def test_the_intervals_hold_their_ratings_and_agree_with_the_sandwich():
    for line in worked_example().models:
        assert line.low < line.rating < line.high
        assert line.high - line.low == pytest.approx(2 * 1.96 * line.error, rel=0.35)
        assert line.sure_low <= line.rank_low == line.rank <= line.rank_high <= line.sure_high


def test_every_elo_step_follows_from_the_formula():
    ratings = dict.fromkeys(NAMES, 1000.0)
    for step, (a, b, outcome) in zip(worked_example().elo, SEQUENCE, strict=True):
        assert (step.name_a, step.name_b) == (NAMES[a], NAMES[b])
        assert (step.before_a, step.before_b) == pytest.approx((ratings[NAMES[a]], ratings[NAMES[b]]))
        expected = 1 / (1 + 10 ** ((step.before_b - step.before_a) / 400))
        assert step.expected == pytest.approx(expected)
        assert step.change == pytest.approx(4 * (outcome.score - expected))
        ratings[NAMES[a]] += step.change
        ratings[NAMES[b]] -= step.change
        assert (step.after_a, step.after_b) == pytest.approx((ratings[NAMES[a]], ratings[NAMES[b]]))


def test_the_length_difference_is_the_formulas(page):
    a, b = example_module.TOKENS
    assert f"{(a - b) / (a + b + 1):.3f}" in page


def test_so_many_votes_hold_the_first_place():
    first, *_rest = worked_example().models
    winner, votes = NAMES.index(first.name), np.array(expanded())
    second = NAMES.index(worked_example().models[1].name)
    won = ((votes[0] == winner) & (votes[1] == second) & (votes[2] == Outcome.A)) | (
        (votes[1] == winner) & (votes[0] == second) & (votes[2] == Outcome.B)
    )
    kept = np.delete(votes, np.flatnonzero(won)[: first.votes_to_flip + 1], axis=1)
    fitted = fit(count_outcomes(*kept, len(NAMES)))
    assert fitted.theta[winner] < fitted.theta[second]


def test_the_example_is_computed_when_the_page_is_asked_for(client, page, monkeypatch):
    strong = (((0, 1, (49, 1, 14))), *PAIR_COUNTS[1:])
    monkeypatch.setattr(example_module, "PAIR_COUNTS", strong)
    changed = client.get(PAGE).content.decode()
    rating = re.compile(
        r"<th scope=\"row\">Heron</th><td>[\d.]+</td><td>[\d.]+</td><td>[\d.−-]+</td>"
        r"<td><strong>([\d.]+)</strong>"
    )
    assert float(rating.search(changed)[1]) > float(rating.search(page)[1]) + 50


def test_the_core_decides_what_the_page_says(client, monkeypatch):
    monkeypatch.setattr(example_module, "POINTS", 2 * 400 / math.log(10))
    assert "347.44" in client.get(PAGE).content.decode()


def test_leaderboard_and_about_lead_here(client, arena, pool):
    fight(arena, *pool, "aab")
    rebuild(arena)
    for address in ("/leaderboard/", "/about/", "/matchups/"):
        assert 'href="/methodology/"' in client.get(address).content.decode(), address


def test_the_page_exists_in_chinese_too(client):
    assert_public_and_plain(client.get("/zh-hant/methodology/"))
