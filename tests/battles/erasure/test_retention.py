"""The retention job: what is too old goes, a run ends after its budget, the next one continues."""

import datetime as dt

import pytest

from battles.erasure import apply_retention, get_figures, retention
from battles.models import AddressKey, AddressTrace, Battle, Erasure, Prompt, RetentionPolicy, Voter
from battles.visitors import hash_address
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)

DAY = dt.timedelta(days=1)
NOON = world.NOON


def opened(arena, *, at=NOON, address="192.0.2.7"):
    voter = Voter.objects.create(address_hash=hash_address(address, now=at).host)
    Voter.objects.filter(pk=voter.pk).update(created_at=at)
    return world.open_battle(arena, voter=voter, now=at, hashes=hash_address(address, now=at))


def test_traces_go_after_ninety_days_and_texts_stay_by_default(arena, pool):
    old, new = opened(arena), opened(arena, at=NOON + 60 * DAY)
    apply_retention(now=NOON + 91 * DAY)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.address_hash, old.voter.address_hash) == ("", "")
    assert new.address_hash
    assert Voter.objects.get(pk=new.voter_id).address_hash
    assert set(AddressTrace.objects.values_list("pk", flat=True)) == {new.pk}
    assert Prompt.objects.get(battle=old).text


def test_a_key_is_destroyed_when_its_whole_month_is_too_old(arena, pool):
    opened(arena)
    apply_retention(now=dt.datetime(2024, 7, 29, tzinfo=dt.UTC))  # ninety days after the end of April
    assert bytes(AddressKey.objects.get().secret)
    apply_retention(now=dt.datetime(2024, 7, 31, tzinfo=dt.UTC))
    key = AddressKey.objects.get()
    assert bytes(key.secret) == b""
    assert key.destroyed_at
    assert not Battle.objects.exclude(address_hash="").exists()


def test_hashes_of_before_the_keys_expire_as_well(arena, pool):
    battle = world.open_battle(arena, address_hash="f" * 32)
    apply_retention(now=NOON + 91 * DAY)
    battle.refresh_from_db()
    assert battle.address_hash == ""


def test_texts_go_by_the_policy_in_effect_and_the_figures_say_how_many(arena, pool):
    policy = RetentionPolicy.objects.create(text_days=30, public_reason="x", effective_from=NOON)
    RetentionPolicy.objects.create(text_days=1, public_reason="later", effective_from=NOON + 900 * DAY)
    old, new = opened(arena), opened(arena, at=NOON + 20 * DAY)
    apply_retention(now=NOON + 31 * DAY)
    assert (Prompt.objects.get(battle=old).text, bool(Prompt.objects.get(battle=new).text)) == ("", True)
    assert Erasure.objects.get(kind="texts").policy == policy
    [figure] = get_figures()
    assert (figure.number, figure.month) == (1, dt.date(2024, 5, 1))


def test_imported_battles_are_passed_over(arena, pool):
    RetentionPolicy.objects.create(text_days=1, public_reason="x", effective_from=NOON)
    battle = opened(arena)
    Battle.objects.filter(pk=battle.pk).update(origin=Battle.Origin.IMPORTED)
    apply_retention(now=NOON + 400 * DAY)
    assert Prompt.objects.get(battle=battle).text


def test_a_run_without_time_does_nothing_and_the_next_one_continues(arena, pool, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    RetentionPolicy.objects.create(text_days=1, public_reason="x", effective_from=NOON)
    for hours in range(3):
        opened(arena, at=NOON + dt.timedelta(hours=hours))
    ticks = iter([0.0, *[0.0] * 8, *[99.0] * 50])
    apply_retention(now=NOON + 100 * DAY, budget=1.0, clock=lambda: next(ticks))
    assert 0 < Battle.objects.exclude(address_hash="", erased_at__isnull=False).count() <= 3
    apply_retention(now=NOON + 100 * DAY)
    assert Battle.objects.filter(erased_at__isnull=True).count() == 0
