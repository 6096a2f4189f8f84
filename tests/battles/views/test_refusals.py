"""What is refused on the pages of a battle: limits, damaged and hostile input."""

import uuid

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from battles.models import Ballot, Battle, Voter
from tests.battles.views.visitor import Visitor, count

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_refused_prompt_is_told_and_kept(runner, stage):
    await sync_to_async(lambda: type(stage).objects.update(max_prompt_characters=5))()
    visitor = Visitor()
    refused = await visitor.start(prompt="much too long")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "13 characters, 8 more than the 5" in text
    assert "much too long" in text
    assert await count(Battle) == 0


async def test_too_many_prompts_are_refused_with_the_time_to_come_back(runner, stage, settings):
    settings.BATTLES_PER_MINUTE = 2
    visitor = Visitor()
    for _ in range(3):  # the first one makes the voter
        assert (await visitor.start()).status_code == 302
    refused = await visitor.start(prompt="Fourth")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 120
    assert "Fourth" in refused.content.decode()
    assert "Please try again in" in refused.content.decode()
    assert await count(Battle) == 3


async def test_a_refused_post_of_new_visitors_writes_nothing(runner, stage, settings):
    settings.BATTLES_PER_MINUTE = 1
    for _ in range(6):  # the limit of one address
        assert (await Visitor().start()).status_code == 302
    for _ in range(5):
        refused = await Visitor().start()
        assert refused.status_code == 429
        assert not refused.cookies.get("arena_voter")
    assert (await count(Voter), await count(Battle)) == (6, 6)


async def test_a_repeated_regenerate_is_not_charged_again(runner, stage, settings):
    settings.BATTLES_PER_MINUTE = 2  # the first prompt makes the voter
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    for _ in range(4):
        assert (await visitor.do("regenerate", {"attempt": "2"})).status_code == 302
    await visitor.events()
    assert (await visitor.do("regenerate", {"attempt": "3"})).status_code == 302
    await visitor.events()
    refused = await visitor.do("regenerate", {"attempt": "4"})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


async def test_changes_of_a_ballot_are_limited_and_repeats_are_free(runner, stage, monkeypatch):
    monkeypatch.setattr("battles.rate_limits.policies.BALLOTS_PER_MINUTE", 3)
    await sync_to_async(lambda: type(stage).objects.update(vote_grace=60))()
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    for outcome in ("a", "a", "a", "b", "a"):
        assert (await visitor.do("vote", {"outcome": outcome})).status_code == 302
    refused = await visitor.do("vote", {"outcome": "tie"})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert (await visitor.do("vote", {"outcome": "a"})).status_code == 302
    assert await count(Ballot) == 3


@pytest.mark.parametrize(
    ("action", "data", "status"),
    [
        ("prompts", {"prompt": "x"}, 422),
        ("prompts", {"prompt": " ", "turn": "2"}, 422),
        ("regenerate", {"attempt": "x"}, 422),
        ("regenerate", {"attempt": "9" * 5000}, 422),
        ("vote", {"outcome": ""}, 422),
        ("vote", {"outcome": "c"}, 422),
        ("reveal", {}, 409),
    ],
)
async def test_bad_input_gets_words_and_changes_nothing(runner, stage, action, data, status):
    visitor = Visitor()
    await visitor.start()
    await visitor.events()
    refused = await visitor.do(action, data)
    assert refused.status_code == status
    assert 'role="alert"' in refused.content.decode()
    assert await count(Ballot) == 0


@pytest.mark.parametrize(
    "data", [{"key": "not-a-key"}, {"a": "1"}, {"a": "1", "b": "1"}, {"a": "x", "b": "y"}]
)
async def test_a_damaged_form_is_refused_with_words(runner, stage, data):
    refused = await Visitor().start(**data)
    assert refused.status_code == 422
    assert await count(Battle) == 0


def test_a_browser_without_cookies_gets_a_clear_word_and_keeps_its_prompt(stage):
    form = {"prompt": "Why is the sky blue?", "arena": "text", "key": str(uuid.uuid4())}
    first = Client(enforce_csrf_checks=True).post("/battles/", form)
    assert first.status_code == 403
    assert "Please send it again now." in first.content.decode()
    assert 'name="repeated"' in first.content.decode()
    again = Client(enforce_csrf_checks=True).post("/battles/", form | {"repeated": "1"})  # no cookie came
    assert again.status_code == 403
    assert "This browser keeps no cookies." in again.content.decode()
    assert "Why is the sky blue?</textarea>" in again.content.decode()
    browser = Client(enforce_csrf_checks=True)
    token = browser.post("/battles/", form).context["csrf_token"]
    assert browser.post("/battles/", form | {"csrfmiddlewaretoken": str(token)}).status_code == 302
