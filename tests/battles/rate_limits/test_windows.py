"""Moving windows: a limit applies to any window, not only to whole minutes."""

from hypothesis import given
from hypothesis import strategies as st

from battles.rate_limits.memory import MemoryStore
from battles.rate_limits.windows import Counter, Limit, RateLimited

MINUTE = Limit(10, 60)
NOON = 1_713_787_200.0  # on a whole minute


def test_a_burst_at_the_boundary_of_two_periods_passes_only_once():
    store = MemoryStore()
    accepted = sum(accepts(store, NOON + 59 + 0.1 * n) for n in range(40))
    assert accepted == 10


def accepts(store, moment, limit=MINUTE) -> bool:
    try:
        store.count([Counter("a", limit)], moment)
    except RateLimited:
        return False
    return True


@given(
    st.integers(1, 50),
    st.integers(1, 600),
    st.integers(0, 100),
    st.integers(0, 100),
    st.floats(0, 1e6, allow_nan=False),
)
def test_after_the_wait_the_action_is_accepted_and_much_earlier_it_is_not(
    times, seconds, previous, current, moment
):
    limit = Limit(times, seconds)
    wait = limit.get_retry_after(previous, current, moment)
    if not wait:
        return
    later = moment + wait + 0.001
    moved = limit.get_period(later) - limit.get_period(moment)
    counts = {0: (previous, current), 1: (current, 0)}.get(moved, (0, 0))
    assert limit.get_retry_after(*counts, later) <= 1
    assert wait <= 2 * seconds


def test_a_scaled_limit_is_wider_in_the_same_time():
    assert MINUTE.scale(6) == Limit(60, 60)
