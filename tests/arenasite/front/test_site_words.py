"""The site's own stored words are shown in the reader's language; what staff write is shown as written."""

import pytest
from django.utils import translation

from arenasite.demo import seed
from arenasite.front.site_words import SITE_WORDS, translate_site_words
from battles.providers.demo import PERSONAS
from ratings.rebuild.run import rebuild
from tests import world


def test_every_word_of_the_demo_is_one_of_the_sites_own():
    assert {seed.TITLE, seed.DESCRIPTION, seed.REASON} <= SITE_WORDS
    with translation.override("zh-hant"):
        assert all(translate_site_words(words) != words for words in SITE_WORDS)


def test_names_and_what_staff_write_are_not_translated():
    with translation.override("zh-hant"):
        for words in ("MIT", "Won", "An arena of staff", *(each.organization for each in PERSONAS)):
            assert translate_site_words(words) == words


@pytest.mark.django_db
def test_a_board_of_the_demo_has_no_english_of_the_site_in_chinese(client):
    arena = world.make_arena("demo", title=seed.TITLE, description=seed.DESCRIPTION)
    for slug in ("heron", "egret"):
        world.make_contender(arena, slug, license="Proprietary")
    rebuild(arena)
    pages = "".join(
        client.get(path).content.decode()
        for path in ("/zh-hant/leaderboard/demo/overall/", "/zh-hant/models/heron/", "/zh-hant/about/")
    )
    assert "專有授權" in pages
    assert not [words for words in SITE_WORDS if f">{words}<" in pages or f"{words} ·" in pages]
