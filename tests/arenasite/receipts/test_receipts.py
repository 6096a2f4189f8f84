"""The receipt's page: counted or not and why, and one contest; no oracle for forgers, nobody's secrets."""

import html
import re
import uuid

import pytest
from django.test import Client

from battles.counting.exclusions import exclude_battles
from battles.models import Battle, Contender, Exclusion, Vote, Voter
from battles.outcomes import Outcome
from battles.receipts import issue_receipt
from battles.tags import Tag
from moderation.decisions import execution as decisions
from moderation.models import Finding
from ratings.rebuild.run import rebuild
from tests import world

HOSTILE = "<script>alert(1)</script> {{ secret }} \u202e \ud7ff 'quoted'"

pytestmark = pytest.mark.django_db


@pytest.fixture
def battle(arena, pool):
    return world.voted_battle(arena, Outcome.B, prompt="zqprompt", a="zqanswer", b="zqanswer")


@pytest.fixture
def url(battle):
    return f"/receipts/{issue_receipt(battle.vote)}/"


def aside(battle: Battle, words="Sent twice."):
    return decisions.set_aside(
        Battle.objects.filter(pk=battle.pk),
        reason=Exclusion.Reason.DUPLICATE,
        actor=None,
        public_reason=words,
        private_note="zqnote",
    )


def page(client, url: str, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def contest(client, url: str, words="It was not twice.", **more):
    return client.post(f"{url}contest/", {"words": words}, **more)


def test_a_vote_that_counts(client, battle, url):
    shown = page(client, url)
    for words in ("This vote counts", "Arena text", "2024-04-22", "B is better", "left", "right"):
        assert words in shown
    assert "csrfmiddlewaretoken" not in shown


def test_a_receipt_tells_neither_the_conversation_nor_the_voter(client, battle, url):
    voter = Voter.objects.get()
    contest(client, url)
    shown = page(client, url)
    for secret in ("zqprompt", "zqanswer", str(voter.key), voter.address_hash, str(battle.key), "12:00:00"):
        assert secret not in shown


def test_the_page_is_kept_by_no_cache_and_no_index(client, url):
    response = client.get(url)
    assert {"private", "no-store"} <= set(re.split(r",\s*", response["Cache-Control"]))
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert "Disallow: /zh-hant/receipts/" in client.get("/robots.txt").content.decode()


def test_a_vote_that_does_not_count_says_why_and_who_decided_nothing_else(client, battle, url):
    aside(battle, words=HOSTILE)
    shown = page(client, url)
    for words in ("This vote does not count", "Set aside: duplicate.", "Staff set this battle aside"):
        assert words in shown
    assert "zqnote" not in shown
    assert "<script>alert" not in client.get(url).content.decode()
    assert HOSTILE in shown


def test_an_undone_decision_stays_on_the_page(client, battle, url):
    decisions.undo(aside(battle), actor=None, public_reason="They were two.")
    shown = page(client, url)
    for words in ("This vote counts", "Sent twice.", "Undone on", "They were two."):
        assert words in shown


def test_the_boards_say_what_they_made_of_it(client, battle, url):
    assert "The boards of" not in page(client, url)
    run = rebuild(battle.arena)
    moment = run.started_at.strftime("%Y-%m-%d %H:%M")
    shown = page(client, url)
    assert f"The boards of {moment} UTC count it:" in shown
    assert 'href="/leaderboard/text/overall/"' in shown
    aside(battle)
    assert "were made before the last decision about it" in page(client, url)
    rebuild(battle.arena)
    assert "leave it out" in page(client, url)


def test_boards_that_do_not_know_the_vote_yet(client, arena, battle):
    rebuild(arena)
    later = world.voted_battle(arena)
    assert "were made before this vote" in page(client, f"/receipts/{issue_receipt(later.vote)}/")


def test_a_private_arena_has_receipts_and_no_boards(client):
    arena = world.make_arena("company", visibility="hidden")
    world.make_pool(arena)
    battle = world.voted_battle(arena)
    rebuild(arena)
    shown = page(client, f"/receipts/{issue_receipt(battle.vote)}/")
    assert "This vote counts" in shown
    assert "The boards of" not in shown
    assert "/leaderboard/company/" not in shown


def test_an_unnamed_model_keeps_its_codename(client, arena):
    for name in ("north", "south"):
        world.make_contender(arena, name, state=Contender.State.PREVIEW)
    Contender.objects.filter(model__name="north").update(codename="heron-7")
    battle = world.voted_battle(arena)
    shown = page(client, f"/receipts/{issue_receipt(battle.vote)}/")
    assert "heron-7" in shown
    assert "north" not in shown


@pytest.mark.parametrize("token", ["x", "a.b", "..", "%00", "é", "x" * 5000, "収據.收據"])
def test_what_is_no_receipt_is_told_plainly(client, url, token):
    shown = page(client, f"/receipts/{token}/", status=404)
    assert "This is not a receipt of this arena" in shown


def test_forged_damaged_and_unknown_receipts_get_the_same_answer(client, battle, url, settings):
    unknown = Vote(battle=Battle(key=uuid.uuid4()), outcome=1, cast_at=world.NOON)
    settings.SECRET_KEY, key = "another key", settings.SECRET_KEY
    forged = issue_receipt(battle.vote)
    settings.SECRET_KEY = key
    answers = {page(client, f"/receipts/{t}/", status=404) for t in (issue_receipt(unknown), forged, "x.y")}
    answers.add(page(client, url.rstrip("/") + "x/", status=404))
    # Only the link to the other language differs: it repeats the address.
    assert len({re.sub(r"next=[^\"]+", "", answer) for answer in answers}) == 1
    assert contest(client, f"/receipts/{forged}/").status_code == 404


def test_a_receipt_outlives_a_change_of_the_key(client, url, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key"
    assert "This vote counts" in page(client, url)


def test_a_vote_that_was_tampered_with_is_not_passed_over(client, battle, url):
    assert "differs from the one on this receipt" not in page(client, url)
    Vote.objects.filter(pk=battle.pk).update(outcome=Outcome.A)
    assert "differs from the one on this receipt" in page(client, url)


def test_a_vote_is_contested_once_with_words(client, battle, url):
    aside(battle)
    assert "Should it count?" in page(client, url)
    response = contest(client, url, HOSTILE)
    assert (response.status_code, response["Location"]) == (302, f"{url}#contest")
    shown = page(client, url)
    assert HOSTILE in shown
    assert "<script>alert" not in client.get(url).content.decode()
    assert "Waiting for staff" in shown
    assert "Should it count?" not in shown
    assert contest(client, url, "And again.").status_code == 302
    finding = Finding.objects.get()
    assert finding.evidence["words"] == HOSTILE
    assert finding.kind == Finding.Kind.CONTEST


def test_what_became_of_it_is_told(client, battle, url):
    aside(battle)
    contest(client, url)
    decisions.dismiss(Finding.objects.all(), actor=None, public_reason="Twice it was.")
    shown = page(client, url)
    assert "Dismissed" in shown
    assert "Twice it was." in shown


def test_an_upheld_contest_counts_again(client, battle, url):
    decision = aside(battle)
    contest(client, url)
    decisions.undo(decision, actor=None, public_reason="You were right.")
    shown = page(client, url)
    for words in ("This vote counts", "Upheld", "You were right."):
        assert words in shown


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001, "a\x00b"])
def test_a_contest_needs_words_and_not_too_many(client, battle, url, words):
    aside(battle)
    response = contest(client, url, words)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Finding.objects.exists()


def test_a_refused_contest_keeps_what_was_written(client, battle, url):
    aside(battle)
    assert "y" * 1001 in contest(client, url, "y" * 1001).content.decode()


def test_a_line_break_is_one_character(client, battle, url):
    aside(battle)
    assert contest(client, url, "a\r\n" * 499 + "ab").status_code == 302
    assert Finding.objects.get().evidence["words"].count("\n") == 499


def test_a_vote_that_counts_cannot_be_contested(client, url):
    response = contest(client, url)
    assert response.status_code == 409
    assert "There is nothing to contest" in response.content.decode()


def test_chosen_models_never_count_and_offer_no_contest(client, arena, pool):
    chosen = (pool[0].pk, pool[1].pk)
    battle = world.voted_battle(arena, choice=chosen)
    url = f"/receipts/{issue_receipt(battle.vote)}/"
    shown = page(client, url)
    assert "only blind battles count" in shown
    assert "Should it count?" not in shown
    assert contest(client, url).status_code == 409


def test_contests_from_one_address_are_limited(client, arena, pool, monkeypatch):
    monkeypatch.setattr("battles.rate_limits.policies.CONTESTS_PER_DAY", 1)
    battles = [world.voted_battle(arena) for _ in range(2)]
    for battle in battles:
        exclude_battles([battle.pk], reason=Exclusion.Reason.SPAM, source_id="test")
    urls = [f"/receipts/{issue_receipt(battle.vote)}/" for battle in battles]
    assert contest(client, urls[0]).status_code == 302
    response = contest(client, urls[1])
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Too many contests from your address. Please try again in" in response.content.decode()
    assert contest(client, urls[1], REMOTE_ADDR="10.0.0.9").status_code == 302


def test_a_contest_needs_its_token_and_a_post(url, battle):
    aside(battle)
    strict = Client(enforce_csrf_checks=True)
    assert contest(strict, url).status_code == 403
    assert strict.get(f"{url}contest/").status_code == 405
    assert not Finding.objects.exists()


def test_a_detectors_finding_can_be_contested_too(client, battle, url):
    Battle.objects.filter(pk=battle.pk).update(tags=int(Tag.IDENTITY_LEAK))
    assert contest(client, url).status_code == 302
    assert Finding.objects.get().evidence["reason"] == "identity_leak"


def test_it_speaks_chinese(client, battle, url):
    aside(battle)
    shown = page(client, f"/zh-hant{url}")
    assert "這張選票不計入" in shown
    assert f'action="/zh-hant{url}contest/#contest"' in shown
