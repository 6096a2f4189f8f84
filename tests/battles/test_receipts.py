"""A receipt says which vote it is for, cannot be forged, and outlives a change of the key."""

import dataclasses
import datetime as dt
import uuid
from base64 import urlsafe_b64encode

import pytest
from django.core.signing import Signer

from battles.models import Battle, Vote
from battles.outcomes import Outcome
from battles.receipts import FIELDS, SALT, BadReceipt, Receipt, issue_receipt, read_receipt
from tests import world

NOON = world.NOON + dt.timedelta(microseconds=123457)


def vote_of(**fields) -> Vote:
    """A vote that no database holds."""
    battle = Battle(key=uuid.UUID(int=7))
    return Vote(**{"battle": battle, "outcome": Outcome.B, "cast_at": NOON} | fields)


def signed(payload: bytes, **signer) -> str:
    """What a receipt with this payload would be."""
    return Signer(**{"salt": SALT, "sep": "."} | signer).sign(urlsafe_b64encode(payload).decode().rstrip("="))


def packed(number=1, key=bytes(16), outcome=1, moment=0) -> bytes:
    return FIELDS.pack(number, key, outcome, moment)


def test_it_says_which_vote_it_is_for():
    receipt = read_receipt(issue_receipt(vote_of()))
    assert receipt == Receipt(uuid.UUID(int=7), Outcome.B, NOON)
    assert receipt.matches(vote_of())


@pytest.mark.parametrize(
    "other",
    [
        {"outcome": Outcome.A},
        {"cast_at": NOON + dt.timedelta(microseconds=1)},
        {"battle": Battle(key=uuid.UUID(int=8))},
    ],
)
def test_it_agrees_with_no_other_vote(other):
    assert not read_receipt(issue_receipt(vote_of())).matches(vote_of(**other))


def test_the_same_vote_has_the_same_receipt_and_it_fits_an_address():
    token = issue_receipt(vote_of())
    assert token == issue_receipt(vote_of())
    assert len(token) < 100
    assert token.replace("-", "").replace("_", "").replace(".", "").isalnum()


def test_it_has_no_room_for_a_person_or_a_model():
    assert {field.name for field in dataclasses.fields(Receipt)} == {"battle", "outcome", "cast_at"}
    assert FIELDS.size == 1 + 16 + 1 + 8


def test_a_vote_before_1970_has_one_too():
    early = vote_of(cast_at=dt.datetime(1969, 7, 20, tzinfo=dt.UTC))
    assert read_receipt(issue_receipt(early)).cast_at == early.cast_at


def test_any_changed_character_spoils_it():
    token = issue_receipt(vote_of())
    for place, character in enumerate(token):
        for other in "Ax.":
            if other != character:
                forged = token[:place] + other + token[place + 1 :]
                with pytest.raises(BadReceipt):
                    read_receipt(forged)


@pytest.mark.parametrize(
    "token",
    [
        *("", ".", "..", "a.b", "x" * 201, "x" * 100_000, "\x00", "é.ü", "收據.收據", "%2e%2e"),
        signed(packed(), salt="battles.visitors"),
        signed(packed(), key="somebody else's key"),
        signed(packed(number=2)),
        signed(packed(outcome=0)),
        signed(packed(outcome=5)),
        signed(packed(moment=2**63 - 1)),
        signed(packed(moment=-(2**63))),
        signed(packed()[:-1]),
        signed(packed() + b"!"),
        signed(b""),
        Signer(salt=SALT, sep=".").sign("not base64!"),
        Signer(salt=SALT, sep=".").sign("é"),
    ],
)
def test_what_is_no_receipt_is_refused_without_a_word_why(token):
    with pytest.raises(BadReceipt) as refusal:
        read_receipt(token)
    assert not str(refusal.value)


def test_a_receipt_outlives_a_change_of_the_key(settings):
    settings.SECRET_KEY = "the first key"
    token = issue_receipt(vote_of())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second key", ["the first key"]
    assert read_receipt(token).matches(vote_of())
    assert issue_receipt(vote_of()) != token
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadReceipt):
        read_receipt(token)


@pytest.mark.django_db
def test_a_stored_vote_keeps_its_receipt(arena, pool):
    battle = world.voted_battle(arena, Outcome.TIE)
    token = issue_receipt(battle.vote)
    stored = Vote.objects.select_related("battle").get(pk=battle.pk)
    assert issue_receipt(stored) == token
    assert read_receipt(token).matches(stored)
