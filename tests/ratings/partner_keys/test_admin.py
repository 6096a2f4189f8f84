"""Staff make, replace and revoke keys; a key is shown once, and each step is in the log."""

import datetime as dt
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from arenasite.status.checks import State, check_partner_keys
from ratings.partner_keys import KeyUse, PartnerKey, find_key
from ratings.partner_keys.issuing import write_key

LIST = "admin:ratings_partnerkey_changelist"
pytestmark = pytest.mark.django_db


def make_key(**fields) -> PartnerKey:
    key = PartnerKey(name="Lab", **fields)
    write_key(key)
    return key


def read_key(page) -> str:
    return re.search(r"arena_[\w-]{40,}", page.content.decode())[0]


def run(client, action, *keys):
    return client.post(reverse(LIST), {"action": action, "_selected_action": [key.pk for key in keys]})


def test_a_new_key_is_shown_once_and_works(admin_client):
    form = {"name": "Lab", "scopes": ["boards", "models"], "reads_per_minute": 100}
    page = admin_client.post(reverse("admin:ratings_partnerkey_add"), form)
    text = read_key(page)
    assert "no-store" in page["Cache-Control"]
    key = find_key(text, now=timezone.now())
    assert (key.name, key.scopes, key.created_by.username) == ("Lab", ["boards", "models"], "admin")
    for address in (reverse(LIST), reverse("admin:ratings_partnerkey_change", args=[key.pk])):
        assert text not in admin_client.get(address).content.decode()
    assert LogEntry.objects.filter(object_id=str(key.pk)).count() == 1


def test_a_replaced_key_ends_in_a_week(admin_client):
    old = make_key(reads_per_minute=7)
    new = find_key(read_key(run(admin_client, "rotate", old)), now=timezone.now())
    old.refresh_from_db()
    assert old.successor == new
    assert new.reads_per_minute == 7
    assert dt.timedelta(days=6) < old.expires_at - timezone.now() <= dt.timedelta(days=7)
    run(admin_client, "rotate", old)
    assert PartnerKey.objects.count() == 2
    assert LogEntry.objects.count() == 2


def test_a_revoked_key_ends_at_once(admin_client):
    key = make_key()
    run(admin_client, "revoke", key)
    key.refresh_from_db()
    assert not key.is_valid(timezone.now())
    assert LogEntry.objects.get().change_message == "Revoked."


def test_the_use_of_a_key_is_a_picture_without_styles(admin_client):
    key = make_key()
    today = timezone.now().date()
    KeyUse.objects.create(key=key, day=today, reads=40, refused=2)
    page = admin_client.get(reverse("admin:ratings_partnerkey_change", args=[key.pk])).content.decode()
    start = page.index("<svg width")
    picture = page[start : page.index("</svg>", start)]
    assert picture.count("<rect") == 2
    words = f"From {today - dt.timedelta(days=59)} to {today}; the highest bar is 42 reads"
    assert words in page
    assert f"{today}: 40 + 2" in picture
    assert "style=" not in picture


def test_the_doctor_names_a_key_that_ends_soon():
    assert check_partner_keys()[0] == State.OK
    key = make_key(expires_at=timezone.now() + dt.timedelta(days=3))
    state, detail = check_partner_keys()
    assert state == State.WARNING
    assert key.prefix in detail
