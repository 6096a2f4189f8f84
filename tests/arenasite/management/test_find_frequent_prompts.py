"""`manage.py find_frequent_prompts`: what the dedup board would drop, and dropping it."""

import io

import pytest
from django.core.management import call_command

from battles.annotations import deduplication
from battles.counting.ledger.refresh import refresh
from battles.detectors import frequency
from battles.models import Annotation, Battle
from battles.tags import Tag
from ratings.published import published
from ratings.rebuild.run import rebuild
from tests import world


@pytest.fixture
def asked_often(arena, pool, monkeypatch):
    """Five votes of one prompt, of which three are kept, and one of another."""
    monkeypatch.setattr(frequency, "KEPT_VOTES", 3)
    monkeypatch.setattr(deduplication, "KEPT_VOTES", 3)
    for prompt in [*["hello"] * 5, "What is a heron?"]:
        world.voted_battle(arena, prompt=prompt)
    refresh(arena)
    return arena


def run(*options):
    out = io.StringIO()
    call_command("find_frequent_prompts", *options, stdout=out)
    return out.getvalue()


def test_without_apply_it_shows_the_boards_that_would_change(asked_often):
    out = run()
    assert "text: 6 prompts were new" in out
    assert "dedup 1: 2 battles scanned" in out
    assert "  + high_frequency: 2" in out
    assert "  dedup, -2 votes: 6 → 4" in out
    assert "  overall," not in out
    assert "Nothing was written" in out
    assert not Annotation.objects.filter(detector=frequency.DETECTOR).exists()
    assert not any(battle.tags & Tag.HIGH_FREQUENCY for battle in Battle.objects.all())


def test_apply_drops_them_from_the_dedup_board_and_from_no_other(asked_often):
    assert "Written: 2 battles." in run("--apply")
    rebuild(asked_often)
    now = published(asked_often)
    counted = {slug: now.snapshot(slug, "elo").votes_counted for slug in ("overall", "dedup")}
    assert counted == {"overall": 6, "dedup": 4}
    assert "Written: 0 battles." in run("--apply", "--arena=text")
