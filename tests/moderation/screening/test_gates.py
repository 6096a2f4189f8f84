"""Screening before a prompt is sent: what visitors see, and what reaches a model or a table."""

import uuid

import pytest

from battles import services
from battles.gates import flush_outcomes
from battles.models import Battle, GateCount, Prompt
from moderation.models import BlockedPrompt
from tests import world

CARD = "My card is 4111 1111 1111 1111."

pytestmark = pytest.mark.django_db


def send(client, prompt, **more):
    data = {"arena": "text", "key": str(uuid.uuid4()), "prompt": prompt, **more}
    return client.post("/battles/", data)


def accepted_of(page) -> str:
    return page.content.decode().split('name="accepted" value="')[1].split('"')[0]


def counts() -> dict[tuple[str, str], int]:
    flush_outcomes()
    rows = GateCount.objects.filter(gate="screening")
    return {(row.outcome, row.detail): row.number for row in rows}


def test_a_warned_visitor_may_send_the_prompt_anyway_by_a_second_press(client, arena, pool):
    page = send(client, CARD, free="1")
    assert page.status_code == 422
    text = page.content.decode()
    assert CARD in text
    assert "Private data" in text
    assert "Send anyway" in text
    assert 'name="free" value="1"' in text
    assert not Prompt.objects.exists()
    assert send(client, CARD, accepted=accepted_of(page)).status_code == 302
    assert Prompt.objects.get().text == CARD
    assert counts() == {("warn", "private_data"): 1, ("accepted", "private_data"): 1}


def test_accepting_one_prompt_accepts_no_other(client, arena, pool):
    accepted = accepted_of(send(client, CARD))
    changed = send(client, CARD + " And 5500 0000 0000 0004.", accepted=accepted)
    assert changed.status_code == 422
    assert send(client, CARD, accepted=accepted + "x").status_code == 422
    assert not Prompt.objects.exists()


def test_a_changed_prompt_without_the_data_is_sent(client, arena, pool):
    accepted = accepted_of(send(client, CARD))
    assert send(client, "My card is a secret.", accepted=accepted).status_code == 302


def test_a_blocked_prompt_reaches_no_model_and_no_table(client, arena, pool, adopt):
    adopt(violence=("block", ["forbidden word"]))
    page = send(client, "A <b>forbidden word</b> here")
    assert page.status_code == 422
    text = page.content.decode()
    assert "It has reached no model." in text
    assert "Violence" in text
    assert "A &lt;b&gt;forbidden word&lt;/b&gt; here" in text
    assert "accepted" not in text
    assert not Battle.objects.exists()
    assert not BlockedPrompt.objects.exists()
    assert counts() == {("block", "violence"): 1}
    assert send(client, "A harmless one").status_code == 302


def test_a_policy_may_keep_blocked_prompts_for_staff_some_of_each_address(client, arena, pool, adopt):
    adopt(violence=("block", ["forbidden"]), keeps_blocked=True)
    for number in range(52):
        send(client, f"forbidden {number}")
    assert BlockedPrompt.objects.count() == 50
    kept = BlockedPrompt.objects.first()
    assert (kept.categories, kept.text) == (["violence"], "forbidden 49")


def test_self_harm_gets_help_and_not_a_scolding(client, arena, pool):
    page = send(client, "I want to die")
    text = page.content.decode()
    assert "you do not have to be alone with it" in text
    assert "1925" in text
    assert "It seems to contain" not in text
    assert "Go on" in text
    chinese = client.post(
        "/zh-hant/battles/", {"arena": "text", "key": str(uuid.uuid4()), "prompt": "我想死"}
    )
    assert "您不必獨自面對" in chinese.content.decode()


def test_staff_write_the_help_and_its_contacts(client, arena, pool, adopt):
    adopt(help_text_en="Somebody listens.", help_contacts="Call 1\n\nCall <2>")
    text = send(client, "I want to die").content.decode()
    assert "Somebody listens." in text
    assert "Call &lt;2&gt;" in text


def test_in_shadow_mode_everything_is_counted_and_nothing_is_shown(client, arena, pool, adopt):
    adopt(violence=("block", ["forbidden"]), is_shadow=True)
    assert send(client, f"forbidden. {CARD}").status_code == 302
    assert counts() == {("shadow_block", "violence"): 1, ("shadow_warn", "private_data"): 1}


def test_what_is_logged_is_sent(client, arena, pool, adopt):
    adopt(hate=("log", ["forbidden"]))
    assert send(client, "a forbidden word").status_code == 302
    assert counts() == {("log", "hate"): 1}


def test_a_category_that_is_off_is_not_looked_at(client, arena, pool, adopt):
    adopt(private_data=("off", []), self_harm=("off", []))
    assert send(client, f"{CARD} I want to die").status_code == 302
    assert counts() == {}


def test_hints_below_the_threshold_do_nothing(client, arena, pool):
    assert send(client, "Write to ann@example.org about her order.").status_code == 302


def test_a_further_prompt_is_screened_and_its_draft_kept(client, arena, pool):
    key = send(client, "Hello").headers["Location"].split("/")[-2]
    battle = Battle.objects.get(key=key)
    Battle.objects.filter(pk=battle.pk).update(state=Battle.State.ANSWERED)
    page = client.post(f"/battles/{key}/prompts/", {"prompt": CARD, "turn": "2"})
    assert page.status_code == 422
    assert f'action="/battles/{key}/prompts/"' in page.content.decode()
    assert 'name="turn" value="2"' in page.content.decode()
    again = {"prompt": CARD, "turn": "2", "accepted": accepted_of(page)}
    assert client.post(f"/battles/{key}/prompts/", again).status_code == 302
    assert battle.prompts.count() == 2


def test_the_newest_policy_applies(client, arena, pool, adopt):
    adopt(violence=("block", ["forbidden"]))
    adopt(violence=("off", []))
    assert send(client, "forbidden").status_code == 302


def test_services_refuse_like_pages(arena, pool, adopt):
    adopt(violence=("block", ["forbidden"]))
    with pytest.raises(services.PromptRefused):
        world.open_battle(arena, prompt="forbidden")
