import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from battles.counting.eligibility import only_counted
from battles.counting.exclusions import exclude_battles
from battles.models import Battle, Exclusion, Vote, Voter
from battles.tags import Tag
from moderation import checks
from moderation.decisions import blocks, impact
from moderation.decisions import execution as decisions
from moderation.decisions.impact import BattleChange
from moderation.decisions.registry import DecisionDraft
from moderation.models import Decision
from moderation.policies import Policy
from tests.moderation.builders import make_battles

DAY = dt.timedelta(days=1)
SPAM = Exclusion.Reason.SPAM
Kind = Decision.Kind
COVERED = ("battles", "voters", "decisions")


def ids(battles) -> frozenset[int]:
    return frozenset(battle.pk for battle in battles)


def chosen(battles):
    return Battle.objects.filter(pk__in=ids(battles))


def spam(battles) -> Decision:
    return decisions.set_aside(chosen(battles), reason=SPAM, actor=None, public_reason="Advertising.")


def block(voter, *, starts_at=None, ends_at=None) -> Decision:
    voters = Voter.objects.filter(pk=voter.pk)
    [decision] = blocks.block_voters(
        voters, starts_at=starts_at, ends_at=ends_at, actor=None, public_reason="Scripted."
    )
    return decision


def effect(kind, **covered) -> BattleChange:
    fields = {name: tuple(value) if name in COVERED else value for name, value in covered.items()}
    return DecisionDraft(kind=kind, policy=Policy.OTHER, **fields).change()


def effect_of_undo(decisions) -> BattleChange:
    return effect(Kind.UNDO, decisions=ids(decisions))


def votes_that_count() -> frozenset[int]:
    return frozenset(only_counted(Vote.objects.all()).values_list("pk", flat=True))


def what_happens(draft) -> BattleChange:
    """What the act really does to the votes that count."""
    before = votes_that_count()
    draft()
    after = votes_that_count()
    return BattleChange(stops=before - after, starts=after - before)


def test_a_single_battle_is_asked_about_as_many_are(battles):
    spam(battles[:1])
    [open_battle] = Battle.objects.bulk_create(
        [
            Battle(arena=b.arena, contender_a=b.contender_a, contender_b=b.contender_b, opened_at=b.opened_at)
            for b in battles[:1]
        ]
    )
    asked = [*battles, open_battle]
    alone = frozenset().union(*(impact.counted_among([battle.pk]) for battle in asked))
    assert alone == impact.counted_among(battle.pk for battle in asked) == ids(battles[1:])


@pytest.fixture
def voter(db):
    return Voter.objects.create()


def test_setting_aside_stops_only_what_counts(arena, battles):
    spam(battles[:1])
    [leaking] = make_battles(arena, 1, tags=int(Tag.IDENTITY_LEAK))
    unvoted = Battle.objects.create(
        arena=arena,
        contender_a=leaking.contender_a,
        contender_b=leaking.contender_b,
        opened_at=leaking.opened_at,
    )
    every = [*battles, leaking, unvoted]
    told = effect(Kind.SET_ASIDE, battles=ids(every))
    assert told == BattleChange(stops=ids(battles[1:]))
    assert told == what_happens(lambda: spam(every))


def test_an_undo_starts_only_what_nothing_else_stands_against(arena, battles, voter):
    [blocked] = make_battles(arena, 1, voter=voter)
    block(voter)
    first, _second = spam([*battles, blocked]), spam(battles[:1])
    exclude_battles([battles[1].pk], reason=SPAM, source_id="import:7")
    told = effect_of_undo([first])
    assert told == BattleChange(starts=ids(battles[2:]))
    assert told == what_happens(lambda: decisions.undo(first, actor=None, public_reason="x"))


def test_undoing_two_that_overlap_starts_what_neither_alone_would(battles):
    both = [spam(battles), spam(battles)]
    assert not effect_of_undo(both[:1])
    assert not effect_of_undo(both[1:])
    assert effect_of_undo(both) == BattleChange(starts=ids(battles))


def test_undoing_what_was_undone_or_changed_nothing_does_nothing(battles):
    decision = spam(battles)
    undone = decisions.undo(decision, actor=None, public_reason="x")
    assert not effect_of_undo([decision, undone])


def test_a_restore_starts_only_what_the_named_decisions_held(battles):
    first, second = spam(battles[:2]), spam(battles[1:])
    told = effect(Kind.RESTORE, battles=ids(battles), decisions=ids([first]))
    assert told == BattleChange(starts=ids(battles[:1]))
    restore = {"decisions": [first], "actor": None, "public_reason": "x"}
    assert told == what_happens(lambda: decisions.restore(chosen(battles), **restore))
    assert effect(Kind.RESTORE, battles=ids(battles[:2]), decisions=ids([first, second])).starts == ids(
        battles[1:2]
    )


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(None, None), (None, DAY), (-2 * DAY, -DAY), (-2 * DAY, None), (DAY, None), (-DAY, DAY)],
)
def test_a_block_stops_the_votes_of_its_time_and_its_undo_starts_them(arena, battles, voter, starts, ends):
    now = timezone.now()
    mine = make_battles(arena, 3, voter=voter)
    spam(mine[:1])
    at = now - dt.timedelta(hours=36)
    Vote.objects.filter(pk=mine[1].pk).update(recorded_at=at)
    Voter.objects.update(created_at=now - 5 * DAY)
    times = {"starts_at": starts and now + starts, "ends_at": ends and now + ends}
    told = effect(Kind.BLOCK, voters=[voter.pk], **times)
    voter.refresh_from_db()
    assert told == what_happens(lambda: block(voter, **times))
    decision = Decision.objects.get(kind="block")
    undone = effect_of_undo([decision])
    assert undone == BattleChange(starts=told.stops)
    assert undone == what_happens(lambda: decisions.undo(decision, actor=None, public_reason="x"))


def test_unblocking_starts_what_every_block_in_force_held(arena, voter):
    mine = make_battles(arena, 2, voter=voter)
    block(voter)
    block(voter)
    spam(mine[:1])
    now = timezone.now()
    voters = Voter.objects.filter(pk=voter.pk)
    told = effect_of_undo(blocks.get_active_blocks(voters, now=now))
    assert told == BattleChange(starts=ids(mine[1:]))
    assert told == what_happens(
        lambda: decisions.undo_all(blocks.get_active_blocks(voters, now=now), actor=None, public_reason="x")
    )


def test_the_number_of_queries_grows_by_batches_and_not_by_battles(arena, monkeypatch):
    monkeypatch.setattr(impact, "BATCH", 50)
    made = make_battles(arena, 200)
    with CaptureQueriesContext(connection) as queries:
        assert effect(Kind.SET_ASIDE, battles=ids(made)).stops == ids(made)
    assert len(queries) == 4


def test_many_battles_or_votes_are_high_and_few_are_not(settings):
    settings.MODERATION_MANY_BATTLES = 3
    settings.MODERATION_IMPACT = ""
    assert not impact.needs_second_person(
        BattleChange(stops=frozenset({1, 2}), starts=frozenset({3})), covered=3
    )
    assert impact.needs_second_person(BattleChange(stops=frozenset({1, 2}), starts=frozenset({3, 4})))
    assert impact.needs_second_person(BattleChange(), covered=4)


def always(change: BattleChange, past) -> bool:
    return True


def test_a_site_with_one_person_may_say_so_and_decide_alone(settings):
    settings.MODERATION_MANY_BATTLES = 3
    assert impact.needs_second_person(BattleChange(frozenset(range(9))))
    settings.MODERATION_ONE_PERSON_REASON = "A department of one."
    assert not impact.needs_second_person(BattleChange(frozenset(range(9))))


def test_who_can_tell_about_ranks_is_asked_where_something_changes(settings):
    settings.MODERATION_IMPACT = f"{__name__}.always"
    assert impact.needs_second_person(BattleChange(stops=frozenset({1})))
    assert not impact.needs_second_person(BattleChange())


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("", None),
        (f"{__name__}.always", None),
        ("moderation.nowhere.f", "load"),
        (f"{__name__}.DAY", "called"),
    ],
)
def test_a_path_that_cannot_be_asked_is_an_error_before_the_site_starts(settings, path, complaint):
    settings.MODERATION_IMPACT = path
    found = checks.impact_settings_are_callable(None)
    assert [error.id for error in found] == ([] if complaint is None else ["moderation.E001"])
    assert complaint is None or complaint in found[0].msg
