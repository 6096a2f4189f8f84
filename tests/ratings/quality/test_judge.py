"""The daily judgement of boards: stored once with its snapshot, and shown with public names only."""

import datetime as dt

import pytest

from battles.models import Battle, Contender, ContenderChange, Voter
from ratings.models import BoardQuality, ModelSpeed
from ratings.published import STANDARD, published
from ratings.quality import judge, judge_arena, measure_speeds
from ratings.quality.previews import MakerPreviews, count_previews
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.ratings.plain import assert_public_and_plain

PAGE = "/quality/text/overall/"
JSON = "/api/v1/quality/text/overall/"


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(judge, "MIN_VOTES", 50)


@pytest.fixture
@kept
def board(arena, few):
    """Three models, 90 votes by nine voters, each with the probability of its pair."""
    models = [world.make_contender(arena, name, organization="Pond") for name in ("heron", "egret", "ibis")]
    voters = [Voter.objects.create() for _ in range(9)]
    fight(arena, models[0], models[1], "aabtbaa0ab" * 3, voters=voters)
    fight(arena, models[1], models[2], "aabtbaa0ab" * 3, voters=voters)
    fight(arena, models[0], models[2], "aaataaabab" * 3, voters=voters)
    Battle.objects.filter(arena=arena).update(pair_probability=1 / 3)
    rebuild(arena)
    return models


def test_every_published_board_is_judged_once(arena, board):
    snapshots = published(arena).snapshots().filter(method=STANDARD)
    assert judge_arena(arena) == snapshots.count()
    assert judge_arena(arena) == 0
    assert BoardQuality.objects.count() == snapshots.count()


def test_the_same_snapshot_has_the_same_figures(arena, board):
    judge_arena(arena)
    first = BoardQuality.objects.get(snapshot__board__category="overall").body
    BoardQuality.objects.all().delete()
    judge_arena(arena)
    again = BoardQuality.objects.get(snapshot__board__category="overall").body
    assert first | {"seconds": 0} == again | {"seconds": 0}


def test_the_figures_are_about_the_votes_of_the_board(client, arena, board):
    judge_arena(arena)
    sent = client.get(JSON).json()
    assert (sent["votes"], sent["models"], sent["note"]) == (90, 3, "")
    assert sent["prediction"]["votes"] == 90
    assert sum(each["votes"] for each in sent["prediction"]["calibration"]) == 90
    assert set(sent["prediction"]["ties"]) == {"half", "left_out", "davidson"}
    assert (sent["weighting"]["votes"], sent["weighting"]["effective"]) == (90, 90.0)
    assert sent["weighting"]["largest_change"] == pytest.approx(0, abs=1e-6)
    flips = sent["flips"]
    assert (flips["first"]["name"], flips["second"]["name"]) == ("heron", "egret")
    assert flips["votes_per_voter"] == 9
    assert 0 < flips["turned"]["votes"] <= flips["added"]["votes"]
    assert flips["turned"]["voters"] >= 1
    below = sent["flips_by_rank"]
    assert below[0] == flips
    assert all(0 < each["turned"]["votes"] <= each["added"]["votes"] for each in below)
    assert [each["first"]["name"] for each in below][1:] == [each["second"]["name"] for each in below][:-1]
    assert sent["snapshot"] == published(arena).snapshot("overall", STANDARD).pk


def test_a_board_with_few_votes_says_so(client, arena, board, monkeypatch):
    monkeypatch.setattr(judge, "MIN_VOTES", 91)
    judge_arena(arena)
    assert client.get(JSON).json()["note"] == "too_few_votes"
    assert "too few votes to be judged" in assert_public_and_plain(client.get(PAGE))


def test_the_page_says_it_in_words_first(client, arena, board):
    assert "not been judged yet" in assert_public_and_plain(client.get(PAGE))
    judge_arena(arena)
    html = assert_public_and_plain(client.get(PAGE))
    assert "votes with a winner that the ratings had not seen" in html
    assert html.index("In words") < html.index('<svg class="chart"') < html.index("Previews tested")
    assert "heron leads egret." in html
    assert "Overall" in html.split("<title>")[1].split("</title>")[0]


def test_a_model_that_is_not_named_stays_unnamed(client, arena, board):
    judge_arena(arena)
    Contender.objects.filter(pk=board[0].pk).update(state=Contender.State.PREVIEW, codename="Amber Fox")
    for path in (PAGE, JSON):
        text = client.get(path).content.decode()
        assert "Amber Fox" in text
        assert "heron" not in text
        assert f'"model_id":{board[0].model_id},' not in text


@pytest.mark.parametrize("path", ["/quality/none/", "/quality/text/none/", "/api/v1/quality/none/overall/"])
def test_unknown_boards_are_not_found(client, arena, path):
    assert client.get(path).status_code == 404


def test_a_hidden_arena_is_not_shown(client, arena, board):
    judge_arena(arena)
    type(arena).objects.filter(pk=arena.pk).update(visibility="hidden")
    assert client.get(PAGE).status_code == client.get(JSON).status_code == 404


def step(contender: Contender, *states: str) -> None:
    for before, after in zip(("", *states), states, strict=False):
        ContenderChange.objects.create(contender=contender, from_state=before, to_state=after)
    Contender.objects.filter(pk=contender.pk).update(state=states[-1])


def test_previews_are_counted_by_maker(arena):
    make = lambda name: world.make_contender(arena, name, organization="Pond")  # noqa: E731
    step(make("tried"), "draft", "preview", "retired")
    step(make("good"), "draft", "preview", "active", "retired")
    step(make("plain"), "draft", "active")
    step(make("now"), "draft", "preview")
    hidden = make("hidden")
    step(hidden, "draft", "preview")
    Contender.objects.filter(pk=hidden.pk).update(codename="Amber Fox")
    assert count_previews(arena) == [
        MakerPreviews("Pond", tested=3, published=1, withdrawn=1),
        MakerPreviews("", tested=1, published=0, withdrawn=0),
    ]
    assert count_previews(arena)[0].running == 1


def test_speeds_without_answers_are_forgotten_and_invented_ones_kept(arena):
    real, invented = (
        world.make_contender(arena, "real"),
        world.make_contender(arena, "dream", is_simulated=True),
    )
    for each in (real, invented):
        ModelSpeed.objects.create(
            model=each.model,
            first_token_ms=1,
            tokens_per_second=9,
            answers=0,
            measured_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        )
    assert measure_speeds() == 0
    assert list(ModelSpeed.objects.values_list("model__name", flat=True)) == ["dream"]
