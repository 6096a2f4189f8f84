"""Counting policies in the open: their terms, their effect, and the board under each."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from arenasite.transparency.board_differences import compare_boards
from battles.counting import mark_days_dirty
from battles.models import CONTROL_SAMPLER, Battle, CountingPolicy, EvidenceTier, Vote, WaitingVote
from ratings.models import Standing
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.world import NOON

URL = "/api/v1/transparency/text/"
PAGE = "/transparency/text/"
PROOF = f"{PAGE}policies/proof/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def third(arena, pool):
    return world.make_contender(arena, "third")


@pytest.fixture
@kept
def votes(arena, pool, third):
    """Proven votes that prefer the right model, and as many without proof that prefer the left one."""
    fight(arena, *pool, "b" * 60 + "a" * 20)
    fight(arena, pool[0], third, "ab" * 20)
    fight(arena, pool[1], third, "ab" * 20)
    Vote.objects.update(evidence_tier=EvidenceTier.WORKED, nth_of_prefix=1, nth_of_voter=1)
    fight(arena, *pool, "a" * 60 + "b" * 20)
    Vote.objects.filter(evidence_tier=None).update(
        evidence_tier=EvidenceTier.NONE, nth_of_prefix=7, nth_of_voter=1
    )
    mark_days_dirty([(arena.pk, NOON.date())])
    rebuild(arena)


def effects(client) -> dict:
    return {each["policy"]: each["votes"] for each in client.get(URL).json()["counting"]["policies"]}


def test_every_policy_shows_its_effect(client, arena, votes):
    stored = CountingPolicy.objects.create(
        arena=arena, prefix_cap=5, public_reason="Too many.", effective_from=timezone.now()
    )
    shown = effects(client)
    assert shown["everybody"] == {"counted": 240}
    assert shown["proof"] == {"counted": 160, "evidence_tier": 80}
    assert shown[str(stored.pk)] == {"counted": 160, "over_prefix_cap": 80}
    page = client.get(PAGE).content.decode()
    assert "Too many." in page
    assert f"policies/{stored.pk}/" in page


def test_an_announced_policy_is_shown_before_it_applies(client, arena, votes):
    later = timezone.now() + dt.timedelta(days=2)
    CountingPolicy.objects.create(arena=arena, voter_cap=9, public_reason="Soon.", effective_from=later)
    states = {each["title"]: each["state"] for each in client.get(URL).json()["counting"]["policies"]}
    assert states["Default policy"] == "now"
    assert "announced" in states.values()


def test_the_board_of_proof_differs_beyond_chance_where_the_others_vote_otherwise(client, arena, votes):
    sent = client.get(f"{URL}policies/proof/").json()
    assert sent["votes_counted"] == 160
    beyond = {each["slug"] for each in sent["differences"] if each["is_beyond_noise"]}
    assert beyond == {"text-left", "text-right"}
    page = client.get(PAGE).content.decode()
    assert "differ by more than chance" in page
    assert client.get(PROOF).status_code == 200


def test_under_the_terms_in_force_the_board_is_the_published_one(client, arena, votes):
    sent = client.get(f"{URL}policies/everybody/").json()
    published = client.get("/api/v1/leaderboards/text/overall/").json()
    assert [row["rating"] for row in sent["rows"]] == [row["rating"] for row in published["rows"]]
    assert [row["ci_low"] for row in sent["rows"]] == [row["ci_low"] for row in published["rows"]]
    assert {each["points"] for each in sent["differences"]} == {0.0}


@pytest.mark.parametrize("query", ["?category=nonsense", "?method=nonsense"])
def test_what_does_not_exist_is_not_found(client, arena, votes, query):
    assert client.get(PROOF + query).status_code == 404
    assert client.get(f"{URL}policies/proof/{query}").status_code == 404
    assert client.get(f"{PAGE}policies/nonsense/").status_code == 404


def test_every_method_has_a_board_under_a_policy(client, arena, votes):
    for method in ("bradley_terry", "style", "elo"):
        page = client.get(f"{PROOF}?method={method}")
        assert page.status_code == 200
        assert f'<option value="{method}" selected>' in page.content.decode()


def test_before_the_first_board_the_policies_are_shown_without_effects(client, arena):
    assert effects(client)["everybody"] is None
    assert client.get(PAGE).status_code == 200
    assert client.get(PROOF).status_code == 404


def test_a_hidden_arena_shows_no_policy(client, arena, votes):
    arena.visibility = "staff"
    arena.save()
    assert client.get(PROOF).status_code == 404


def test_votes_that_wait_are_counted_in_the_open(client, arena, votes):
    vote = Vote.objects.first()
    WaitingVote.objects.create(vote=vote, since=NOON)
    mark_days_dirty([(arena.pk, NOON.date())])
    rebuild(arena)
    assert client.get(URL).json()["counting"]["votes_waiting"] == 1
    board = client.get("/api/v1/leaderboards/text/overall/").json()
    assert board["excluded_by_reason"] == {"pending": 1}
    assert "Waiting" in client.get("/leaderboard/text/").content.decode()


def test_a_board_under_a_policy_can_be_computed_again(arena, votes):
    out = StringIO()
    call_command("recompute", policy="proof", stdout=out)
    assert out.getvalue().count("same") == 3
    with pytest.raises(CommandError):
        call_command("recompute", policy="nonsense", stdout=out)


def test_a_snapshot_names_the_policy_of_its_time(client, arena, votes):
    CountingPolicy.objects.create(arena=arena, public_reason="Because.", effective_from=timezone.now())
    run = rebuild(arena)
    described = run.snapshots.first().parameters["counting_policy"]
    assert described["policy"] == str(CountingPolicy.objects.get().pk)
    assert described["digest"] == CountingPolicy.objects.get().digest


def standing(contender, rating, half) -> Standing:
    return Standing(contender_id=contender, rating=rating, ci_low=rating - half, ci_high=rating + half)


def test_a_shift_of_all_models_is_no_difference():
    everybody = [standing(pk, 1000 + pk, 2) for pk in range(5)]
    part = [standing(pk, 1030 + pk, 6) for pk in range(5)]
    assert all(
        abs(each.points) < 1e-9 and not each.is_beyond_noise for each in compare_boards(everybody, part)
    )


def test_a_model_that_only_one_board_rates_is_listed_without_a_difference():
    everybody = [standing(pk, 1000 + pk, 2) for pk in range(3)]
    differences = compare_boards(everybody, [standing(0, 990, 6), standing(1, 1011, 6)])
    assert [each.points is None for each in differences] == [False, False, True]
    assert differences[1].points > 0


def test_control_battles_show_position_bias_and_careless_voters(client, arena, pool):
    voters = [world.make_voter() for _ in range(2)]
    fight(arena, *pool, "ab", voters=voters)
    fight(arena, pool[0], pool[1], "aaabtt" * 2, voters=voters[:1])
    controls = Battle.objects.filter(voter=voters[0]).order_by("-pk")[:12]
    Battle.objects.filter(pk__in=list(controls.values_list("pk", flat=True))).update(
        origin="live", sampler=CONTROL_SAMPLER, contender_b=pool[0], contender_a=pool[0]
    )
    mark_days_dirty([(arena.pk, NOON.date())])
    rebuild(arena)
    shown = client.get(URL).json()["control_votes"]
    assert (shown["left"], shown["right"], shown["ties"]) == (6, 2, 4)
    assert (shown["voters"], shown["careless_voters"]) == (1, 0)
    assert shown["left_percent"] == 75
    assert "Control battles" in client.get(PAGE).content.decode()
