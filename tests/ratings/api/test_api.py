"""The boards as JSON: open to read, exact, cacheable, the same for ever by snapshot."""

import gzip
import json

import pytest

from battles.counting.ledger.dirty_days import mark_days_dirty
from battles.models import Contender
from battles.outcomes import Outcome
from ratings.categories import BY_SLUG, Group
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept

URL = "/api/v1/leaderboards/text/overall/"
FIELDS = {
    *("model_id", "slug", "name", "organization", "license", "rating", "ci_low", "ci_high"),
    *("rank", "rank_low", "rank_high", "votes", "status", "overturn_votes", "overturn_voters"),
}
ENVELOPE = {
    *("as_of", "snapshot", "arena", "category", "method", "votes_counted", "votes_excluded", "rows"),
    *("votes_without_style", "votes_not_known", "coefficients"),
}


@pytest.fixture
@kept
def board(arena, pool):
    for outcome in (Outcome.A, Outcome.A, Outcome.B, Outcome.TIE) * 5:
        vote = world.stored_vote(arena, *pool, outcome)
    mark_days_dirty([(arena.pk, vote.day)])
    return rebuild(arena)


def test_a_board_has_its_envelope_and_rows(client, board):
    sent = client.get(URL).json()
    assert set(sent) >= ENVELOPE
    assert (sent["arena"], sent["category"], sent["method"]) == ("text", "overall", "bradley_terry")
    assert (sent["votes_counted"], sent["votes_excluded"]) == (20, 0)
    for row in sent["rows"]:
        assert set(row) >= FIELDS
    best = sent["rows"][0]
    assert (best["name"], best["rank"], best["status"], best["votes"]) == ("left", 1, "ranked", 20)
    assert best["organization"] is None


def test_the_method_can_be_chosen_and_an_unknown_one_is_refused(client, board):
    assert client.get(URL, {"method": "elo"}).json()["method"] == "elo"
    refused = client.get(URL, {"method": "astrology"})
    assert refused.status_code == 400
    assert "bradley_terry" in refused.json()["method"]


def test_anybody_may_read_from_anywhere_without_a_cookie(client, board):
    response = client.get(URL)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_who_has_the_board_already_gets_304(client, board):
    first = client.get(URL)
    again = client.get(URL, headers={"If-None-Match": f'"other", {first["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(URL, headers={"If-None-Match": '"other"'}).status_code == 200


def test_gzip_is_the_same_board(client, board):
    packed = client.get(URL, headers={"Accept-Encoding": "gzip"})
    plain = client.get(URL)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]


def test_a_snapshot_keeps_its_address_and_its_words(client, arena, pool, board):
    before = client.get(URL)
    address = f"/api/v1/snapshots/{before.json()['snapshot']}/"
    vote = world.stored_vote(arena, *pool, Outcome.B)
    mark_days_dirty([(arena.pk, vote.day)])
    rebuild(arena)
    assert client.get(URL).json()["votes_counted"] == 21
    kept = client.get(address)
    assert kept.json().items() <= (before.json() | {"rows": kept.json()["rows"]}).items()
    for row, shown in zip(kept.json()["rows"], before.json()["rows"], strict=True):
        assert row.items() <= shown.items()
    assert client.get(address).content == kept.content
    assert "immutable" in kept["Cache-Control"]


def test_the_list_names_every_board(client, board):
    listed = client.get("/api/v1/leaderboards/").json()["leaderboards"]
    assert [each["category"] for each in listed] == list(BY_SLUG)
    assert {each["group"] for each in listed} == set(Group.values)
    assert [each["needs"] for each in listed[:3]] == [None, "texts", "judge"]
    for name in ("url", "matchups_url"):
        assert client.get(listed[0][name]).status_code == 200
    assert listed[0]["methods"] == ["bradley_terry", "style", "elo"]


@pytest.mark.parametrize(
    "url",
    [
        "/api/v1/leaderboards/nowhere/overall/",
        "/api/v1/leaderboards/text/nothing/",
        "/api/v1/snapshots/999999/",
        "/api/v1/snapshots/nothing/",
        "/api/v1/nothing/",
    ],
)
def test_what_does_not_exist_is_404_in_json(client, board, url):
    response = client.get(url)
    assert response.status_code == 404
    assert "detail" in response.json()


def test_a_private_arena_is_not_served(client, arena, board):
    snapshot = client.get(URL).json()["snapshot"]
    arena.visibility = "hidden"
    arena.save()
    assert client.get(URL).status_code == 404
    assert client.get(f"/api/v1/snapshots/{snapshot}/").status_code == 404


def test_writing_is_refused(client, board):
    assert client.post(URL).status_code == 405
    assert client.delete(URL).status_code == 405


def test_a_preview_is_known_by_its_codename_alone(client, arena, pool, board):
    Contender.objects.filter(pk=pool[0].pk).update(state="preview", codename="Night Heron")
    pool[0].model.organization = "Secret Makers"
    pool[0].model.save()
    vote = world.stored_vote(arena, *pool, Outcome.A)
    mark_days_dirty([(arena.pk, vote.day)])
    rebuild(arena)
    sent = client.get(URL)
    best = sent.json()["rows"][0]
    assert (best["name"], best["slug"], best["organization"]) == ("Night Heron", "night-heron", None)
    assert best["model_id"] is None  # the same number names the model in another arena
    assert b"Secret Makers" not in sent.content


def test_no_number_is_ever_not_a_number(client, board):
    json.loads(client.get(URL).content, parse_constant=lambda name: pytest.fail(name))
