"""The page and the JSON of the draw: shares, policy and changes, and nothing that tells who a preview is."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from battles.models import Contender, ContenderChange, SamplingPolicy, WeightChange
from battles.outcomes import Outcome
from ratings.rebuild.run import rebuild
from ratings.sampling.shares import build_sampling_shares
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.ratings.plain import assert_public_and_plain

PAGE = "/sampling/text/"
JSON = "/api/v1/sampling/text/"
PAIRS = "/api/v1/sampling/text/pairs/"
SECRETS = ("Secret Makers", "secret-model", "text-secret-model")


@pytest.fixture
@kept
def fought(arena):
    """Two named models of one maker, an unnamed preview of another, one that is retired; all have votes."""
    left = world.make_contender(arena, "left", organization="Acme")
    right = world.make_contender(arena, "right", organization="Acme")
    secret = world.make_contender(arena, "secret-model", organization="Secret Makers", license="Secret")
    Contender.objects.filter(pk=secret.pk).update(state="preview", codename="Night Heron")
    old = world.make_contender(arena, "old", organization="Birch", state="retired")
    fight(arena, left, right, "aabt")
    fight(arena, left, secret, "ab")
    fight(arena, old, right, "ab")
    rebuild(arena)
    return arena


def rows(client):
    return {row["name"]: row for row in client.get(JSON).json()["rows"]}


def test_shares_of_the_draw_and_of_the_votes_add_up(client, fought):
    sent = client.get(JSON).json()
    named = {row["name"]: row for row in sent["rows"]}
    assert set(named) == {"left", "right", "Night Heron", "old"}
    assert sum(row["expected_share"] or 0 for row in sent["rows"]) == pytest.approx(1, abs=1e-5)
    assert sum(row["counted_share"] for row in sent["rows"]) == pytest.approx(1, abs=1e-5)
    assert named["old"]["expected_share"] is None
    assert (named["left"]["counted_sides"], named["left"]["counted_share"]) == (6, 0.375)
    assert named["left"]["recent_share"] is None
    assert sent["pairs"] == 3
    assert sent["least_pair_probability"] >= 0.1 / 3


def test_recent_shares_count_voted_blind_battles_of_the_last_days_alone(client, fought):
    now = timezone.now()
    world.voted_battle(fought, Outcome.A, now=now)
    world.answered_battle(fought, now=now)  # under way: nobody may see who fights
    world.voted_battle(fought, Outcome.A, now=now - dt.timedelta(days=8))
    pair = list(Contender.objects.filter(arena=fought, state="active").values_list("pk", flat=True))
    world.voted_battle(fought, Outcome.A, now=now, choice=tuple(pair))
    assert sum(row["recent_sides"] for row in rows(client).values()) == 2


def test_opening_a_battle_changes_no_number_before_its_vote(client, fought):
    before = client.get(JSON).content, client.get(PAIRS).content
    battle = world.answered_battle(fought, now=timezone.now())
    assert (client.get(JSON).content, client.get(PAIRS).content) == before
    assert battle.is_blind


def test_a_preview_is_there_by_its_codename_and_in_no_makers_sum(client, fought):
    sent = client.get(JSON).json()
    row = next(row for row in sent["rows"] if row["name"] == "Night Heron")
    assert (row["slug"], row["organization"], row["model_id"], row["is_named"]) == (
        "night-heron", None, None, False,
    )  # fmt: skip
    makers = {maker["organization"]: maker for maker in sent["organizations"]}
    assert set(makers) == {"Acme", "Birch", None}
    assert (makers[None]["is_named"], makers[None]["models"]) == (False, 1)
    assert makers[None]["counted_sides"] == row["counted_sides"]
    for address in (PAGE, JSON, PAIRS, "/zh-hant" + PAGE):
        content = client.get(address).content.decode()
        assert not [secret for secret in SECRETS if secret in content]
    assert "Night Heron" in client.get(PAGE).content.decode()


def test_a_previews_makers_cap_does_not_reach_it(client, fought):
    """Else the maker's named models and the preview would add up to the cap, and tell whose it is."""
    Contender.objects.filter(model__name="secret-model").update(unveiled_at=None)
    world.make_contender(fought, "known", organization="Secret Makers")
    SamplingPolicy.objects.create(
        arena=fought, organization_caps={"Secret Makers": 0.2}, public_reason="Capped."
    )
    rebuild(fought)
    sent = client.get(JSON).json()
    makers = {maker["organization"]: maker for maker in sent["organizations"]}
    assert makers["Secret Makers"]["models"] == 1
    assert makers["Secret Makers"]["expected_share"] == pytest.approx(0.2, abs=1e-5)
    assert makers["Secret Makers"]["cap"] == 0.2
    assert makers[None]["cap"] is None


def test_an_unveiled_preview_is_named_with_the_codename_it_had(client, fought):
    Contender.objects.filter(codename="Night Heron").update(state="active", unveiled_at=timezone.now())
    row = rows(client)["secret-model"]
    assert (row["codename"], row["organization"]) == ("Night Heron", "Secret Makers")


def test_every_pair_has_a_published_probability(client, fought):
    sent = client.get(PAIRS).json()
    assert sorted(sent["models"]) == ["night-heron", "text-left", "text-right"]
    assert len(sent["probabilities"]) == 3
    assert min(sent["probabilities"]) > 0
    assert sum(sent["probabilities"]) == pytest.approx(1)
    battle = world.open_battle(fought)
    assert any(battle.pair_probability == pytest.approx(p, rel=1e-12) for p in sent["probabilities"])
    assert sent["sampler"] == battle.sampler


def test_policies_and_changes_are_told_with_their_reasons(client, fought):
    SamplingPolicy.objects.create(arena=fought, uniform_share=0.3, public_reason="A wider floor.")
    left = Contender.objects.get(model__name="left")
    secret = Contender.objects.get(codename="Night Heron")
    ContenderChange.objects.create(contender=left, from_state="draft", to_state="active", reason="Asked for.")
    ContenderChange.objects.create(
        contender=secret, from_state="draft", to_state="preview", reason="A trial."
    )
    WeightChange.objects.create(contender=left, from_weight=1, to_weight=2, reason="Wanted more.")
    hidden = world.make_contender(fought, "hidden-draft", state="draft")
    WeightChange.objects.create(contender=hidden, from_weight=1, to_weight=2, reason="Not to be seen.")
    sent = client.get(JSON).json()
    assert (sent["policy"]["uniform_share"], sent["policy"]["reason"]) == (0.3, "A wider floor.")
    assert [each["reason"] for each in sent["policies"]] == ["A wider floor."]
    told = [(each["name"], each["from_state"], each["to_state"], each["reason"]) for each in sent["changes"]]
    assert told == [
        ("Night Heron", "draft", "preview", "A trial."),
        ("left", "draft", "active", "Asked for."),
    ]
    (weight,) = sent["weight_changes"]
    assert (weight["from_weight"], weight["to_weight"], weight["reason"]) == (1, 2, "Wanted more.")
    html = client.get(PAGE).content.decode()
    for words in ("A wider floor.", "Asked for.", "A trial.", "Wanted more.", "30 %"):
        assert words in html
    assert "Not to be seen." not in html
    assert "hidden-draft" not in html


@pytest.mark.parametrize("prefix", ["", "/zh-hant"])
def test_the_page_is_public_and_plain(client, fought, prefix):
    html = assert_public_and_plain(client.get(prefix + PAGE))
    assert reverse("model", args=["text-left"]) in html
    assert client.get(prefix + "/sampling/").status_code == 200


def test_an_arena_without_battles_has_its_page_too(client, arena):
    html = assert_public_and_plain(client.get(PAGE))
    assert "No model is in the draw yet." in html
    sent = client.get(JSON).json()
    assert (sent["rows"], sent["sampler"], sent["least_pair_probability"]) == ([], None, None)
    assert client.get(PAIRS).json()["probabilities"] == []


def test_a_private_or_unknown_arena_is_not_served(client, arena):
    arena.visibility = "hidden"
    arena.save()
    for address in (PAGE, JSON, PAIRS, "/sampling/other/", "/api/v1/sampling/other/"):
        assert client.get(address).status_code == 404


def test_who_has_it_already_gets_304(client, fought):
    for address in (JSON, PAIRS):
        first = client.get(address)
        assert first["Access-Control-Allow-Origin"] == "*"
        assert "public" in first["Cache-Control"]
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
        json.loads(first.content, parse_constant=lambda name: pytest.fail(name))


def test_the_queries_do_not_grow_with_the_models(fought, django_assert_max_num_queries):
    for number in range(12):
        world.make_contender(fought, f"more-{number}")
    with django_assert_max_num_queries(14):
        build_sampling_shares(fought)


def test_the_board_and_the_formula_lead_to_the_page(client, fought):
    for address in ("/leaderboard/text/", "/methodology/", "/about/"):
        assert "/sampling/" in client.get(address).content.decode()


def test_a_preview_is_on_the_board_under_its_codename_from_its_first_vote(client, fought):
    fresh = world.make_contender(fought, "hush-hush")
    Contender.objects.filter(pk=fresh.pk).update(state="preview", codename="First Light")
    board = "/api/v1/leaderboards/text/overall/"
    assert "First Light" not in client.get(board).content.decode()
    fight(fought, Contender.objects.get(model__name="left"), fresh, "a")
    rebuild(fought)
    content = client.get(board).content.decode()
    assert "First Light" in content
    assert "hush-hush" not in content


def test_a_retired_model_keeps_page_votes_and_place(client, fought):
    snapshot = client.get("/api/v1/leaderboards/text/overall/").json()["snapshot"]
    left = Contender.objects.get(model__name="left")
    Contender.objects.filter(pk=left.pk).update(state="retired")
    ContenderChange.objects.create(
        contender=left, from_state="active", to_state="retired", reason="Switched off by its maker."
    )
    rebuild(fought, force=True)
    html = client.get("/models/text-left/").content.decode()
    assert "Switched off by its maker." in html
    for address in ("/api/v1/leaderboards/text/overall/", f"/api/v1/snapshots/{snapshot}/"):
        row = next(row for row in client.get(address).json()["rows"] if row["name"] == "left")
        assert row["votes"] == 6
