"""My data and My battles over HTTP: without an account, without JavaScript, and for this visitor only."""

import json

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.signing import get_cookie_signer
from django.test import AsyncClient, Client

from battles import services
from battles.counting import exclude_battles
from battles.erasure import BY_VISITOR, ErasureRequest, apply_retention, erase_voter
from battles.models import Answer, Battle, Erasure, ErasureOrder, Exclusion, Prompt, Voter
from battles.outcomes import Outcome
from battles.receipts import issue_receipt
from battles.shares import share_battle
from battles.visitors import COOKIE, COOKIE_SALT
from moderation.findings.contests import contest
from moderation.findings.reports import ReportReason, report_answer
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(client, voter):
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE_SALT).sign(str(voter.key))
    return client


@pytest.fixture
def voter(db):
    return world.make_voter()


@pytest.fixture
def browser(voter):
    return sign_in(Client(), voter)


async def download(voter) -> dict:
    client = AsyncClient()
    await sync_to_async(sign_in)(client, voter)
    response = await client.get("/my-data/export/")
    return json.loads(b"".join([part async for part in response.streaming_content]))


def test_without_a_cookie_nothing_is_held():
    assert "Nothing is held" in Client().get("/my-data/").content.decode()
    assert "not fought a battle" in Client().get("/my-battles/").content.decode()


def test_the_history_hides_names_until_the_vote(arena, pool, voter, browser):
    world.answered_battle(arena, voter=voter, prompt="What is an open heron?")
    page = browser.get("/my-battles/").content.decode()
    assert "? / ?" in page
    assert "left" not in page.replace("justify", "")
    assert "right" not in page
    world.voted_battle(arena, voter=voter)
    page = browser.get("/my-battles/").content.decode()
    assert "left" in page
    assert "right" in page


def test_another_visitor_sees_none_of_it(arena, pool, voter, browser):
    battle = world.voted_battle(arena, voter=voter)
    other = sign_in(Client(), world.make_voter())
    assert "heron" not in other.get("/my-battles/").content.decode()
    assert other.post(f"/battles/{battle.key}/erase/").status_code == 404
    assert Prompt.objects.get(battle=battle).text


def test_the_search_finds_words_of_prompts_and_answers_of_this_voter_only(arena, pool, voter, browser):
    world.voted_battle(arena, voter=voter, prompt="What is a crane?", a="A tall wader.")
    world.voted_battle(arena, voter=voter, prompt="What is a stork?")
    world.voted_battle(arena, prompt="What is a crane, says another?")
    page = browser.get("/my-battles/?q=tall wader").content.decode()
    assert "crane" in page
    assert "stork" not in page
    assert "says another" not in page


def test_an_excluded_vote_says_why_in_the_history(arena, pool, voter, browser):
    battle = world.voted_battle(arena, voter=voter)
    exclude_battles([battle.pk], reason=Exclusion.Reason.SPAM, source_id="test")
    page = browser.get("/my-battles/").content.decode()
    assert "Recorded, but not counted." in page


def test_the_start_page_offers_the_open_battle(arena, pool, voter, browser):
    battle = world.answered_battle(arena, voter=voter)
    assert f"/battles/{battle.key}/" in browser.get("/").content.decode()
    services.cast_ballot(battle, outcome=Outcome.A, now=world.NOON)
    services.reveal(battle, now=world.NOON)
    assert f"/battles/{battle.key}/" not in browser.get("/").content.decode()


async def test_the_download_has_texts_and_votes_and_no_models_before_the_vote(arena, pool, voter):
    await sync_to_async(world.voted_battle)(arena, voter=voter)
    await sync_to_async(world.answered_battle)(arena, voter=voter, prompt="Still open?")
    data = await download(voter)
    voted, unvoted = data["battles"]
    assert voted["models"] == {"a": "left", "b": "right"} or voted["models"] == {"a": "right", "b": "left"}
    assert voted["prompts"][0]["answers"][0]["text"] == "A wading bird."
    assert voted["vote"]["counts"] is True
    assert unvoted["models"] is None
    assert "left" not in json.dumps(unvoted)
    assert data["voter"]["address_code"] == "0" * 32


def test_one_battle_is_erased_after_a_question(arena, pool, voter, browser):
    battle = world.voted_battle(arena, voter=voter)
    assert "cannot be undone" in browser.get(f"/battles/{battle.key}/erase/").content.decode()
    assert Prompt.objects.get(battle=battle).text
    response = browser.post(f"/battles/{battle.key}/erase/", follow=True)
    assert "were erased" in response.content.decode()
    assert "Erased conversation" in browser.get("/my-battles/").content.decode()
    assert browser.post(f"/battles/{battle.key}/again/").status_code == 409


def test_everything_is_erased_and_the_cookie_goes(arena, pool, voter, browser):
    battle = world.voted_battle(arena, voter=voter)
    response = browser.post("/my-data/erase/")
    assert "1 conversation was erased" in response.content.decode()
    assert response.cookies[COOKIE]["max-age"] == 0
    assert Prompt.objects.get(battle=battle).text == ""
    sign_in(browser, voter)  # the old cookie leads to nobody
    assert "Nothing is held" in browser.get("/my-data/").content.decode()
    assert Voter.objects.filter(pk=voter.pk).exists()


def test_a_running_battle_is_stopped_and_closed(arena, pool, voter, browser):
    battle = world.open_battle(arena, voter=voter)
    browser.post("/my-data/erase/")
    battle.refresh_from_db()
    assert (battle.state, battle.is_erased) == (Battle.State.INTERRUPTED, True)


def test_the_receipt_of_an_erased_battle_says_so(arena, pool, voter, browser):
    battle = world.voted_battle(arena, voter=voter)
    browser.post(f"/battles/{battle.key}/erase/")
    page = browser.get(f"/receipts/{issue_receipt(battle.vote)}/").content.decode()
    assert "anonymous count" in page
    assert "This vote counts" in page


async def test_the_download_has_reports_contests_shared_links_and_thinking_once_voted(arena, pool, voter):
    def prepare():
        battle = world.voted_battle(arena, voter=voter)
        answers = Answer.objects.filter(prompt__battle=battle)
        answers.update(thinking="zqthinking")
        report_answer(battle, answers[0], reason=ReportReason.OTHER, words="zqreport")
        exclude_battles([battle.pk], reason=Exclusion.Reason.SPAM, source_id="test")
        contest(battle.vote, words="zqcontest")
        unvoted = world.answered_battle(arena, voter=voter)
        Answer.objects.filter(prompt__battle=unvoted).update(thinking="I am zqmodel")
        return share_battle(battle).token

    token = await sync_to_async(prepare)()
    text = json.dumps(await download(voter))
    assert "zqreport" in text
    assert token in text
    assert "zqcontest" in text
    assert "zqthinking" in text
    assert "zqmodel" not in text


def test_a_very_long_history_is_erased_by_the_job_that_goes_on(arena, pool, voter):
    for _ in range(3):
        world.voted_battle(arena, voter=voter)
    assert erase_voter(voter, request=BY_VISITOR, now=world.NOON, limit=1) == 1
    assert voter.erasure_asked_at is not None
    apply_retention(now=world.NOON)
    assert not Prompt.objects.exclude(text="").exists()
    assert not Voter.objects.filter(erasure_asked_at__isnull=False).exists()


def test_the_job_finishes_an_erasure_for_the_cause_for_which_it_was_asked(arena, pool, voter):
    for _ in range(3):
        world.voted_battle(arena, voter=voter)
    by = User.objects.create_user("ada")
    asked = ErasureRequest(Erasure.Cause.STAFF, actor=by, reason="By post, with a receipt.")
    erase_voter(voter, request=asked, now=world.NOON, limit=1)
    apply_retention(now=world.NOON)
    rows = Erasure.objects.filter(kind=Erasure.Kind.TEXTS).values_list("cause", "actor", "reason", "number")
    assert list(rows) == [
        ("staff", by.pk, "By post, with a receipt.", 2),
        ("staff", by.pk, "By post, with a receipt.", 1),
    ]
    assert not ErasureOrder.objects.exists()
