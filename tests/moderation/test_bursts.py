"""A bot over HTTP, and a thousand people behind one address: whose votes count, and when."""

import datetime as dt
import random
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from battles import services
from battles.counting import WAIT, Reason, annotate_reason
from battles.models import Answer, Battle, EvidenceTier, Vote, Voter
from battles.outcomes import Outcome
from battles.visitors import hash_address
from moderation.findings.waits import end_due_waits
from moderation.models import Finding
from moderation.scan.ledger import scan_ledger
from ratings.rebuild.run import rebuild
from tests import world
from tests.moderation.live_votes import cast
from tests.proof_solver import buy_pass, read_start_form

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COOKIES = 1_000
VISITORS = 1_000
DAY = dt.timedelta(days=1)
STRENGTH = {"one": 0.3, "two": 0.2, "three": 0.0, "four": -0.2}
TIES = 0.3


@pytest.fixture
def arena(db):
    return world.make_arena("text", vote_grace=0)


@pytest.fixture
def models(arena):
    return world.make_pool(arena, tuple(STRENGTH))


@pytest.fixture
def honest(arena, models):
    """Sixty days of votes by people."""
    voters = Voter.objects.bulk_create([Voter() for _ in range(60)])
    rng = random.Random(7)
    now = timezone.now()
    for a in models:
        for b in models:
            if a != b:
                letters = "".join(letter(rng, a, b) for _ in range(120))
                cast(arena, a, b, letters, voters=voters, at=now - 60 * DAY)
    rebuild(arena)
    scan_ledger(arena, now=now)


def letter(rng: random.Random, a, b) -> str:
    """An honest outcome of a pair."""
    if rng.random() < TIES:
        return "t"
    better = 1 / (1 + 10 ** (STRENGTH[b.model.name] - STRENGTH[a.model.name]))
    return "a" if rng.random() < better else "b"


def counted(votes) -> int:
    return annotate_reason(votes).filter(reason=Reason.COUNTED).count()


def finish_answers(battle: Battle) -> None:
    """The models' part, which is not the bot's."""
    Answer.objects.filter(prompt__battle=battle).update(state=Answer.State.DONE, text="A wading bird.")
    Battle.objects.filter(pk=battle.pk).update(state=Battle.State.ANSWERED)


def bot_vote(address: str, number: int, target) -> bool:
    """One cookie: read the form, solve the proof, start a battle, vote for the target where it is."""
    client = Client(REMOTE_ADDR=address)
    fields = read_start_form(client.get("/").content.decode())
    assert buy_pass(client, fields["key"])
    sent = client.post("/battles/", {"arena": "text", "prompt": f"Question {number}?", **fields})
    assert sent.status_code == 302, sent.content[:300]
    key = re.search(r"/battles/([0-9a-f-]{36})/", sent["Location"]).group(1)
    battle = Battle.objects.get(key=uuid.UUID(key))
    finish_answers(battle)
    if target.pk not in (battle.contender_a_id, battle.contender_b_id):
        return False
    outcome = Outcome.A if battle.contender_a_id == target.pk else Outcome.B
    voted = client.post(f"/battles/{key}/vote/", {"outcome": outcome.name.lower()})
    assert voted.status_code in {200, 302}, voted.content[:300]
    return Vote.objects.filter(battle=battle).exists()


def test_a_bot_with_a_thousand_cookies_gets_few_of_its_votes_counted(arena, models, honest, settings):
    settings.PROOF, settings.PROOF_WORK = True, 1
    # The limits only slow a bot down, and here it has all day.
    settings.BATTLES_PER_MINUTE = settings.BATTLES_PER_DAY = settings.BATTLES_PER_ADDRESS_PER_DAY = 10**6
    before = set(Vote.objects.values_list("pk", flat=True))
    for number in range(COOKIES):
        v4, v6 = f"203.0.113.{number % 256}", f"2001:db8:7:{number:x}::1"
        bot_vote(v4 if number % 2 else v6, number, models[3])
    votes = Vote.objects.exclude(pk__in=before)
    assert votes.count() > COOKIES / 3
    assert set(votes.values_list("evidence_tier", flat=True)) == {EvidenceTier.WORKED}
    assert counted(votes) < 0.05 * votes.count()
    rebuild(arena)
    scan_ledger(arena, now=timezone.now())
    assert Finding.objects.filter(kind=Finding.Kind.MANIPULATION).exists()
    end_due_waits(now=timezone.now() + 2 * WAIT)
    assert counted(votes) < 0.05 * votes.count()


def test_a_thousand_people_behind_one_address_are_counted_within_a_day(arena, models, honest):
    rng = random.Random(11)
    start = timezone.now()
    before = set(Vote.objects.values_list("pk", flat=True))
    for number in range(VISITORS):
        now = start + dt.timedelta(seconds=40 * number)
        hashes = hash_address("198.51.100.7", now=now)
        battle = world.answered_battle(
            arena, voter=world.make_voter(), now=now, hashes=hashes, prompt=f"Question {number}?"
        )
        battle = Battle.objects.with_pair().get(pk=battle.pk)
        said = {"a": Outcome.A, "b": Outcome.B, "t": Outcome.TIE}[
            letter(rng, battle.contender_a, battle.contender_b)
        ]
        services.cast_ballot(battle, outcome=said, now=now)
        if number % 250 == 249:
            rebuild(arena)
            scan_ledger(arena, now=now)
            end_due_waits(now=now)
    votes = Vote.objects.exclude(pk__in=before)
    assert votes.count() == VISITORS
    assert counted(votes) < VISITORS / 2
    rebuild(arena)
    scan_ledger(arena, now=now)
    end_due_waits(now=now + WAIT)
    assert counted(votes) >= 0.99 * VISITORS
