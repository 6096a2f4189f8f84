"""A board outside of the site: the feed of what moved, badges, and the page for frames."""

import xml.etree.ElementTree as ET

import pytest

from battles.models import Contender
from tests.ratings.stored import store_boards

ATOM = "{http://www.w3.org/2005/Atom}"
FEED, EMBED = "/feeds/text/overall.atom", "/embed/text/overall/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(arena, pool):
    left, right = pool
    store_boards(arena, {"overall": {left: {}, right: {}}}, days_ago=2)
    store_boards(arena, {"overall": {right: {}, left: {}}}, days_ago=1)
    store_boards(arena, {"overall": {right: {}, left: {}}})
    return arena


def test_the_feed_has_an_entry_for_each_day_that_moved(client, moved):
    answer = client.get(FEED)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert answer["Access-Control-Allow-Origin"] == "*"
    feed = ET.fromstring(answer.content)  # noqa: S314 - our own
    (entry,) = feed.findall(f"{ATOM}entry")
    summary = entry.findtext(f"{ATOM}summary")
    assert "left: rank 1 → 2" in summary
    assert "the noise" in summary
    assert entry.findtext(f"{ATOM}id").startswith("tag:")
    link = entry.find(f"{ATOM}link").get("href")
    assert client.get(link.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_badge_says_rank_and_rating(client, moved, theme):
    answer = client.get("/badges/text/overall/text-right.svg", {"theme": theme})
    assert answer["Content-Type"] == "image/svg+xml"
    picture = answer.content.decode()
    ET.fromstring(picture)  # noqa: S314 - our own
    assert "#1 · " in picture
    assert "style" not in picture
    assert not answer.cookies


@pytest.mark.parametrize(
    "address",
    [
        "/badges/text/overall/nobody.svg",
        "/badges/text/overall/text-right.svg?theme=pink",
        "/embed/text/overall/?theme=pink",
        "/embed/other/overall/",
        "/feeds/text/nothing.atom",
    ],
)
def test_what_does_not_exist_is_not_found(client, moved, address):
    assert client.get(address).status_code == 404


def test_only_the_embedded_board_may_be_framed(client, moved):
    answer = client.get(EMBED)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    page = answer.content.decode()
    assert page.index("right") < page.index("left")
    assert "<script" not in page
    assert "style=" not in page
    other = client.get("/leaderboard/text/overall/")
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


def test_an_unnamed_preview_appears_by_its_codename(client, moved, pool):
    Contender.objects.filter(pk=pool[0].pk).update(state=Contender.State.PREVIEW, codename="Amber Fox")
    for address in (FEED, EMBED, "/badges/text/overall/amber-fox.svg"):
        body = client.get(address).content.decode()
        assert "Amber Fox" in body
        assert "left" not in body.replace("text-align", "")
    assert client.get("/badges/text/overall/text-left.svg").status_code == 404
