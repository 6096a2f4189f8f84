"""Sixty answers in twelve languages are rendered as they were when they were looked at."""

import pytest

from tests.battles.markdown.answers import REVIEWED, SOURCE, read, render_all
from tests.battles.markdown.growing import GrowingText

ANSWERS = read(SOURCE)
HTML = render_all()


def test_there_are_sixty_answers_in_twelve_languages():
    assert len(ANSWERS) == 60
    assert len({name.partition("-")[0] for name in ANSWERS}) == 12


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_looks_as_it_was_reviewed(name):
    assert HTML[name] == read(REVIEWED)[name], "Look at it, then: python -m tests.battles.markdown.answers"


@pytest.mark.parametrize("name", ANSWERS)
def test_written_line_by_line_it_becomes_the_same(name):
    growing = GrowingText()
    for line in ANSWERS[name].splitlines(keepends=True):
        growing.add(line)
    assert (HTML[name] + "\n").startswith(growing.html_without_ends)


def test_no_link_leads_into_this_site():
    for html in HTML.values():
        for address in html.split('href="')[1:]:
            assert address.startswith(("https://", "http://", "mailto:"))


def test_line_breaks_of_verse_are_kept():
    for name in (name for name in ANSWERS if name.endswith("-verse")):
        lines = [line for line in ANSWERS[name].splitlines() if line.strip(" >")]
        assert HTML[name].count("<br>") + HTML[name].count("<p>") >= len(lines)
