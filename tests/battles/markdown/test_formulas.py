"""Formulas become MathML of an allow-list; amounts of money and broken formulas stay as written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.markdown.mathml import ATTRIBUTES, ELEMENTS
from battles.markdown.rendering import render as render_within
from tests.battles.markdown.unlimited import Unlimited


def render(text):
    return render_within(text, Unlimited()).strip()


X = "<mrow><msup><mi>x</mi><mn>2</mn></msup></mrow>"


@pytest.mark.parametrize("text", ["$x^2$", r"\(x^2\)", r"\( x^2 \)"])
def test_a_formula_in_a_line(text):
    assert render(f"so {text} is") == f'<p>so <math display="inline">{X}</math> is</p>'


@pytest.mark.parametrize("text", ["$$x^2$$", "$$\nx^2\n$$", r"\[x^2\]", "\\[\n\nx^2\n\n\\]", "$$ x^2\n$$"])
def test_a_formula_of_its_own(text):
    assert render(text) == f'<p><math display="block">{X}</math></p>'
    assert f'<math display="block">{X}</math>' in render(f"- item\n\n  {text}" if "\n" not in text else text)


def test_an_environment_may_have_empty_lines_and_gets_no_numbers():
    html = render("\\begin{align}\na &= b \\\\\n\nc &= d\n\\end{align}")
    assert html.count("<mtr>") == 2
    assert "(1)" not in html


@pytest.mark.parametrize(
    "text",
    [
        "$5 to $10",
        "It costs $5.",
        "from $5 or so, up to seven dollars$ x",
        "100$ and 200$ and $300",
        "US$5 and CA$6",
        "a $ b $ c",
        "$unknown",
        "$$",
    ],
)
def test_amounts_of_money_are_untouched(text):
    assert render(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "text", [r"$\unknowncommand{x}$", r"$\frac{$", r"\(\frac{a\)", r"\(\require{html}\)"]
)
def test_what_cannot_be_converted_stays_character_for_character(text):
    assert render(f"a {text} <b>") == f"<p>a {text} &lt;b&gt;</p>"


def test_code_is_no_formula():
    assert render("`$x^2$`") == "<p><code>$x^2$</code></p>"
    assert "<math" not in render("```\n$$\nx^2\n$$\n```")


def test_marks_inside_a_formula_are_no_emphasis():
    html = render(r"*a* $b_1*c_1*d$ and \(e*f*g\) *h*")
    assert html.count("<em>") == 2
    assert html.count("<mo>*</mo>") == 4


def test_tags_of_mathml_in_a_text_stay_text():
    html = render("<math><mi href='javascript:alert(1)'>x</mi></math>")
    assert "<math" not in html
    assert "&lt;math&gt;" in html


@pytest.mark.parametrize(
    "formula",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{code}{x}",
        r"\color{red}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;script&gt;}",
        r"\mathrm{\"onload=\"}",
        r"\hspace{1px;position:fixed}x",
    ],
)
def test_nothing_hostile_survives_in_a_formula(formula):
    assert_harmless(render(f"${formula}$ and $${formula}$$"))


def assert_harmless(html):
    for closing, name, rest in re.findall(r"<(/?)([a-zA-Z]+)([^>]*)>", html):
        assert name in ELEMENTS | {"math", "p", "br"}
        assert not closing or not rest
        names = re.findall(r"\s([a-z]+)=", rest)
        assert set(names) <= ATTRIBUTES | {"display"}
        assert re.fullmatch(r'(\s[a-z]+="[a-zA-Z0-9.+% -]*")*', rest)


@given(st.text(alphabet=st.sampled_from(r"\\{}[]()^_&<>\"'abx1 \n#%~"), max_size=60))
def test_no_formula_raises_or_opens_a_foreign_element(formula):
    assert_harmless(re.sub(r"<(?!/?(?:m[a-z]+|none)\b)[^>]*>", "", render(f"$$\n{formula}\n$$")))


def test_placeholders_cannot_be_written_in_a_text():
    assert render("\ufdd00\ufdd1 $x^2$").count("<math") == 1


@pytest.mark.parametrize(
    "piece", ["$a", r"\(", r"\[", "$$", r"\begin{a}", "$a$", r"\(a\)", "$$\n", "\\[\n", "{"]
)
def test_many_delimiters_are_survived(piece):
    render(piece * 500)
    render("$" + piece * 300 + "$")
