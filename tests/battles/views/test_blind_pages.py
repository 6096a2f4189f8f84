"""A battle's page and ballot section, filled into kept shells, have the bytes of their templates."""

import datetime as dt
from importlib import import_module

import pytest
from django.utils import timezone

from battles import services
from battles.erasure import BY_VISITOR, erase_battles
from battles.models import Answer, Battle
from battles.outcomes import Outcome
from battles.tags import Tag
from battles.views import blind_page, own_battle
from battles.views.page_shells import PageShells
from tests import world
from tests.battles.views.test_page_shells import browser, normalise

pytestmark = pytest.mark.django_db

PROMPT = "Why is <b>4 & 5</b> “less”\nthan nine?"
ANSWER = "It *is*: `4 < 9`, see https://example.org/\n\n| a | b |\n|---|---|\n| 1 | 2 |"


def running(arena) -> Battle:
    return world.open_battle(arena, prompt=PROMPT)


def answered(arena) -> Battle:
    return world.answered_battle(arena, prompt=PROMPT, a=ANSWER, b="Nein.")


def with_an_empty_answer(arena) -> Battle:
    return world.answered_battle(arena, a="", b=ANSWER)


def with_two_turns(arena) -> Battle:
    battle = answered(arena)
    services.continue_battle(battle, prompt="And *ten*?", turn=2, now=timezone.now())
    return battle


def asked_again(arena) -> Battle:
    battle = answered(arena)
    services.regenerate(battle, attempt=2, now=timezone.now())
    return battle


def of_state(state: str, answer_state: str):
    def make(arena) -> Battle:
        battle = answered(arena)
        Battle.objects.filter(pk=battle.pk).update(state=state)
        Answer.objects.filter(prompt__battle=battle, side="b").update(state=answer_state)
        return battle

    make.__name__ = f"{state}, {answer_state}"
    return make


def asking_who_they_are(arena) -> Battle:
    battle = answered(arena)
    Battle.objects.filter(pk=battle.pk).update(tags=Tag.IDENTITY_REQUEST)
    return battle


def in_the_grace(arena) -> Battle:
    return services.cast_ballot(answered(arena), outcome=Outcome.BOTH_BAD, now=timezone.now())


def of_a_long_conversation(arena) -> Battle:
    return world.answered_battle(arena, prompt=PROMPT, a="a word " * 40_000)


def erased(arena) -> Battle:
    battle = answered(arena)
    erase_battles([battle.pk], request=BY_VISITOR, now=timezone.now())
    return battle


BATTLES = [
    *(running, answered, with_an_empty_answer, with_two_turns, asked_again, asking_who_they_are),
    *(of_state("answered", "stopped"), of_state("failed", "failed"), of_state("interrupted", "interrupted")),
    *(in_the_grace, of_a_long_conversation, erased),
]


def read(client, battle, prefix: str) -> list[tuple]:
    """The page and the section as a script asks for it: normalised bodies and headers."""
    page = client.get(f"{prefix}/battles/{battle.key}/")
    section = client.get(f"{prefix}/battles/{battle.key}/ballot/", headers={"HX-Request": "true"})
    assert page.status_code == section.status_code == 200
    return [
        (normalise(response.content.decode()), {**response.headers, "Expires": ""})
        for response in (page, section)
    ]


@pytest.mark.parametrize("prefix", ["", "/zh-hant"], ids=["en", "zh-hant"])
@pytest.mark.parametrize("make", BATTLES, ids=lambda make: make.__name__)
def test_a_battle_s_page_has_the_bytes_of_its_template(arena, pool, monkeypatch, make, prefix):
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(milliseconds=1))
    first, second = make(arena), make(arena)
    read(browser(first.voter), first, prefix)  # makes the shells
    filled = read(browser(second.voter), second, prefix)
    with monkeypatch.context() as patched:
        patched.setattr(own_battle, "read_own_battle", lambda *args, **kwargs: None)
        rendered = read(browser(second.voter), second, prefix)
    assert filled == rendered
    assert str(first.key) not in filled[0][0]


def test_battles_of_one_shape_share_a_shell_and_no_text(arena, pool, monkeypatch):
    shells = PageShells("battles/battle/battle.html")
    monkeypatch.setattr(import_module("battles.views.battle"), "PAGES", shells)
    texts = [f"Question {number}, all my own" for number in range(3)]
    battles = [world.answered_battle(arena, prompt=text, a=f"To {text}") for text in texts]
    for battle, text in zip(battles, texts, strict=True):
        page = browser(battle.voter).get(f"/battles/{battle.key}/").content.decode()
        assert page.count(text) == 2
        assert str(battle.key) in page
        assert not any(other in page for other in texts if other != text)
    assert len(shells) == 1
    kept = str(next(iter(shells._shells.items())))
    assert "all my own" not in kept
    assert not any(str(battle.key) in kept for battle in battles)


def test_a_text_that_looks_like_a_mark_stays_a_text(arena, pool):
    battle = world.answered_battle(arena, prompt="mark")
    client = browser(battle.voter)
    client.get(f"/battles/{battle.key}/")
    marks = list(blind_page.PAGES._marks.values())
    other = world.answered_battle(arena, prompt=" ".join(marks))
    assert " ".join(marks) in browser(other.voter).get(f"/battles/{other.key}/").content.decode()


def test_another_visitor_s_battle_is_not_found(arena, pool):
    battle = world.answered_battle(arena)
    stranger = world.answered_battle(arena).voter
    for path in (f"/battles/{battle.key}/", f"/battles/{battle.key}/ballot/"):
        assert browser(stranger).get(path, headers={"HX-Request": "true"}).status_code == 404
        assert browser().get(path).status_code == 404


def test_the_page_of_a_battle_without_a_vote_needs_one_statement(arena, pool, django_assert_num_queries):
    battle = answered(arena)
    client = browser(battle.voter)
    client.get(f"/battles/{battle.key}/")
    with django_assert_num_queries(1):
        client.get(f"/battles/{battle.key}/")
