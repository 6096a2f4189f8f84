"""Contact, API and data, and what browsers and search engines ask for."""

import json
import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from battles.models import Contender
from battles.tags import Tag
from ratings.rebuild.run import rebuild
from tests import world
from tests.kept import kept
from tests.ratings.fights import fight
from tests.ratings.plain import assert_public_and_plain

ROOT = Path(__file__).resolve().parents[3]
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)(?:-\w+)?|border-(?:top|bottom)-(?:left|right)-radius"
    r"|left|right)\s*:|(?:text-align|float)\s*:\s*(?:left|right)"
)

OF_ONE_DIRECTION = re.compile(r"[^{}]*:dir\([^{}]*\{[^}]*\}")
"""Rules for one direction of text may name a side."""


@pytest.fixture
@kept
def public(arena, pool):
    fight(arena, *pool, "aabt", tags=Tag.ENGLISH)
    rebuild(arena)
    return arena


def test_the_contact_page_says_who_and_how(client, settings, public):
    settings.OPERATOR, settings.CONTACT = "Pond & Sons", "staff@arena.example"
    settings.SECURITY_CONTACT = "https://arena.example/security"
    html = assert_public_and_plain(client.get("/contact/"))
    assert "run by Pond &amp; Sons." in html
    assert 'href="mailto:staff@arena.example"' in html
    assert 'href="https://arena.example/security"' in html


def test_without_a_contact_the_page_says_so(client, settings, public):
    settings.OPERATOR = settings.CONTACT = settings.SECURITY_CONTACT = ""
    assert "has not named an address" in assert_public_and_plain(client.get("/contact/"))
    assert client.get("/.well-known/security.txt").status_code == 404


def test_security_txt_has_what_the_standard_asks(client, settings, public):
    settings.SECURITY_CONTACT = "safe@arena.example"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:safe@arena.example\n" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", text, re.M)
    assert "Canonical: http://testserver/.well-known/security.txt" in text


def test_every_address_of_the_data_page_answers(client, public):
    html = assert_public_and_plain(client.get("/data/"))
    addresses = re.findall(r'<li><a href="(/[^"]+)"', html)
    assert len(addresses) > 8
    for address in addresses:
        assert client.get(address).status_code in {200, 404}, address  # not judged yet


def test_the_sitemap_has_every_language_of_every_public_page(client, public):
    hidden = world.make_contender(public, "secret", state=Contender.State.PREVIEW)
    Contender.objects.filter(pk=hidden.pk).update(codename="Amber Fox")
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own document
    found = {each.text for each in root.iter(LOC)}
    for path in (
        "/about/",
        "/leaderboard/text/english/",
        "/models/text-left/",
        "/zh-hant/pictures/text/overall/",
    ):
        assert f"http://testserver{path}" in found
    assert not any("secret" in address for address in found)
    for address in found:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_robots_name_the_sitemap_and_every_language(client, public):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /zh-hant/battles/" in text


def test_a_page_names_itself_its_translations_and_its_picture(client, public):
    html = client.get("/zh-hant/leaderboard/text/english/?method=elo").content.decode()
    here = "http://testserver/zh-hant/leaderboard/text/english/"
    assert f'<link rel="canonical" href="{here}">' in html
    assert f'hreflang="zh-hant" href="{here}"' in html
    for code in ("en", "x-default"):
        assert f'hreflang="{code}" href="http://testserver/leaderboard/text/english/"' in html
    title = re.search(r"<title>(.*?) · ", html)[1]
    assert re.search(rf'property="og:title" content="{re.escape(title)}', html)
    assert re.search(r'property="og:description" content="[^"]{10,}"', html)
    assert re.search(r'property="og:image" content="http://testserver/static/arenasite/card[.\w]*png"', html)


def test_a_name_cannot_leave_its_meta_element(client, public, pool):
    pool[0].model.name = '"><script>x</script>'
    pool[0].model.save()
    html = client.get(f"/models/{pool[0].model.slug}/").content.decode()
    assert "<script>x" not in html
    assert 'og:title" content="&quot;&gt;&lt;script&gt;' in html


def test_the_manifest_names_icons_of_their_sizes(client, public):
    response = client.get("/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    for icon in json.loads(response.content)["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert path, icon["src"]
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", Path(path).read_bytes()[16:24])
            assert icon["sizes"] == f"{width}x{height}"


def test_the_card_has_the_size_that_its_page_names():
    data = Path(finders.find("arenasite/card.png")).read_bytes()
    assert struct.unpack(">II", data[16:24]) == (1200, 630)


@pytest.mark.parametrize(
    "address", ["/contact/", "/data/", "/sitemap.xml", "/site.webmanifest", "/robots.txt"]
)
def test_head_is_answered_and_no_cookie_set(client, public, address):
    response = client.head(address)
    assert response.status_code == 200
    assert not response.cookies


def test_another_language_is_one_entry(client, settings, public):
    settings.LANGUAGES = [*settings.LANGUAGES, ("he", "Hebrew")]
    html = client.get("/he/about/").content.decode()
    assert '<html lang="he" dir="rtl">' in html
    assert '<html lang="en" dir="ltr">' in client.get("/about/").content.decode()
    assert 'hreflang="he" href="http://testserver/he/about/"' in client.get("/about/").content.decode()
    assert "http://testserver/he/about/" in client.get("/sitemap.xml").content.decode()
    assert "Disallow: /he/battles/" in client.get("/robots.txt").content.decode()
    missing = client.get("/he/nowhere/").content.decode()
    assert 'dir="rtl"' in missing
    assert 'href="/he/leaderboard/"' in missing


def test_stylesheets_name_no_physical_side():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for package in ("arenasite", "battles", "ratings", "moderation")
        for path in (ROOT / package).rglob("*.css")
        for match in PHYSICAL.finditer(OF_ONE_DIRECTION.sub("", path.read_text()))
    ]
    assert found == []


def test_error_pages_say_what_to_do_next(client, settings, public):
    html = client.get("/nowhere/").content.decode()
    assert 'href="/leaderboard/"' in html
    assert "Search for a model on the leaderboard." in html
    settings.READS_PER_MINUTE = 1
    client.get("/about/")
    response = client.get("/about/")
    assert response.status_code == 429
    assert "What you wrote is not lost" in response.content.decode()


def test_the_language_link_keeps_several_parameters(client, public):
    html = client.get("/leaderboard/text/overall/?q=left&sort=-votes").content.decode()
    link = re.search(r'class="language-link" href="([^"]+)"', html)[1]
    assert client.get(link).url == "/zh-hant/leaderboard/text/overall/?q=left&sort=-votes"
