"""Whatever order overlapping cases come and go in, each battle counts exactly when nothing holds it."""

import contextlib
import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battles.counting.eligibility import only_counted
from battles.models import Battle, Exclusion, Vote, Voter
from moderation.decisions import blocks, refusals
from moderation.decisions import execution as decisions
from moderation.models import Decision
from tests.moderation.builders import make_arena, make_battles

BATTLES = 4
CASES = 3
some = st.sets(st.integers(0, BATTLES - 1), min_size=1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("set_aside"), some),
        st.tuples(st.just("restore"), some, st.sets(st.integers(0, CASES - 1), min_size=1)),
        st.tuples(st.just("block"), st.booleans()),
        st.tuples(st.just("undo"), st.integers(0, 2 * CASES - 1)),
    ),
    min_size=3,
    max_size=9,
)


@dataclass
class Model:
    """What each decision holds, as sets; the simplest thing that can be right."""

    battles: list[Battle]
    holds: dict[int, set[int]] = field(default_factory=dict)
    undoable: list[Decision] = field(default_factory=list)

    def counting(self) -> set[int]:
        held = set().union(*self.holds.values())
        return {battle.pk for battle in self.battles} - held

    def pks(self, places: set[int]) -> list[int]:
        return [self.battles[place].pk for place in places]

    def set_aside(self, places):
        decision = decisions.set_aside(
            self.pks(places), reason=Exclusion.Reason.SPAM, actor=None, public_reason="x"
        )
        self._taken(decision, set(self.pks(places)))

    def block(self, from_the_start):
        starts_at = None if from_the_start else timezone.now() + dt.timedelta(days=1)
        [decision] = blocks.block_voters(
            Voter.objects.all(), starts_at=starts_at, actor=None, public_reason="x"
        )
        self._taken(decision, {battle.pk for battle in self.battles} if from_the_start else set())

    def restore(self, places, named):
        chosen = [each for place, each in enumerate(self.undoable) if place in named]
        wanted = set(self.pks(places))
        held = [d for d in chosen if d.kind == "set_aside" and self.holds.get(d.pk, set()) & wanted]
        if not held:
            return
        decisions.restore(wanted, decisions=chosen, actor=None, public_reason="x")
        for decision in held:
            self.holds[decision.pk] -= wanted

    def undo(self, place):
        if place >= len(self.undoable):
            return
        decision = self.undoable[place]
        if self.holds.pop(decision.pk, None) is None:
            with pytest.raises(refusals.AlreadyUndone):
                decisions.undo(decision, actor=None, public_reason="x")
        else:
            decisions.undo(decision, actor=None, public_reason="x")

    def _taken(self, decision, held):
        self.undoable.append(decision)
        self.holds[decision.pk] = held


@contextlib.contextmanager
def rolled_back():
    """Nothing of this example is left for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(steps=steps)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_votes_that_count_are_always_those_that_no_case_holds(db, steps):
    with rolled_back():
        model = Model(make_battles(make_arena("text"), BATTLES, voter=Voter.objects.create()))
        for name, *arguments in steps:
            getattr(model, name)(*arguments)
            assert set(only_counted(Vote.objects.all()).values_list("pk", flat=True)) == model.counting()
