"""SECRET_KEY is changed as a procedure: nobody is lost, and the command says when the earlier key can go."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from django_otp.oath import TOTP

from arenasite.staff import second_factor
from arenasite.staff.models import Authenticator
from battles.exports import pseudonym
from battles.imports.voters import voter_key
from battles.keys.site_keys import parse_retired_keys
from battles.rate_limits.keys import hash_key
from battles.receipts import BadReceipt, issue_receipt, read_receipt
from tests import world

pytestmark = pytest.mark.django_db

OLD, NEW = "the first key " * 4, "the second key " * 4
NOW = 1_713_787_200.0


class App:
    """An authenticator app: it keeps the key it was given at enrolment."""

    def __init__(self, user, monkeypatch):
        self.now = NOW
        monkeypatch.setattr("arenasite.staff.models.time", self)
        device = second_factor.begin_enrolment(user)
        self.key = device.bin_key
        _device, self.codes = second_factor.finish_enrolment(user, self.digits())

    def time(self):
        return self.now

    def digits(self):
        self.now += 60
        totp = TOTP(self.key)
        totp.time = self.now
        return f"{totp.token():06d}"


@pytest.fixture
def old_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS, settings.RETIRED_KEYS = OLD, [], []


@pytest.fixture
def sam(old_key):
    return User.objects.create_superuser("sam", password="correct horse")


def rotate(*arguments) -> str:
    output = io.StringIO()
    call_command("rotate_keys", *arguments, stdout=output, stderr=output)
    return output.getvalue()


def change_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]


def test_before_the_change_the_command_makes_second_factors_movable(sam, settings, monkeypatch):
    app = App(sam, monkeypatch)
    Authenticator.objects.update(key="ab" * 20)
    app.key = Authenticator.objects.get().bin_key
    assert "1 moved to SECRET_KEY" in rotate()
    change_key(settings)
    assert "1 moved to SECRET_KEY" in rotate()
    settings.SECRET_KEY_FALLBACKS = []
    assert second_factor.verify(sam, app.digits())
    assert "0 moved" in rotate()


def test_a_second_factor_that_was_not_prepared_moves_at_the_next_sign_in(sam, settings, monkeypatch):
    Authenticator.objects.create(user=sam, name="app", confirmed=True, key="cd" * 20)
    app = App.__new__(App)
    app.now, app.key = NOW, Authenticator.objects.get().bin_key
    monkeypatch.setattr("arenasite.staff.models.time", app)
    change_key(settings)
    assert "1 move at the next sign-in: sam" in rotate()
    assert "SECRET_KEY_FALLBACKS is still needed" in rotate()
    second_factor.verify(sam, app.digits())
    settings.SECRET_KEY_FALLBACKS = []
    assert second_factor.verify(sam, app.digits())


def test_a_key_that_is_gone_is_named_and_never_accepts(sam, settings, monkeypatch):
    app = App(sam, monkeypatch)
    rotate()
    settings.SECRET_KEY = NEW
    assert "reset them in the admin: sam" in rotate()
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(sam, app.digits())


def test_retired_keys_keep_receipts_codes_and_pseudonyms_without_the_old_key(sam, settings, monkeypatch):
    app = App(sam, monkeypatch)
    arena = world.make_arena()
    world.make_pool(arena)
    vote = world.voted_battle(arena, now=timezone.now()).vote
    receipt, name = issue_receipt(vote), pseudonym(vote.arena, "voter", 7)
    imported = voter_key(1, "10.0.0.7")
    rotate()
    change_key(settings)
    shown = rotate("--show-retired-keys")
    assert OLD.strip() not in shown
    line = next(line for line in shown.splitlines() if line.startswith("receipts:"))
    settings.RETIRED_KEYS = parse_retired_keys(line.split(","))
    assert "SECRET_KEY_FALLBACKS can be emptied" in rotate()
    settings.SECRET_KEY_FALLBACKS = []
    assert read_receipt(receipt).matches(vote)
    assert pseudonym(vote.arena, "voter", 7) == name
    assert voter_key(1, "10.0.0.7") == imported
    assert second_factor.verify(sam, app.codes[0])
    settings.RETIRED_KEYS = []
    with pytest.raises(BadReceipt):
        read_receipt(receipt)


def test_counters_are_shared_by_processes_with_the_keys_in_either_order(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, [NEW]
    first = hash_key("address 1")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert hash_key("address 1") == first


def test_it_counts_the_visitors_who_have_been_back(old_key, settings):
    earlier = world.make_voter()
    world.make_voter()
    rotate()
    change_key(settings)
    assert "0 of 2 from before" in rotate()
    arena = world.make_arena()
    world.make_pool(arena)
    world.open_battle(arena, voter=earlier, now=timezone.now())
    assert "1 of 2 from before" in rotate()
