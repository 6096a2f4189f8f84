"""The price of a rank: simulated on the arena's votes, shown in the open with its assumptions."""

import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from arenasite.attack_price.models import AttackPrice
from arenasite.attack_price.simulate import simulate_prices
from battles.counting import load_votes
from battles.languages import LANGUAGES
from battles.models import Battle, Vote, Voter
from battles.tags import Tag
from ratings.categories import BY_SLUG as CATEGORIES
from ratings.published import published
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.moderation.live_votes import cast
from tests.world import NOON

ENGLISH = next(language.number for language in LANGUAGES if language.code == "en")

pytestmark = pytest.mark.django_db


@pytest.fixture
def arena(db):
    return world.make_arena("text")


@pytest.fixture
@kept
def priced(arena):
    models = world.make_pool(arena, ("one", "two", "three"))
    voters = Voter.objects.bulk_create([Voter() for _ in range(60)])
    rng = random.Random(3)
    for a, b, usual in ((0, 1, "aabt"), (1, 2, "aabt"), (0, 2, "aaabt")):
        battles = cast(
            arena, models[a], models[b], "".join(rng.choices(usual, k=300)), voters=voters, at=NOON
        )
        english = [battle.pk for battle in battles[::2]]
        Battle.objects.filter(pk__in=english).update(tags=Tag.ENGLISH, language=ENGLISH)
    rebuild(arena)
    out = StringIO()
    call_command("attack_price", arena="text", models=1, category_models=0, stdout=out)
    return out.getvalue()


def test_each_plan_has_a_price_and_a_review_raises_it(arena, priced):
    price = AttackPrice.objects.get()
    assert [row["votes_of_account"] for row in price.rows] == [1, 5, 50]
    for row in price.rows:
        assert row["votes_before"] >= 4
        assert row["gap"] > 0
        assert (row["votes_after"] or row["tried"]) >= row["votes_before"]
        assert row["accounts"] >= 1
    fifty = price.rows[2]
    assert fifty["votes_after"] is None or fifty["votes_after"] > fifty["votes_before"]
    assert "text overall: two above one" in priced


def test_a_board_of_a_category_has_its_own_price(arena, priced):
    votes = load_votes(published(arena).rebuild.evidence)
    prices = list(simulate_prices(arena, votes, models=1, category=CATEGORIES["english"]))
    overall = AttackPrice.objects.get().rows
    assert [price.category for price in prices] == ["english"] * 3
    assert sum(price.votes_before for price in prices) < sum(row["votes_before"] for row in overall)
    assert list(simulate_prices(arena, votes, models=1, category=CATEGORIES["chinese"])) == []


def test_the_page_and_the_json_show_it_with_its_assumptions(client, arena, priced):
    page = client.get("/transparency/text/").content.decode()
    assert "The price of a rank" in page
    assert "Assumed:" in page
    rows = client.get("/api/v1/transparency/text/").json()["attack_price"]["rows"]
    assert {row["model"] for row in rows} == {"two"}


def test_nothing_is_stored_but_the_price(arena, priced):
    assert Vote.objects.count() == 900


def test_without_boards_there_is_no_price(arena):
    out = StringIO()
    call_command("attack_price", stdout=out)
    assert "no boards yet" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("attack_price", arena="nonsense")
