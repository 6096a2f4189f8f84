"""The battle page's timings, its voter's other votes, and its personal traces."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from battles.models import Answer, Battle, Exclusion, Voter
from moderation.decisions import execution as decisions
from moderation.evidence.voter_habits import get_voting_habits
from tests.moderation.builders import add_turn, make_battles
from tests.world import NOON

pytestmark = pytest.mark.django_db
HASH = "f0" * 16


@pytest.fixture
def voter(db):
    return Voter.objects.create(address_hash=HASH)


def page(battle: Battle) -> str:
    return reverse("admin:battles_battle_change", args=[battle.pk])


def personal_data(battle: Battle) -> str:
    return reverse("admin:battles_battle_traces", args=[battle.pk])


def test_other_votes_are_told_with_their_shares(arena, voter):
    battle, *others = make_battles(arena, 5, voter=voter)
    make_battles(arena, 2, voter=Voter.objects.create())
    decisions.set_aside(
        Battle.objects.filter(pk=others[0].pk),
        reason=Exclusion.Reason.SPAM,
        actor=None,
        public_reason="Advertising.",
    )
    habits = get_voting_habits(battle)
    assert (habits.number, habits.not_counted, habits.more) == (4, 1, 0)
    assert {vote.battle for vote in habits.votes} == set(others)
    assert [share for _, share in habits.sides] == [100, 0, 0, 0]


def test_a_battle_without_a_known_voter_has_none(battles):
    assert get_voting_habits(battles[0]) is None


def test_only_the_newest_are_listed(desk, arena, voter):
    battle = make_battles(arena, 30, voter=voter)[0]
    habits = get_voting_habits(battle)
    assert (len(habits.votes), habits.more) == (12, 17)
    context = reverse("admin:battles_battle_context", args=[battle.pk])
    assert context in desk.get(page(battle)).content.decode()
    assert f"?voter={voter.pk}" in desk.get(context).content.decode()


def test_the_page_tells_how_long_the_vote_took(desk, arena, voter):
    [battle] = make_battles(arena, 1, voter=voter)
    add_turn(battle, "Which bird is it?", "A heron.", "An otter.")
    Answer.objects.update(created_at=NOON - dt.timedelta(seconds=10))  # it took 1.25 s
    assert desk.get(page(battle)).context["dossier"].seconds_to_vote == 8.75
    Answer.objects.update(duration_ms=None)
    assert desk.get(page(battle)).context["dossier"].seconds_to_vote is None


def test_a_voter_of_many_votes_costs_no_more_queries(desk, arena, voter):
    numbers = []
    for more in (3, 40):
        [battle, *_] = make_battles(arena, more, voter=voter)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(page(battle)).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_looking_at_a_battles_traces_is_logged(desk, superuser, arena, voter):
    [battle] = make_battles(arena, 1, voter=voter, address_hash=HASH)
    neighbour = Voter.objects.create(address_hash=HASH)
    assert HASH not in desk.get(page(battle)).content.decode()
    assert not LogEntry.objects.exists()
    text = desk.get(personal_data(battle)).content.decode()
    assert HASH in text
    assert reverse("admin:battles_voter_change", args=[neighbour.pk]) in text
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (superuser, str(battle.pk))


def test_a_battles_traces_want_a_permission_and_a_refusal_is_no_look(client, staff_with, arena, voter):
    [battle] = make_battles(arena, 1, voter=voter, address_hash=HASH)
    viewer = staff_with("battles.view_battle")
    assert viewer.get(personal_data(battle)).status_code == 403
    assert personal_data(battle) not in viewer.get(page(battle)).content.decode()
    assert staff_with("moderation.view_traces").get(personal_data(battle)).status_code == 403
    assert client.get(personal_data(battle)).status_code == 302
    assert not LogEntry.objects.exists()
