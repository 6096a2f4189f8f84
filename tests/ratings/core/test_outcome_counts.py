import numpy as np
import pytest

from ratings.core import outcome_counts
from ratings.core.errors import UnknownOutcome
from ratings.core.outcome_counts import among, count_outcomes, merge, subset
from tests.ratings.core.simulated import draw_log


def assert_same(left, right):
    assert left.n_models == right.n_models
    assert left.self_battles == right.self_battles
    for name in ("first", "second", "counts"):
        np.testing.assert_array_equal(getattr(left, name), getattr(right, name))


def test_votes_fall_into_their_pair_whichever_side_was_a():
    counted = count_outcomes([0, 2, 2, 0, 2, 1], [2, 0, 0, 2, 0, 2], [1, 1, 2, 3, 4, 2], 3)
    assert list(zip(counted.first, counted.second, strict=True)) == [(0, 2), (1, 2)]
    np.testing.assert_array_equal(counted.counts, [[2, 1, 1, 1], [0, 1, 0, 0]])
    np.testing.assert_array_equal(counted.games, [5, 1])
    np.testing.assert_array_equal(counted.score, [3, 0])
    np.testing.assert_array_equal(counted.votes_per_model, [5, 1, 6])
    np.testing.assert_array_equal(counted.score_per_model, [3, 0, 3])
    assert counted.votes == 6


def test_self_battles_are_dropped_and_counted():
    counted = count_outcomes([0, 1, 1], [1, 1, 1], [1, 3, 1], 2)
    assert counted.votes == 1
    assert counted.self_battles == 2


@pytest.mark.parametrize("code", [0, 5, -1])
def test_an_unknown_outcome_raises(code):
    with pytest.raises(UnknownOutcome):
        count_outcomes([0, 0], [1, 1], [1, code], 2)


@pytest.mark.parametrize("index", [-1, 2])
def test_a_contender_out_of_range_raises(index):
    with pytest.raises(IndexError):
        count_outcomes([0, index], [1, 1], [1, 1], 2)
    with pytest.raises(IndexError):
        count_outcomes([0, 1], [1, index], [1, 1], 2)


def test_scores_instead_of_codes_are_refused():
    with pytest.raises(TypeError):
        count_outcomes([0], [1], [0.5], 2)


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="differ in length"):
        count_outcomes([0, 1], [1], [1], 2)


def test_counted_rows_are_the_same_as_rows_repeated():
    log = draw_log(500, 6, seed=1)
    cells, counts = np.unique(np.stack([log.a, log.b, log.outcome]), axis=1, return_counts=True)
    assert_same(count_outcomes(*cells, 6, counts=counts), log.outcomes)


def test_rows_that_stand_for_no_vote_leave_no_pair(monkeypatch):
    dense = count_outcomes([0, 1], [1, 2], [1, 1], 3, counts=[2, 0])
    monkeypatch.setattr(outcome_counts, "DENSE_CELLS", 0)
    sparse = count_outcomes([0, 1], [1, 2], [1, 1], 3, counts=[2, 0])
    assert_same(dense, sparse)
    assert dense.first.size == 1


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        count_outcomes([0], [1], [1], 2, counts=[-1])


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.uint64])
def test_any_integer_type_counts_the_same(dtype):
    log = draw_log(300, 5, seed=2)
    columns = [column.astype(dtype) for column in log.columns[:3]]
    assert_same(count_outcomes(*columns, 5), log.outcomes)


def test_many_models_and_few_votes_count_the_same(monkeypatch):
    log = draw_log(400, 8, seed=3)
    a, b = log.a.copy(), log.b.copy()
    a[:5] = b[:5]
    dense = count_outcomes(a, b, log.outcome, 8)
    monkeypatch.setattr(outcome_counts, "DENSE_CELLS", 0)
    sparse = count_outcomes(a, b, log.outcome, 100)
    assert_same(subset(sparse, np.arange(8)), subset(dense, np.arange(8)))
    assert sparse.self_battles == dense.self_battles == 5


def test_a_log_longer_than_one_block_counts_the_same(monkeypatch):
    log = draw_log(1000, 3, seed=4)
    whole = log.outcomes
    monkeypatch.setattr(outcome_counts, "ROWS_AT_ONCE", 64)
    assert_same(log.outcomes, whole)


def test_days_add_up_to_the_whole():
    log = draw_log(900, 7, seed=5)
    days = [count_outcomes(*(column[start::3] for column in log.columns[:3]), 7) for start in range(3)]
    assert_same(merge(days), log.outcomes)


def test_tallies_of_different_models_do_not_add_up():
    with pytest.raises(ValueError, match="different models"):
        merge([count_outcomes([0], [1], [1], 2), count_outcomes([0], [1], [1], 3)])


def test_a_subset_keeps_the_votes_among_its_models_in_the_order_given():
    log = draw_log(600, 6, seed=6)
    chosen = np.array([4, 1, 3])
    inside, a, b = among(chosen, 6, log.a, log.b)
    assert_same(subset(log.outcomes, chosen), count_outcomes(a, b, log.outcome[inside], 3))


def test_no_votes_have_empty_counts():
    counted = count_outcomes([], [], [], 3)
    assert counted.votes == 0
    assert counted.votes_per_model.tolist() == [0, 0, 0]
