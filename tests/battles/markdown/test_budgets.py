"""Budgets of time and size: beyond them a text is shown as it is. No test reads a clock."""

from contextlib import contextmanager

import pytest
from pygments.lexer import Lexer

from battles.markdown import highlighting, rendering
from battles.markdown.allowance import CpuAllowance, OverBudget, build_allowance
from battles.markdown.highlighting import OFFERED, get_lexer
from battles.markdown.rendering import MAX_PADDED_CELLS, count_padded_cells, render, render_plain
from tests.battles.markdown.corpus import MARKDOWN, code_block
from tests.battles.markdown.unlimited import Unlimited

CODE = "```python\nx = 1\n```"


class Parts:
    """An allowance that allows so many pieces of work."""

    def __init__(self, count: int):
        self.left = count

    @contextmanager
    def limit(self):
        if not self.left:
            raise OverBudget
        self.left -= 1
        yield


def test_without_any_time_left_the_text_is_shown_as_it_is():
    text = "**bold** <b>\nsecond line\n\nanother paragraph"
    html = render(text, Parts(0))
    assert html == "<p>**bold** &lt;b&gt;<br>second line</p>\n<p>another paragraph</p>"


def test_without_time_for_colours_the_markdown_is_rendered_all_the_same():
    html = render(f"**bold**\n\n{CODE}\n\n{CODE}", Parts(2))
    assert "<strong>bold</strong>" in html
    assert html.count('<pre class="code"') == 2
    assert html.count("tok-m") == 1


def spin(*, stubborn=False):
    while True:
        try:
            sum(range(1000))
        except Exception:
            if not stubborn:
                raise


# The timer may ring in a callback of the test's own process, where Python can only warn of an exception.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("stubborn", [False, True])
def test_work_is_interrupted_even_where_it_catches_exceptions(stubborn):
    allowance = CpuAllowance(0.02)
    with pytest.raises(OverBudget), allowance.limit():
        spin(stubborn=stubborn)
    with pytest.raises(OverBudget), allowance.limit():
        pytest.fail("nothing is left")


def test_an_allowance_that_is_not_used_up_leaves_no_timer():
    with CpuAllowance(0.02).limit():
        pass
    for _ in range(300):
        sum(range(10_000))


def test_a_long_text_has_a_larger_allowance():
    assert build_allowance("a" * 200_000)._left > 5 * build_allowance("a" * 2_000)._left


def test_a_text_longer_than_any_answer_is_not_parsed():
    html = render("*a*" * rendering.MAX_CHARACTERS, Parts(0))
    assert "<em>" not in html
    assert len(html) < 2 * rendering.MAX_CHARACTERS


def test_html_far_larger_than_its_text_is_not_sent(monkeypatch):
    monkeypatch.setattr(rendering, "SMALL", 0)
    text = MARKDOWN["ampersands"](3000)
    monkeypatch.setattr(rendering, "MAX_GROWTH", 4)
    assert render(text, Unlimited()) == render_plain(text)


def test_only_so_much_code_is_coloured_in_one_answer(monkeypatch):
    monkeypatch.setattr(highlighting, "MAX_CHARACTERS", 10)
    html = render(f"{CODE}\n\n{CODE}", Unlimited())
    assert html.count("tok-m") == 1
    assert html.count("x = 1") == 1


def test_code_whose_colours_are_far_larger_than_itself_stays_plain(monkeypatch):
    monkeypatch.setattr(highlighting, "SMALL", 0)
    monkeypatch.setattr(highlighting, "MAX_GROWTH", 2)
    assert "tok-" not in render(code_block("python", "a(", 300), Unlimited())


def test_a_table_of_very_many_padded_cells_is_not_even_parsed():
    padded = "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "|a\n" * 1_000
    assert count_padded_cells(padded) > MAX_PADDED_CELLS
    assert "<table" not in render(padded, Unlimited())
    usual = "|a|b|c|\n|-|-|-|\n" + "|1|2|3|\n" * 5_000
    assert count_padded_cells(usual) == 0


def test_a_padded_table_is_shown_as_text_and_a_usual_one_as_a_table():
    padded = "|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n" + "|a\n" * 60
    html = render(f"before\n\n{padded}\n\nafter", Unlimited())
    assert "<table" not in html
    assert html.count("|a\n") == 60
    assert html.startswith("<p>before</p>")
    assert html.rstrip().endswith("<p>after</p>")
    short_rows = "| a | b | c |\n|---|---|---|\n| 1 |\n| 2 | 3 | 4 |"
    assert render(short_rows, Unlimited()).count("<td>") == 6


@pytest.mark.parametrize("name", sorted(MARKDOWN))
def test_no_text_of_the_corpus_raises_or_grows_beyond_its_budget(name):
    text = MARKDOWN[name](3000)
    html = render(text, Unlimited())
    assert len(html) <= rendering.MAX_GROWTH * len(text) + 10 * rendering.SMALL
    assert "<script" not in html


def test_every_offered_language_has_its_lexer_by_its_first_name():
    lexers = {name: get_lexer(name) for name in OFFERED}
    assert all(isinstance(lexer, Lexer) for lexer in lexers.values()), [
        name for name, lexer in lexers.items() if lexer is None
    ]


@pytest.mark.parametrize("language", ["brainfuck", "text", "no-such-language", "x" * 200, "<b>", "é"])
def test_a_language_that_is_not_offered_stays_text(language):
    html = render(f"```{language}\n<b> + 1\n```", Unlimited())
    assert "&lt;b&gt; + 1" in html
    assert "tok-" not in html


@pytest.mark.parametrize(
    "alias", ["py", "js", "ts", "sh", "c++", "c#", "yaml", "Dockerfile", "golang", "JSON"]
)
def test_a_language_is_known_by_its_usual_names(alias):
    assert "tok-" in render(f'```{alias}\nx = 1 # "a"\n```', Unlimited())
