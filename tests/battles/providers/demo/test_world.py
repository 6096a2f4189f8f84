"""The simulated history has the shape of a real one and hides strengths that a fit finds again."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import numpy as np
import pytest

from battles.outcomes import Outcome
from battles.providers.demo.persona import Layout
from battles.providers.demo.roster import PERSONAS
from battles.providers.demo.world import STYLE_COLUMNS, TIE_SHARE, simulate_history
from battles.tags import LANGUAGE_MASK, Tag

NOW = datetime(2025, 6, 1, 12, 30, tzinfo=UTC)
SCORE = np.array([np.nan, 1.0, 0.0, 0.5, 0.5])


@pytest.fixture(scope="module")
def history():
    return simulate_history(PERSONAS, now=NOW)


def has(history, tag):
    return (history.tags & int(tag)) != 0


def share(history, tag):
    return has(history, tag).mean()


def index_of(slug):
    return [persona.slug for persona in PERSONAS].index(slug)


def fit_strengths(history, where=slice(None)):
    """A plain Bradley–Terry fit by Newton steps on the diagonal, on the scale of 400 points."""
    a, b, score = history.contender_a[where], history.contender_b[where], SCORE[history.outcome[where]]
    size = len(PERSONAS)
    theta = np.zeros(size)
    for _ in range(200):
        expected = 1 / (1 + np.exp(theta[b] - theta[a]))
        slope = np.bincount(a, score - expected, size) - np.bincount(b, score - expected, size)
        curve = expected * (1 - expected)
        theta += 0.6 * slope / (np.bincount(a, curve, size) + np.bincount(b, curve, size))
    return theta * 400 / np.log(10)


def test_every_array_has_a_row_per_vote(history):
    assert len(history) == 30_000
    assert {len(getattr(history, field.name)) for field in fields(history)} == {30_000}
    assert history.style_a.shape == history.style_b.shape == (30_000, len(STYLE_COLUMNS))


def test_no_one_fights_itself(history):
    assert (history.contender_a != history.contender_b).all()


def test_the_same_seed_gives_the_same_history_and_another_seed_another():
    one, same = (simulate_history(PERSONAS, votes=500, seed=1, now=NOW) for _ in range(2))
    other = simulate_history(PERSONAS, votes=500, seed=2, now=NOW)
    assert all(np.array_equal(getattr(one, f.name), getattr(same, f.name)) for f in fields(one))
    assert not np.array_equal(one.outcome, other.outcome)


def test_strengths_are_found_again(history):
    fitted = fit_strengths(history)
    true = np.array([persona.strength for persona in PERSONAS])
    ranks = [np.argsort(np.argsort(values)) for values in (fitted, true)]
    assert np.corrcoef(*ranks)[0, 1] > 0.95
    assert np.abs((fitted - fitted.mean()) - (true - true.mean())).max() < 90


def test_without_style_habits_strengths_are_found_to_a_few_points():
    plain = replace(PERSONAS[0].manner, length=1.0, layout=Layout.PROSE, bold=0.2, refuses=0.0)
    alike = [replace(p, manner=plain, debut=0.0, offsets=type(p.offsets)()) for p in PERSONAS]
    fitted = fit_strengths(simulate_history(alike, votes=100_000, now=NOW))
    true = np.array([persona.strength for persona in PERSONAS])
    assert np.abs((fitted - fitted.mean()) - (true - true.mean())).max() < 25


def test_a_third_of_the_votes_prefers_no_side_and_weak_pairs_are_more_often_both_bad(history):
    tied = np.isin(history.outcome, [Outcome.TIE, Outcome.BOTH_BAD])
    assert tied.mean() == pytest.approx(TIE_SHARE, abs=0.02)
    strength = np.array([persona.strength for persona in PERSONAS])
    level = strength[history.contender_a] + strength[history.contender_b]
    bad = history.outcome == Outcome.BOTH_BAD
    assert bad[tied & (level < 2000)].mean() > 0.6 > 0.3 > bad[tied & (level > 2250)].mean()


def test_sides_are_fair(history):
    wins = [(history.outcome == side).mean() for side in (Outcome.A, Outcome.B)]
    assert wins[0] == pytest.approx(wins[1], abs=0.02)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (Tag.ENGLISH, 0.60),
        (Tag.CHINESE, 0.12),
        (Tag.CODING, 0.20),
        (Tag.LONGER_QUERY, 0.08),
        (Tag.SHORT_QUERY, 0.06),
        (Tag.MULTI_TURN, 0.14),
        (Tag.IDENTITY_LEAK, 0.01),
    ],
)
def test_shares_of_tags_are_as_declared(history, tag, expected):
    assert share(history, tag) == pytest.approx(expected, abs=0.1 * expected + 0.002)


def test_a_battle_has_at_most_one_language_and_one_size(history):
    languages = np.bitwise_count(history.tags & int(LANGUAGE_MASK))
    assert set(languages) == {0, 1}
    assert not (has(history, Tag.LONGER_QUERY) & has(history, Tag.SHORT_QUERY)).any()


def test_only_the_boastful_leak_and_no_vote_follows_a_failed_answer(history):
    boastful = [i for i, persona in enumerate(PERSONAS) if persona.manner.leaks]
    there = np.isin(history.contender_a, boastful) | np.isin(history.contender_b, boastful)
    assert there[has(history, Tag.IDENTITY_LEAK)].all()
    assert not has(history, Tag.FAILED_ANSWER).any()


def test_the_chinese_writer_is_better_in_chinese_and_the_coder_at_code(history):
    for slug, tag in (("jade-inkstone-72", Tag.CHINESE), ("brass-kettle-coder", Tag.CODING)):
        here, elsewhere = (fit_strengths(history, has(history, tag) == within) for within in (True, False))
        assert here[index_of(slug)] > elsewhere[index_of(slug)] + 40


def test_longer_answers_win_a_little_more_than_strength_explains(history):
    strength = np.array([persona.strength for persona in PERSONAS])
    expected = 1 / (1 + 10 ** ((strength[history.contender_b] - strength[history.contender_a]) / 400))
    surplus = SCORE[history.outcome] - expected
    tokens_a, tokens_b = history.style_a[:, 0], history.style_b[:, 0]
    longer = surplus[tokens_a > 2 * tokens_b].mean()
    shorter = surplus[tokens_b > 2 * tokens_a].mean()
    assert 0.03 < longer < 0.15
    assert -0.15 < shorter < -0.03


def test_style_follows_manner(history):
    mean = {p.slug: history.style_a[history.contender_a == i].mean(axis=0) for i, p in enumerate(PERSONAS)}
    tokens, headers, lists, bold = range(4)
    assert mean["small-pebble-2"][tokens] * 3 < mean["paper-lighthouse-xl"][tokens]
    assert mean["thousand-pegs"][lists] > 5 * mean["moonlit-ferry"][lists]
    assert mean["loud-parasol"][bold] > 3 * mean["twin-umbrellas"][bold]
    assert max(mean, key=lambda slug: mean[slug][headers]) in ("paper-lighthouse-xl", "wool-almanac")


def test_time_goes_forward_inside_the_window_and_traffic_grows(history):
    assert (np.diff(history.cast_at) >= 0).all()
    start = NOW.timestamp() - 120 * 86_400
    assert start <= history.cast_at[0]
    assert history.cast_at[-1] < NOW.timestamp()
    days = np.bincount(((history.cast_at - start) // 86_400).astype(int), minlength=120)
    assert days[-30:].sum() > 2 * days[:30].sum()
    assert days.min() > 0


def test_newcomers_enter_at_their_debut_and_then_meet_more_battles(history):
    start, window = NOW.timestamp() - 120 * 86_400, 120 * 86_400
    for index, persona in enumerate(PERSONAS):
        mine = history.cast_at[(history.contender_a == index) | (history.contender_b == index)]
        assert (mine[0] - start) / window >= persona.debut
        assert (mine[0] - start) / window < persona.debut + 0.02
    latest = index_of("patient-staircase")
    mine = (history.contender_a == latest) | (history.contender_b == latest)
    fresh = history.cast_at > start + 0.86 * window
    fresh &= history.cast_at < start + 0.92 * window
    assert mine[fresh].mean() > 0.15


def test_a_pairs_probability_is_how_often_it_is_drawn(history):
    settled = history.cast_at < history.cast_at[0] + 8 * 86_400
    there = len(np.union1d(history.contender_a[settled], history.contender_b[settled]))
    assert history.pair_probability[settled] == pytest.approx(2 / (there * (there - 1)))


def test_a_few_voters_vote_very_often_and_most_hardly(history):
    votes = np.bincount(history.voter)
    assert len(votes) == 2_500
    assert votes.min() == 1
    assert np.median(votes) <= 6
    assert votes.max() > 30 * np.median(votes)


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        simulate_history(PERSONAS, now=datetime(2025, 6, 1))  # noqa: DTZ001


def test_two_personas_must_be_there_from_the_start():
    with pytest.raises(ValueError, match="two personas"):
        simulate_history([replace(p, debut=0.5) for p in PERSONAS], now=NOW)
