"""Both sides are released on one clock: what readers see does not tell which side is faster."""

import pytest

from battles.generation.pacing import PACED, STEP_SECONDS, TICK_SECONDS, Release
from battles.process.ticks import FREE_TICKS, STEP_TICKS


class Turn:
    """A release with a virtual clock. `writers` say how much of each side's text has arrived at a moment."""

    def __init__(self, *, is_paced: bool = True, **writers):
        self.frames: list[tuple[float, str, str]] = []
        self.now = 0.0
        self.writers = writers
        self.release = Release(writers, self._record, rules=PACED if is_paced else None, now=0.0)
        self._arrived = dict.fromkeys(writers, 0)

    def _record(self, name: str, text: str) -> None:
        self.frames.append((self.now, name, text))

    def run(self, seconds: float) -> "Turn":
        end = self.now + seconds
        while self.now < end and not self.release.is_complete:
            self.now = round(self.now + TICK_SECONDS, 6)
            for name, writer in self.writers.items():
                count, has_ended = writer(self.now)
                self._arrive(name, count - self._arrived[name])
                if has_ended:
                    self.release.end(name)
            self.release.tick(self.now)
        return self

    def _arrive(self, name: str, count: int) -> None:
        if count > 0:
            self.release.push(name, "x" * count)
            self._arrived[name] += count

    def shown(self, name: str, *, until: float = float("inf")) -> int:
        return sum(len(text) for at, side, text in self.frames if side == name and at <= until)

    def first(self, name: str) -> float:
        return next(at for at, side, _text in self.frames if side == name)


def writer(*, first: float, rate: float, length: int):
    """A model that begins after `first` seconds and writes `rate` characters a second."""

    def arrived(now: float) -> tuple[int, bool]:
        count = min(length, max(0, int((now - first) * rate) + 1)) if now >= first else 0
        return count, count == length

    return arrived


SLOW = writer(first=1.5, rate=130, length=900)
FAST = writer(first=0.2, rate=2000, length=900)


def test_both_sides_start_together_at_a_moment_that_many_pairs_share():
    turn = Turn(a=FAST, b=SLOW).run(60)
    assert turn.first("a") == turn.first("b") == pytest.approx(PACED.starts[2], abs=TICK_SECONDS)
    quick = Turn(a=FAST, b=writer(first=0.5, rate=300, length=900)).run(60)
    assert quick.first("a") == quick.first("b") == pytest.approx(PACED.starts[0], abs=TICK_SECONDS)


def test_at_every_moment_both_sides_show_the_same_number_of_characters():
    turn = Turn(a=FAST, b=SLOW).run(60)
    for moment in {at for at, _side, _text in turn.frames}:
        assert turn.shown("a", until=moment) == turn.shown("b", until=moment)
    assert turn.shown("a") == turn.shown("b") == 900


def test_swapping_the_sides_swaps_nothing_but_the_names():
    one, other = Turn(a=FAST, b=SLOW).run(60), Turn(a=SLOW, b=FAST).run(60)
    for these, those in (("a", "b"), ("b", "a")):
        assert [(at, len(text)) for at, side, text in one.frames if side == these] == [
            (at, len(text)) for at, side, text in other.frames if side == those
        ]


def test_fast_models_are_released_at_the_ceiling_and_no_two_of_them_differ():
    fast, faster = writer(first=0.1, rate=400, length=900), writer(first=0.3, rate=4000, length=900)
    one, other = Turn(a=fast, b=fast).run(60), Turn(a=faster, b=faster).run(60)
    assert one.frames == other.frames
    assert one.shown("a", until=5.0) - one.shown("a", until=3.0) == pytest.approx(2 * PACED.ceiling, abs=10)


def test_the_rate_stays_the_same_after_one_side_has_ended():
    short = writer(first=0.2, rate=130, length=200)
    turn = Turn(a=writer(first=0.2, rate=5000, length=2000), b=short).run(120)
    assert turn.shown("a", until=20.0) - turn.shown("a", until=10.0) == pytest.approx(
        10 * PACED.ceiling, abs=10
    )


def test_a_slow_side_holds_back_the_other_down_to_the_floor():
    slow = writer(first=0.1, rate=50, length=500)
    turn = Turn(a=writer(first=0.1, rate=500, length=500), b=slow).run(60)
    assert turn.shown("a", until=6.0) == turn.shown("b", until=6.0)
    crawling = writer(first=0.1, rate=5, length=100)
    turn = Turn(a=writer(first=0.1, rate=500, length=500), b=crawling).run(60)
    gained = turn.shown("a", until=10.0) - turn.shown("a", until=5.0)
    assert gained == pytest.approx(5 * PACED.floor, abs=5)


def test_a_stall_is_not_made_up_in_one_jump():
    def stalling(now: float) -> tuple[int, bool]:
        return (100 if now < 10 else 2000, now >= 10)

    turn = Turn(a=stalling, b=writer(first=0.0, rate=200, length=2000)).run(60)
    assert max(len(text) for _at, _side, text in turn.frames) <= PACED.ceiling * STEP_SECONDS + 2


def test_battles_that_began_at_different_moments_step_at_the_same_ones():
    one, other = Turn(a=FAST, b=FAST), Turn(a=FAST, b=FAST)
    other.release = Release("ab", other._record, rules=PACED, now=-0.3)  # it began 0.3 s earlier
    one.run(5)
    other.run(5)
    moments = [{at for at, _side, _text in turn.frames if at > 1} for turn in (one, other)]
    assert moments[0] == moments[1]
    assert all(at / STEP_SECONDS == pytest.approx(round(at / STEP_SECONDS), abs=0.01) for at in moments[0])
    for turn in (one, other):  # the first step is as long as the way to the next: no clock is ahead
        start = turn.first("a")
        for at in moments[0]:
            due = (at + STEP_SECONDS - start) * PACED.ceiling
            assert turn.shown("a", until=at) == pytest.approx(due, abs=3)


def test_a_step_that_comes_late_takes_nothing_from_the_rate():
    turn = Turn(a=writer(first=0.1, rate=5000, length=5000), b=writer(first=0.1, rate=5000, length=5000)).run(
        1
    )
    before = turn.shown("a")
    for step in range(5, 25):
        turn.now = (step + 0.3) * STEP_SECONDS  # each one 60 ms late
        turn.release.tick(turn.now)
    assert turn.shown("a") - before == pytest.approx(20 * STEP_SECONDS * PACED.ceiling, abs=20)


def test_a_turn_asks_to_be_called_when_it_may_start_and_at_each_step():
    turn = Turn(a=FAST, b=lambda now: (0, False))
    waits = [turn.release.tick(at) * TICK_SECONDS for at in (0.05, 0.45, 0.69, 0.7, 0.95, 5.0)]
    assert waits == pytest.approx([0.2, 0.2, 0.05, 0.2, 0.2, 0.2], abs=0.001)
    assert Turn(a=FAST, b=FAST).run(1).release.tick(1.0) == STEP_TICKS
    late = Turn(a=lambda now: (0, False), b=lambda now: (0, False)).run(20)
    assert late.release.tick(20.0) == 1


def test_a_turn_that_waits_for_its_start_hurries_within_a_step():
    turn = Turn(a=FAST, b=SLOW).run(1.2)  # b has no word yet: both would begin after 4 s
    assert turn.shown("a") == 0
    assert turn.release.tick(turn.now) <= STEP_TICKS
    turn.release.hurry()
    turn.release.tick(turn.now + STEP_SECONDS)
    assert turn.shown("a") == 900


def test_one_side_waits_for_the_other_s_first_word_for_a_limited_time():
    silent = writer(first=40.0, rate=100, length=100)
    turn = Turn(a=FAST, b=silent).run(30)
    assert turn.first("a") == pytest.approx(PACED.starts[-1], abs=TICK_SECONDS)
    assert turn.release.started_apart
    turn.run(60)
    assert turn.shown("b") == 100


def test_a_turn_whose_first_word_comes_after_the_last_moment_starts_then():
    late = writer(first=20.0, rate=100, length=100)
    turn = Turn(a=late, b=late).run(60)
    assert turn.first("a") == pytest.approx(20.0, abs=2 * TICK_SECONDS)
    assert not turn.release.started_apart


def test_a_side_that_fails_without_a_word_does_not_delay_the_other():
    turn = Turn(a=FAST, b=lambda now: (0, now >= 0.5)).run(60)
    assert turn.first("a") == pytest.approx(PACED.starts[0], abs=TICK_SECONDS)
    assert turn.release.is_complete
    assert not turn.release.started_apart


def test_a_stop_keeps_what_was_released():
    turn = Turn(a=FAST, b=SLOW).run(4)
    shown = turn.shown("a")
    turn.release.stop()
    assert turn.release.is_complete
    assert len(turn.release.sides["a"].text) == shown < 900
    turn.run(10)
    assert turn.shown("a") == shown


def test_a_free_release_shows_each_piece_as_it_comes():
    turn = Turn(is_paced=False, a=FAST, b=SLOW).run(60)
    assert turn.first("a") == pytest.approx(0.2, abs=2 * TICK_SECONDS)
    assert turn.shown("a", until=0.8) == 900
    assert turn.shown("b") == 900


def test_a_free_release_shows_what_came_at_each_of_its_frames():
    shown = []
    release = Release("a", lambda _side, text: shown.append(text))
    release.push("a", "One")
    assert shown == ["One"]
    release.push("a", " two")
    assert release.tick(10.0) == FREE_TICKS
    release.push("a", " three")
    release.push("a", " four")
    assert shown == ["One", " two"]
    release.tick(10.0 + FREE_TICKS * TICK_SECONDS)
    assert shown == ["One", " two", " three four"]
    release.push("a", " five")
    release.end("a")
    assert shown[-1] == " five"
    assert release.is_complete


def test_a_stopped_free_release_shows_all_that_has_arrived():
    turn = Turn(is_paced=False, a=SLOW, b=SLOW).run(3)
    turn.release.push("a", "rest")
    turn.release.stop()
    assert [text for _at, side, text in turn.frames if side == "a"][-1].endswith("rest")
    assert turn.release.is_complete


def test_only_what_readers_have_before_them_lets_a_connection_rest():
    turn = Turn(a=FAST, b=FAST).run(2)
    rest = 900 - turn.shown("a")
    assert turn.release.get_reserve("a", turn.now) == pytest.approx(rest / PACED.ceiling)
    early = Turn(a=FAST, b=FAST).run(0.3)
    reserve = PACED.starts[0] - early.now + early.release.sides["a"].remaining / PACED.ceiling
    assert early.release.get_reserve("a", early.now) == pytest.approx(reserve)
    free = Turn(is_paced=False, a=SLOW, b=SLOW).run(2)
    free.release.push("a", "more")
    assert free.release.get_reserve("a", free.now) == 0
