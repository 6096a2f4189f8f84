"""A finished battle is shared by a link made on purpose, which can be taken back and goes with erasure."""

import pytest
from django.core.signing import get_cookie_signer
from django.test import Client

from battles.erasure import BY_VISITOR, erase_battles
from battles.models import Arena, Contender, Share
from battles.shares import ShareRefused, explain_not_shareable, find_shared_battle, share_battle
from battles.visitors import COOKIE, COOKIE_SALT
from moderation.models import Finding
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def refuse_herons(texts):
    if any("heron" in text for text in (*texts.prompts, *texts.answers)):
        raise ShareRefused("No herons.")


@pytest.fixture
def battle(arena, pool):
    return world.voted_battle(arena, prompt="What is a **heron**?")


@pytest.fixture
def browser(battle):
    client = Client()
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE_SALT).sign(str(battle.voter.key))
    return client


def test_a_link_is_made_on_purpose_and_shows_the_battle_to_anyone(battle, browser):
    own = f"/battles/{battle.key}/share/"
    assert "nobody can guess" in browser.get(own).content.decode()
    assert not Share.objects.exists()
    page = browser.post(f"{own}make/", follow=True).content.decode()
    token = Share.objects.get().token
    assert f"http://testserver/shared/{token}/" in page
    response = Client().get(f"/shared/{token}/")
    shown = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    for text in ("heron", "A wading bird.", "left", "right", "A is better", "og:image"):
        assert text in shown
    assert str(battle.key) not in shown


def test_making_it_twice_gives_the_same_link(battle, browser):
    for _ in range(2):
        browser.post(f"/battles/{battle.key}/share/make/")
    assert Share.objects.count() == 1
    assert len(Share.objects.get().token) == 22


def test_a_link_that_was_taken_back_never_works_again(battle, browser):
    browser.post(f"/battles/{battle.key}/share/make/")
    token = Share.objects.get().token
    browser.post(f"/battles/{battle.key}/share/end/")
    assert Client().get(f"/shared/{token}/").status_code == 404
    browser.post(f"/battles/{battle.key}/share/make/")
    assert Share.objects.active().get().token != token
    assert Client().get(f"/shared/{token}/").status_code == 404


def test_erasure_takes_the_link_with_it(battle):
    share = share_battle(battle)
    erase_battles([battle.pk], request=BY_VISITOR, now=world.NOON)
    assert find_shared_battle(share.token) is None
    assert not Share.objects.active().exists()


def test_other_visitors_neither_share_nor_end_it(battle):
    assert Client().post(f"/battles/{battle.key}/share/make/").status_code == 404
    share_battle(battle)
    assert Client().post(f"/battles/{battle.key}/share/end/").status_code == 404
    assert Share.objects.active().exists()


def test_a_battle_without_a_vote_is_not_shared(arena, pool):
    with pytest.raises(ShareRefused, match="after its vote"):
        share_battle(world.answered_battle(arena))


def test_a_private_arena_is_not_shared_and_a_link_ends_when_it_becomes_private(battle):
    share = share_battle(battle)
    Arena.objects.update(visibility="hidden")
    battle.arena.refresh_from_db()
    assert find_shared_battle(share.token) is None
    assert "not public" in explain_not_shareable(battle)


def test_an_unnamed_preview_is_not_shared(battle):
    Contender.objects.filter(pk=battle.contender_a_id).update(state="preview", codename="Amber Fox")
    battle.contender_a.refresh_from_db()
    with pytest.raises(ShareRefused, match="preview"):
        share_battle(battle)


def test_a_screening_check_may_refuse_and_says_why(battle, browser, settings):
    settings.SHARE_CHECKS = [f"{__name__}.refuse_herons"]
    response = browser.post(f"/battles/{battle.key}/share/make/")
    assert response.status_code == 409
    assert "No herons." in response.content.decode()
    assert not Share.objects.exists()


def test_anyone_with_the_link_may_report_it(battle):
    share = share_battle(battle)
    url = f"/shared/{share.token}/report/"
    assert "What is wrong with it?" in Client().get(url).content.decode()
    assert Client().post(url, {}).status_code == 422
    response = Client().post(url, {"reason": "abusive", "words": "Look."})
    assert "Staff will read it" in response.content.decode()
    Client().post(url, {"reason": "abusive"})
    finding = Finding.objects.get()
    assert (finding.battle_id, finding.reporter_id) == (battle.pk, None)
    assert finding.evidence["words"] == "Look."


def test_a_shared_battle_shows_its_names_so_that_is_no_reason_to_report_it(battle):
    url = f"/shared/{share_battle(battle).token}/report/"
    assert "It reveals which model it is" not in Client().get(url).content.decode()
    assert Client().post(url, {"reason": "identity"}).status_code == 422
    assert not Finding.objects.exists()


def test_an_unknown_link_is_a_404():
    assert Client().get("/shared/nothing/").status_code == 404
    assert Client().get("/shared/nothing/report/").status_code == 404


def test_what_screening_warns_about_is_not_shared(arena, pool):
    battle = world.voted_battle(arena, a="Your card is 4111 1111 1111 1111.")
    with pytest.raises(ShareRefused, match="noticed"):
        share_battle(battle)
