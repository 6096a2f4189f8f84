"""Near-duplicate prompts in the scan of votes: incremental, within a budget, gone with their texts."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from battles.erasure import BY_VISITOR, erase_battles
from battles.models import Prompt, Vote, Voter
from moderation.findings.campaigns import campaign_battles
from moderation.models import Finding, PromptSketch
from moderation.scan.ledger import near_prompts, scan_ledger
from ratings.rebuild.run import rebuild
from tests import world
from tests.moderation.live_votes import cast
from tests.world import NOON

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WORDS = ("heron", "stork", "crane", "ibis", "egret", "bittern", "rail", "coot", "grebe", "swan")


def scan(arena) -> list[Finding]:
    rebuild(arena)
    return scan_ledger(arena, now=timezone.now())


def ask(battles, write) -> None:
    Prompt.objects.bulk_create(
        [Prompt(battle=battle, turn=1, text=write(k)) for k, battle in enumerate(battles)]
    )


@pytest.fixture
def arena(db):
    return world.make_arena("text")


@pytest.fixture
def models(arena):
    return world.make_pool(arena, ("one", "two", "three"))


@pytest.fixture
def honest(arena, models):
    """Votes by forty people, who ask different things."""
    rng = random.Random(4)
    voters = Voter.objects.bulk_create([Voter() for _ in range(40)])
    one, two, three = models
    battles = []
    for pair in ((one, two), (two, three), (one, three)):
        battles += cast(arena, *pair, rng.choices("aatba", k=80), voters=voters, at=NOON - 60 * DAY)
        battles += cast(arena, *pair[::-1], rng.choices("bbtab", k=80), voters=voters, at=NOON - 10 * DAY)
    ask(battles, lambda k: f"{' or '.join(rng.sample(WORDS, 4))}: {rng.getrandbits(64):b} in letters")
    scan(arena)
    return voters


def rig(arena, models, voters):
    """Forty votes of established voters on one question, worded a little differently each time."""
    battles = cast(arena, models[0], models[2], "b" * 40, voters=voters, at=NOON)
    ask(battles, lambda k: f"Explain in simple words how the {WORDS[k % 10]} builds its nest in early spring")
    for k, battle in enumerate(battles):
        Vote.objects.filter(pk=battle.pk).update(prompt_cluster=1_000 + k % 10)
    return battles


def test_votes_on_alike_prompts_form_a_campaign_with_its_numbers(arena, models, honest):
    battles = rig(arena, models, honest)
    found = {each.detector: each for each in scan(arena)}
    finding = found["near-prompts"]
    assert set(campaign_battles(finding.campaign)) == set(battles)
    assert finding.evidence["different_prompts"] == 10
    assert finding.evidence["z"] > finding.evidence["threshold"]


def test_a_scan_makes_a_bounded_number_of_sketches_and_the_next_one_goes_on(
    arena, models, honest, monkeypatch
):
    PromptSketch.objects.all().delete()
    monkeypatch.setattr(near_prompts, "MAX_NEW", 100)
    for step, expected in enumerate((100, 200)):
        cast(arena, models[0], models[1], "a", voters=honest[:1], at=NOON + step * DAY)
        scan(arena)
        assert 0.9 * expected <= PromptSketch.objects.count() <= expected


def test_a_sketch_goes_with_its_text(arena, models, honest):
    battles = rig(arena, models, honest)
    scan(arena)
    assert PromptSketch.objects.filter(pk=battles[0].pk).exists()
    erase_battles([battles[0].pk], request=BY_VISITOR, now=NOON)
    assert not PromptSketch.objects.filter(pk=battles[0].pk).exists()
