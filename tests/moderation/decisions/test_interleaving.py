"""Votes, decisions, annotations, imports and rebuilds in open transactions at once, on PostgreSQL.

Whatever the interleaving, after the last refresh the ledger has of every vote the reason that a fresh count
gives it. SQLite has one writer at a time, so nothing interleaves there.
"""

import datetime as dt
import itertools
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from battles import services
from battles.annotations.rescan import load_unchanged, write_changes
from battles.counting import load_votes, refresh
from battles.counting.eligibility import annotate_reason
from battles.detectors.categories import Fact
from battles.imports.records.record import ImportedVote
from battles.imports.voters import voter_key
from battles.imports.writing import VoteWriter
from battles.models import Arena, Ballot, Battle, Exclusion, Vote, Voter
from battles.outcomes import Outcome
from moderation.decisions import blocks, kinds
from moderation.decisions import execution as decisions
from moderation.decisions.refusals import Refused
from moderation.decisions.registry import DecisionKind
from moderation.models import Decision
from tests import world
from tests.patience import PATIENCE_SECONDS
from tests.world import NOON

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time"),
]

LATER = NOON + dt.timedelta(days=365)
STEP_SECONDS = 0.15
"""How long a step may run before the schedule goes on without it: it waits for a lock."""
LEAK = Fact("identity", "test", {"leaks": [{"kind": "own", "answer": 0, "side": "a"}]})
NO_LEAK = Fact("identity", "test", {"leaks": []})


class OpenTransaction:
    """A step in a transaction of its own, which commits only when it is told to."""

    def __init__(self, step: Callable[[], object]) -> None:
        self._done, self._commit = threading.Event(), threading.Event()
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(step,))
        self._thread.start()
        self._done.wait(STEP_SECONDS)

    def _run(self, step: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                step()
                self._done.set()
                self._commit.wait(PATIENCE_SECONDS)
        except Refused:
            pass  # decided meanwhile by another step
        except Exception as error:
            self.error = error
        finally:
            self._done.set()
            connections.close_all()

    def commit(self) -> None:
        """Let the transaction commit as soon as its step is done."""
        self._commit.set()
        self._thread.join(STEP_SECONDS)

    def finish(self) -> None:
        self._commit.set()
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()
        assert self.error is None, self.error


class Scene:
    """An arena with two voters, voted battles and battles whose ballots wait for the end of their grace."""

    def __init__(self) -> None:
        number = Arena.objects.count()
        self.arena = world.make_arena(f"arena-{number}")
        left, right = world.make_pool(self.arena)
        self._pair = {"contender_a": left, "contender_b": right}
        self.voters = [
            Voter.objects.create(key=voter_key(self.arena.pk, name), origin=Voter.Origin.IMPORTED)
            for name in ("ann", "ben")
        ]
        self._numbers = itertools.count()
        self.battles = [self._battle(voter, is_voted) for voter in self.voters for is_voted in (1, 0, 0)]

    def _next_moment(self) -> dt.datetime:
        """Each vote has a day of its own, so that no other vote's mark hides a missing one."""
        return NOON + next(self._numbers) * dt.timedelta(days=1)

    def _battle(self, voter: Voter, is_voted: int) -> Battle:
        now = self._next_moment()
        battle = Battle.objects.create(
            arena=self.arena,
            voter=voter,
            state=Battle.State.ANSWERED,
            opened_at=now,
            settles_at=now,
            **self._pair,
        )
        Ballot.objects.create(battle=battle, outcome=Outcome.A, cast_at=now)
        return services.settle(battle, now=now) if is_voted else battle

    def settle(self, index: int) -> None:
        services.settle(self.battles[index], now=LATER)

    def set_aside(self, index: int) -> None:
        ids = [self.battles[index].pk, self.battles[(index + 2) % 6].pk]
        decisions.set_aside(ids, reason=Exclusion.Reason.SPAM, actor=None, public_reason="Advertising.")

    def lift(self, index: int) -> None:
        """Undo every set-aside of a battle."""
        sources = Exclusion.objects.standing().filter(battle=self.battles[index])
        chosen = Decision.objects.of_sources(sources.values_list("case", flat=True)).standing()
        decisions.undo_all(chosen, actor=None, public_reason="A mistake.")

    def block(self, index: int) -> None:
        voter = Voter.objects.filter(pk=self.battles[index].voter_id)
        blocks.block_voters(voter, starts_at=None, actor=None, public_reason="Scripted.")

    def unblock(self, index: int) -> None:
        voter = Voter.objects.filter(pk=self.battles[index].voter_id)
        active = blocks.get_active_blocks(voter, now=timezone.now())
        decisions.undo_all(active, actor=None, public_reason="Served.")

    def retag(self, index: int) -> None:
        """Annotate a battle with a leak, or without one if it has one."""
        battle = Battle.objects.get(pk=self.battles[index].pk)
        [change] = load_unchanged([battle])
        write_changes([change.with_facts([NO_LEAK if battle.tags else LEAK])])

    def correct(self, index: int) -> None:
        """Overrule the detector about a battle, if it has a leak."""
        self._decide(kinds.CORRECT, index)

    def uncorrect(self, index: int) -> None:
        """Undo every correction of a battle."""
        corrections = Decision.objects.standing().filter(
            kind=Decision.Kind.CORRECT, battles=self.battles[index]
        )
        decisions.undo_all(corrections, actor=None, public_reason="A mistake.")

    def unveil(self, index: int) -> None:
        self._decide(kinds.UNVEIL, index)

    def restore(self, index: int) -> None:
        """Take one battle out of every set-aside of it."""
        rows = Battle.objects.filter(pk=self.battles[index].pk)
        holders = [decision for decision, _ in decisions.get_holding_decisions(rows)]
        decisions.restore(rows, decisions=holders, actor=None, public_reason="A mistake.")

    def change_settings(self, index: int) -> None:
        rows = Arena.objects.filter(pk=self.arena.pk)
        draft = kinds.CHANGE_SETTINGS.draft(rows, minimum_votes=100 + index, public_reason="Too noisy.")
        draft.execute(actor=None)

    def _decide(self, kind: DecisionKind, index: int) -> None:
        rows = Battle.objects.filter(pk=self.battles[index].pk)
        kind.draft(rows, public_reason="Read by a person.").execute(actor=None)

    def check_settings(self) -> None:
        """The arena has the values of its newest decision, and each decision replaced those before it."""
        chain = [self.arena.minimum_votes]
        for decision in Decision.objects.filter(arena=self.arena).order_by("pk"):
            [change] = decision.settings
            assert change["old"] == chain[-1]
            chain.append(change["new"])
        assert Arena.objects.get(pk=self.arena.pk).minimum_votes == chain[-1]

    def import_vote(self, index: int) -> None:
        at = self._next_moment()
        vote = ImportedVote(
            record_id=f"vote {at}",
            item=None,
            model_a="left",
            model_b="right",
            outcome=Outcome.B,
            voter=("ann", "ben")[index // 3],
            cast_at=at,
            anonymous=True,
            tags=0,
            language="",
            turns=None,
            conversation=None,
            style=None,
            replaced=0,
        )
        VoteWriter(Arena.objects.get(pk=self.arena.pk)).write([(1, vote)])

    def refresh(self) -> dict[int, int]:
        """Bring the ledger up to date. Returns the stored reason of every vote."""
        votes = load_votes(refresh(self.arena))
        return dict(zip(votes.battle.tolist(), votes.reason.tolist(), strict=True))

    def recount(self) -> dict[int, int]:
        votes = annotate_reason(Vote.objects.filter(arena=self.arena))
        return dict(votes.values_list("battle_id", "reason"))


STEPS = (
    "settle",
    "set_aside",
    "restore",
    "lift",
    "block",
    "unblock",
    "retag",
    "correct",
    "uncorrect",
    "unveil",
    "change_settings",
    "import_vote",
)


def play(schedule: list[tuple[str, int]]) -> None:
    """Run a schedule of steps, commits and refreshes; then compare the ledger with a recount."""
    scene, pending = Scene(), []
    try:
        for name, index in schedule:
            if name == "refresh":
                scene.refresh()
            elif name == "commit":
                if pending:
                    pending[index % len(pending)].commit()
            else:
                step = getattr(scene, name)
                pending.append(OpenTransaction(lambda step=step, index=index: step(index)))
    finally:
        for each in pending:
            each.commit()
        for each in pending:
            each.finish()
    assert scene.refresh() == scene.recount()
    scene.check_settings()


BETWEEN = [("refresh", 0), ("commit", 1), ("refresh", 0), ("commit", 0)]
"""Of two open transactions the second commits first, with a refresh before and after."""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("set_aside", "settle"),
        ("settle", "set_aside"),
        ("block", "settle"),
        ("settle", "block"),
        ("block", "import_vote"),
        ("import_vote", "block"),
        ("retag", "settle"),
        ("settle", "retag"),
        ("unveil", "settle"),
        ("settle", "unveil"),
        ("change_settings", "change_settings"),
    ],
)
def test_two_transactions_never_miss_each_other(first, second):
    play([(first, 1), (second, 1), *BETWEEN])


@pytest.mark.parametrize(
    ("judge", "free"), [("set_aside", "lift"), ("set_aside", "restore"), ("block", "unblock")]
)
def test_a_lift_and_a_vote_never_miss_each_other(judge, free):
    play([(judge, 1), ("commit", 0), (free, 1), ("settle", 1), ("refresh", 0), ("commit", 2), ("refresh", 0)])


@pytest.mark.parametrize("free", ["correct", "uncorrect"])
@pytest.mark.parametrize("judge", ["set_aside", "retag", "block"])
def test_a_correction_and_another_judgement_never_miss_each_other(judge, free):
    before = [("retag", 0), ("commit", 0)]
    before += [("correct", 0), ("commit", 1)] if free == "uncorrect" else []
    number = len(before) // 2
    play([*before, (free, 0), (judge, 0), ("refresh", 0), ("commit", number + 1), ("refresh", 0)])


steps = st.tuples(st.sampled_from(STEPS), st.integers(0, 5))
others = st.tuples(st.sampled_from(["commit", "refresh"]), st.integers(0, 5))
schedules = st.lists(st.one_of(steps, others, others), min_size=4, max_size=14)
options = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@settings(max_examples=12, derandomize=True, phases=[Phase.generate], **options)
@given(schedules)
def test_the_ledger_is_the_recount_after_any_interleaving(schedule):
    play(schedule)


@pytest.mark.slow
@settings(max_examples=200, **options)
@given(schedules)
def test_the_ledger_is_the_recount_after_many_interleavings(schedule):
    play(schedule)
