"""Terms and privacy notice: versions, pages in both languages, consent recorded with its version."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation

from battles.legal import build_notice, get_consent_in_force, get_document, read_consent
from battles.models import Answer, Battle, LegalDocument, RetentionPolicy, Voter
from battles.models.visitors import SHIPPED_VERSIONS
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = dt.timedelta(hours=1)


def publish(kind="terms", *, at=None, text="New terms."):
    return LegalDocument.objects.create(
        kind=kind,
        text_en=text,
        text_zh_hant="新條款。",
        change_en="Something changed.",
        change_zh_hant="有所變更。",
        published_at=at or timezone.now() - HOUR,
    )


def send(client, **more):
    return client.post("/battles/", {"prompt": "Hello?", "key": str(uuid.uuid4()), "arena": "text"} | more)


@pytest.mark.parametrize("kind", ["terms", "privacy"])
@pytest.mark.parametrize("prefix", ["", "/zh-hant"])
def test_the_shipped_texts_are_numbered_in_both_languages(kind, prefix):
    page = Client().get(f"{prefix}/{kind}/").content.decode()
    assert str(SHIPPED_VERSIONS[kind]) in page
    for version in range(1, SHIPPED_VERSIONS[kind] + 1):
        assert Client().get(f"{prefix}/{kind}/{version}/").status_code == 200
    assert ("對照對戰" in page or "代碼" in page) == (prefix == "/zh-hant")


def test_the_shipped_texts_are_honest_about_what_they_must_say():
    now = timezone.now()
    assert "control battles" in get_document("terms", now=now).text
    assert "cannot be called back" in get_document("privacy", now=now).text
    assert "says for a day" in get_document("privacy", now=now).text
    assert "before it is sent" in get_document("privacy", now=now).text
    with translation.override("zh-hant"):
        assert "無法收回" in get_document("privacy", now=now).text
        assert "一天內" in get_document("privacy", now=now).text


def test_a_version_of_this_site_is_in_force_instead_of_the_shipped_ones_and_follows_them():
    assert publish("privacy").version == SHIPPED_VERSIONS["privacy"] + 1
    assert "New terms." in Client().get("/privacy/").content.decode()
    assert "Other cookies" in Client().get("/privacy/2/").content.decode()


def test_a_draft_is_not_in_force_and_a_published_version_is_and_the_old_one_stays_readable():
    draft = publish(at=timezone.now() + HOUR)
    assert draft.version == 2
    assert "New terms." not in Client().get("/terms/").content.decode()
    assert Client().get("/terms/2/").status_code == 404
    LegalDocument.objects.filter(pk=draft.pk).update(published_at=timezone.now() - HOUR)
    assert "New terms." in Client().get("/terms/").content.decode()
    assert "earlier version" in Client().get("/terms/1/").content.decode()


def test_a_document_is_sanitised():
    publish(text="<script>alert(1)</script> **bold**")
    page = Client().get("/terms/").content.decode()
    assert "<script>alert" not in page
    assert "<strong>bold</strong>" in page


def test_consent_is_recorded_with_the_first_battle(arena, pool):
    client = Client()
    assert 'name="consent" value="1.2"' in client.get("/").content.decode()
    send(client, consent="1.2")
    assert Battle.objects.values_list("terms_version", "privacy_version").get() == (1, 2)
    assert Voter.objects.values_list("terms_version", "privacy_version").get() == (1, 2)


@pytest.mark.parametrize("consent", ["", "7.1", "0.1", "x", "1", "1.1.1", "9999999.1"])
def test_a_form_without_known_versions_is_no_wall_and_records_none(arena, pool, consent):
    assert send(Client(), consent=consent).status_code == 302
    assert Battle.objects.get().terms_version is None


def test_a_new_version_is_said_until_the_visitor_sends_under_it(arena, pool):
    client = Client()
    send(client, consent="1.2")
    assert "Something changed." not in client.get("/").content.decode()
    publish()
    page = client.get("/").content.decode()
    assert "Something changed." in page
    assert 'value="2.2"' in page
    send(client, consent="2.2")
    assert "Something changed." not in client.get("/").content.decode()
    assert list(Battle.objects.order_by("pk").values_list("terms_version", flat=True)) == [1, 2]


def test_the_next_prompt_beside_the_reveal_has_the_sentence_and_the_versions(arena, pool):
    client = Client()
    send(client, consent="1.1")
    battle = Battle.objects.get()
    Answer.objects.filter(prompt__battle=battle).update(state=Answer.State.DONE, text="A wading bird.")
    Battle.objects.filter(pk=battle.pk).update(state=Battle.State.ANSWERED)
    page = client.post(f"/battles/{battle.key}/vote/", {"outcome": "a"}, follow=True)
    assert 'name="consent"' not in page.content.decode()
    page = client.post(f"/battles/{battle.key}/reveal/", follow=True).content.decode()
    assert 'name="consent" value="1.2"' in page
    assert "names every cookie" in page


def test_nothing_is_said_to_a_new_visitor(arena):
    publish()
    assert build_notice(None, now=timezone.now()).changes == ()
    assert str(get_consent_in_force(now=timezone.now())) == "2.2"
    assert read_consent({"consent": "2.2"}, now=timezone.now()).terms == 2


def test_the_privacy_page_shows_policies_and_what_was_erased(arena, pool):
    RetentionPolicy.objects.create(trace_days=30, text_days=60, public_reason="As advised.")
    page = Client().get("/privacy/").content.decode()
    assert "As advised." in page
    assert "after 60 days" in page


def test_an_operator_changes_a_draft_and_no_published_version():
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    data = {
        "kind": "privacy",
        "text_en": "a",
        "text_zh_hant": "b",
        "change_en": "c",
        "change_zh_hant": "d",
        "published_at_0": "",
        "published_at_1": "",
    }
    client.post("/admin/battles/legaldocument/add/", data)
    draft = LegalDocument.objects.get()
    assert (draft.version, draft.actor.username) == (3, "root")
    url = f"/admin/battles/legaldocument/{draft.pk}/change/"
    client.post(url, data | {"text_en": "z"})
    draft.refresh_from_db()
    assert draft.text_en == "z"
    LegalDocument.objects.update(published_at=timezone.now() - HOUR)
    client.post(url, data | {"text_en": "never"})
    draft.refresh_from_db()
    assert draft.text_en == "z"


def test_a_battle_again_keeps_the_versions_of_the_voter(arena, pool):
    voter = world.make_voter()
    Voter.objects.filter(pk=voter.pk).update(terms_version=1, privacy_version=1)
    voter.refresh_from_db()
    assert world.open_battle(arena, voter=voter).terms_version == 1
