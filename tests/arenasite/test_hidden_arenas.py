"""A hidden arena is on no public page: every public address is walked, before and after it was hidden."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from battles import services
from battles.models import Arena, Contender, SamplingPolicy
from battles.outcomes import Outcome
from ratings.files import release_arena
from ratings.models import Snapshot
from ratings.rebuild import rebuild
from tests import world
from tests.arenasite.public_bytes import public_addresses, read_public_bytes

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = ("secretplace", "Secret Title", "Secret description", "hushmodel", "quietmodel", "Whisper Labs")


@pytest.fixture
def hidden(settings):
    """A public arena and one with a board, a policy and a vote that is then hidden."""
    settings.READS_PER_MINUTE = 10**6
    world.make_pool(world.make_arena())
    arena = world.make_arena("secretplace", title="Secret Title", description="Secret description")
    pool = [
        world.make_contender(arena, name, organization="Whisper Labs") for name in ("hushmodel", "quietmodel")
    ]
    SamplingPolicy.objects.create(arena=arena, public_reason="Secret description")
    battle = world.answered_battle(arena, now=timezone.now(), choice=(pool[0].pk, pool[1].pk))
    services.cast_ballot(battle, outcome=Outcome.A, now=timezone.now())
    services.reveal(battle, now=timezone.now())
    world.stored_vote(arena, *pool, Outcome.A, at=timezone.now())
    rebuild(arena, force=True)
    release_arena(arena, now=timezone.now() + dt.timedelta(days=1))
    return arena


def leaks(pages) -> dict[str, list[str]]:
    """The secrets that each page shows, without those of its own address."""
    found = {
        address: [word for word in SECRET if word.encode() in body and word not in address]
        for address, (_status, body, _headers) in pages.items()
    }
    return {address: words for address, words in found.items() if words}


@pytest.mark.slow
def test_no_public_address_shows_a_hidden_arena_even_one_that_was_read_before(hidden):
    cache.clear()
    addresses = public_addresses()
    before = read_public_bytes(addresses)
    assert Snapshot.objects.filter(board__arena=hidden).exists()
    assert {address for address in leaks(before) if "/api/" in address}
    assert {address for address in leaks(before) if "/leaderboard/" in address}
    assert {address for address in leaks(before) if address.startswith("/data/secretplace/latest/")}
    Arena.objects.filter(pk=hidden.pk).update(visibility=Arena.Visibility.HIDDEN)
    after = read_public_bytes(addresses)
    assert leaks(after) == {}
    named = [address for address in addresses if "secretplace" in address]
    assert len(named) > 20
    assert {after[address][0] for address in named} <= {301, 404}  # a pair of models has one order


def test_a_model_is_visible_where_one_of_its_arenas_is(hidden, client):
    Arena.objects.filter(pk=hidden.pk).update(visibility=Arena.Visibility.HIDDEN)
    contender = Contender.objects.filter(arena=hidden).first()
    page = f"/models/{contender.model.slug}/"
    assert client.get(page).status_code == 404
    other = Arena.objects.get(slug="text")
    Contender.objects.create(arena=other, model=contender.model, state=Contender.State.RETIRED)
    shown = client.get(page)
    assert shown.status_code == 200
    assert "Secret Title" not in shown.content.decode()


def test_no_battle_starts_in_a_hidden_arena(hidden, client):
    Arena.objects.filter(pk=hidden.pk).update(visibility=Arena.Visibility.HIDDEN)
    form = {
        "arena": "secretplace",
        "prompt": "What is a heron?",
        "key": "5e2f1c1e-3f0a-4e9c-8f5e-0a1b2c3d4e5f",
    }
    assert client.post("/battles/", form).status_code == 404


def test_every_arena_is_public_unless_it_is_hidden():
    arena = world.make_arena()
    assert arena.is_public
    assert list(Arena.objects.visible_to(None)) == list(Arena.objects.public()) == [arena]
    arena.visibility = Arena.Visibility.HIDDEN
    arena.save()
    assert not arena.is_public
    for viewer in (None, world.make_voter()):
        assert not Arena.objects.visible_to(viewer).exists()
        assert not Arena.objects.open(viewer).exists()
