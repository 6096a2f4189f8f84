import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.markdown import render_markdown
from moderation.evidence.highlights import CLOSE, OPEN, excerpt, render_highlighted


def marked(text: str, *needles: str) -> str:
    return render_highlighted(text, [(text.index(n), text.index(n) + len(n)) for n in needles])


def test_a_span_is_marked_inside_the_rendered_answer():
    assert marked("I am **GPT-9**.", "GPT-9") == "<p>I am <strong><mark>GPT-9</mark></strong>.</p>\n"


def test_a_span_over_several_elements_gets_a_mark_in_each():
    html = marked("I am **GPT-9**, hello.", "am **GPT-9**, hello")
    assert html == "<p>I <mark>am </mark><strong><mark>GPT-9</mark></strong><mark>, hello</mark>.</p>\n"


def test_a_span_in_code_is_marked():
    assert "<mark>print</mark>" in marked("```\nprint(1)\n```", "print")


def test_overlapping_spans_are_one_mark():
    assert render_highlighted("abcdef", [(0, 3), (2, 5)]) == "<p><mark>abcde</mark>f</p>\n"


def test_a_mark_that_would_change_how_the_text_is_read_is_left_out():
    text = "# I am GPT-9"
    assert marked(text, "# I am") == render_markdown(text)


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 1), (0, 99), (50, 60)])
def test_a_span_outside_the_text_is_passed_over(span):
    assert render_highlighted("GPT-9", [span]) == "<p>GPT-9</p>\n"


def test_the_private_characters_of_an_answer_itself_make_no_mark():
    html = render_highlighted(f"a {OPEN}b{CLOSE} c", [(0, 1)])
    assert html == "<p><mark>a</mark> \ufffdb\ufffd c</p>\n"


def test_a_span_in_a_link_harms_no_attribute():
    html = marked('[x](http://example.org/abc "title")', "example.org/abc")
    assert "<mark" not in "".join(re.findall(r'"[^"]*"', html))
    assert OPEN not in html


@given(
    st.text(alphabet='ab*_`#<>&"[]()\n|-\\ \ue000\ue001é', max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_marks_add_nothing_but_marks_to_what_the_reader_saw(text, spans):
    html = render_highlighted(text, spans)
    plain = render_markdown(text.replace(OPEN, "\ufffd").replace(CLOSE, "\ufffd"))
    assert html.replace("<mark>", "").replace("</mark>", "") == plain


def test_an_excerpt_shows_what_stands_around_it():
    text = "x" * 100 + "GPT-9" + "y" * 10
    found = excerpt(text, 100, 105)
    assert (found.before, found.text, found.after) == ("…" + "x" * 60, "GPT-9", "y" * 10)
