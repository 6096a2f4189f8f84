"""Stored HTML: rendered once, read by pages, rendered again for another renderer or another text."""

import pytest

from battles import blind
from battles.markdown import PROCESS, Rendered
from battles.models import Answer, AnswerHtml, answer_html
from tests import world
from tests.world import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def rendered(monkeypatch):
    """The texts that were rendered, in order."""
    texts = []

    def render(text):
        texts.append(text)
        return Rendered(f"<p>{text.upper()}</p>")

    monkeypatch.setattr(PROCESS, "render", render)
    return texts


@pytest.fixture
def battle(arena, pool):
    return world.answered_battle(arena, a="heron", b="crane")


def shown(battle):
    return [str(side.html) for side in blind.blind_battle(battle, now=NOON).last_turn.sides]


def test_a_page_renders_an_answer_once(battle, rendered):
    assert shown(battle) == ["<p>HERON</p>", "<p>CRANE</p>"]
    assert shown(battle) == ["<p>HERON</p>", "<p>CRANE</p>"]
    assert sorted(rendered) == ["crane", "heron"]


def test_html_of_an_older_renderer_is_rendered_again(battle, rendered, monkeypatch):
    shown(battle)
    monkeypatch.setattr(answer_html, "VERSION", answer_html.VERSION + 1)
    rendered.clear()
    shown(battle)
    assert sorted(rendered) == ["crane", "heron"]
    assert AnswerHtml.objects.filter(version=answer_html.VERSION).count() == 2


def test_html_of_another_text_is_never_shown(battle, rendered):
    shown(battle)
    Answer.objects.filter(side="a").update(text="erased")
    assert shown(battle) == ["<p>ERASED</p>", "<p>CRANE</p>"]
    Answer.objects.filter(side="a").update(text="")
    assert shown(battle)[0] == ""


def test_html_that_the_process_could_not_make_is_not_stored(battle, monkeypatch):
    monkeypatch.setattr(PROCESS, "render", lambda text: Rendered(f"<p>{text}</p>", is_final=False))
    assert shown(battle)[0] == "<p>heron</p>"
    assert not AnswerHtml.objects.exists()


def test_an_answer_that_is_still_growing_is_not_stored(battle, rendered):
    Answer.objects.update(state=Answer.State.RUNNING)
    shown(battle)
    assert not AnswerHtml.objects.exists()


def test_html_goes_with_its_answer(battle, rendered):
    shown(battle)
    Answer.objects.all().delete()
    assert not AnswerHtml.objects.exists()


def test_stored_html_costs_no_further_query(battle, rendered, django_assert_num_queries):
    shown(battle)
    with django_assert_num_queries(1):
        shown(battle)
