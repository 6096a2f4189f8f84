"""Facts that a process reads once a second: how long they are kept, and what is not kept."""

import numpy as np
import pytest

from battles.database import RecentFacts, recent_facts
from battles.database.recent_facts import MAX_KEYS, forget_recent_facts
from battles.models import Contender
from battles.sampling.draw import draw
from tests import world


@pytest.fixture
def clock(monkeypatch):
    """A clock that only a test moves."""
    moment = [100.0]
    monkeypatch.setattr(recent_facts, "FRESH_SECONDS", 1.0)
    monkeypatch.setattr(recent_facts.time, "monotonic", lambda: moment[0])
    forget_recent_facts()
    yield moment
    forget_recent_facts()


def test_facts_are_read_again_after_a_second(clock):
    reads = []
    facts = RecentFacts(lambda key: reads.append(key) or len(reads))
    assert [facts.get("a"), facts.get("a"), facts.get("b")] == [1, 1, 2]
    clock[0] += 0.9
    assert facts.get("a") == 1
    clock[0] += 0.1
    assert facts.get("a") == 3


def test_what_cannot_be_read_is_asked_for_again(clock):
    answers = [LookupError("none"), "found"]

    def read(_key):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    facts = RecentFacts(read)
    with pytest.raises(LookupError):
        facts.get("a")
    assert facts.get("a") == "found"


def test_the_number_of_kept_facts_is_bounded(clock):
    facts = RecentFacts(lambda key: key)
    for number in range(3 * MAX_KEYS):
        facts.get(number)
    assert len(facts._known) <= MAX_KEYS


@pytest.mark.django_db
def test_a_contender_that_left_the_draw_is_not_drawn_a_second_later(clock, arena):
    contenders = world.make_pool(arena, ["one", "two", "three"])
    rng = np.random.default_rng(1)
    draw(arena, rng=rng)
    Contender.objects.filter(pk=contenders[2].pk).update(state=Contender.State.RETIRED)
    clock[0] += 1.0
    drawn = {side.pk for _ in range(20) for pair in [draw(arena, rng=rng)] for side in (pair.a, pair.b)}
    assert drawn == {contenders[0].pk, contenders[1].pk}
