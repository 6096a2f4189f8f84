"""Rendering a growing text block by block: the blocks together are the whole text's HTML."""

import random

import pytest

from battles.markdown.allowance import SAMPLE, OverBudget
from battles.markdown.closed_blocks import begins_item, render_closed_blocks
from battles.markdown.rendering import render
from tests.battles.markdown.corpus import MARKDOWN
from tests.battles.markdown.growing import GrowingText
from tests.battles.markdown.unlimited import Unlimited

TEXTS = {
    "paragraphs": "One.\n\nTwo\nlines.\n\nThree.",
    "a sample": SAMPLE * 3,
    "setext headings": "A title\n===\n\nText\n---\nmore\n",
    "a loose list": "- one\n\n- two\n\n  still two\n\n- three\n\nA paragraph.\n\n1. first\n\n2. second\n",
    "a tight list": (
        "Look:\n- one\n- two\nlazy\n- [a]: https://example.com\n- [x] three [a]\n* other\n* marks\nend\n"
    ),
    "lists in lists": (
        "7. a\n   - b\n   - c\n\n     more c\n8. d\n   1. e\n   2. f\n\n9. g\n- - - h\n- i\n\n  ---\n- j\n"
    ),
    "lists as models write them": (
        "*   **One**\n    *   a\n    *   b\n        1.  c\n        2.  d\n\n            more d\n"
        "        3.  e\n    *   f\n\n    words\n*   Two\n    * g\n    * h\n    - i\n    - j\n\nEnd.\n"
    ),
    "items that begin with no words": "- - a\n  - b\n  - c\n-\n  d\n  - e\n  - f\n- # g\n  - h\n  - i\n",
    "deep lists": "".join(f"{'  ' * min(n, 9)}- {n}\n" for n in range(12)) + "  - back\n- end\n",
    "items with blocks": (
        "1. Do:\n\n   ```\n   - x\n   ```\n2. $$\n   y\n   $$\n3. > - q\n   > - r\n4) other\n5) mark\n"
    ),
    "a rule after a list": "- a\n- b\n- - -\n* c\n* d\n* * *\n1. e\n2. f\n---\n",
    "a formula over items": "- a\n\n$$\n- b\n- c\n$$\n\n- d\n- e\n",
    "a formula that ends in an item's line": "$$\nx\n- [y] z$$ and more\n\nend\n",
    "ideographic blanks": "\u3000\n  **x**\n\n\u3000\u3000y\n\u3000\n",
    "verse": "  One\n    two\n three\n\n\u3000\u3000四\n\n- five\n  six\n\n> seven\n>   eight\n",
    "a fence with empty lines": "Text\n```python\na = 1\n\nb = 2\n\n```\nafter\n\n~~~\nopen\n\nend",
    "indented code": "Text\n\n    a\n\n    b\n\nafter\n",
    "a table": "| a | b |\n|---|---|\n| 1 | 2 |\n\nText | with | bars\n\na | b\n-|-\n1 | 2\n",
    "formulas over empty lines": "Before\n\n$$\na\n\n+ b\n$$\n\n\\[\nx\n\ny\n\\]\nafter\n",
    "a formula that never ends": "Before\n\n$$\na\n\nb\n\nc\n" + "more\n\n" * 80,
    "quotes": "> one\n> two\n\n> three\nlazy\n\nend\n",
    "a reference before its use": "[a]: https://example.com\n\nSee [a] and [b][a].\n\nAnd [a] again.\n",
    "windows line ends": "One.\r\n\r\n- a\r\n- b\r\n\r\nEnd.\r\n",
    "old mac line ends": "One.\r\rTwo.\r\rThree.\r\n\r\nFour.\n",
    "rules and headings": "# One\ntext\n## Two\n---\n***\ntext\n",
    "right to left": "مرحبا **بك**.\n\n- واحد\n- اثنان\n\nنهاية.\n",
    "a footnote": "A claim[^1].\n\nMore.\n\n[^1]: The source.\n",
}


def grown(text: str, cuts: list[int]) -> tuple[str, str, list[int]]:
    """The HTML of the closed blocks, the text that stays open, and the length of each piece of work.

    Lists that are still open have no end tags.
    """
    growing, works = GrowingText(), []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        works.append(len(growing.rest) + end - start)
        growing.add(text[start:end])
    return growing.html_without_ends, growing.rest, works


@pytest.mark.parametrize("name", TEXTS)
def test_the_blocks_together_are_the_whole_text(name):
    text = TEXTS[name]
    whole = render(text, Unlimited())
    choose = random.Random(7)
    for count in (1, 4, 12, 60):
        cuts = sorted(choose.randrange(len(text) + 1) for _ in range(count))
        html, rest, _works = grown(text, cuts)
        assert whole.startswith(html)
        if rest.strip():
            assert len(html) < len(whole)
        else:
            assert html == whole


def test_a_paragraph_closes_at_the_empty_line_after_it():
    closed = render_closed_blocks("One.\n\n", references={}, allowance=Unlimited())
    assert (closed.html, closed.characters) == ("<p>One.</p>\n", 6)
    assert not render_closed_blocks("One.\n", references={}, allowance=Unlimited()).html


def test_an_open_fence_and_an_open_item_stay_text():
    for text in ("```\na\n\nb\n\n", "- a\n\n", "1. a\n\n   b\n\n"):
        assert render_closed_blocks(text, references={}, allowance=Unlimited()).characters == 0


@pytest.mark.parametrize(
    ("text", "items", "rest"),
    [
        ("- a\n- b", "<li>a</li>\n", "- b"),
        ("- a\n\n- b\n", "<li>a</li>\n", "- b\n"),
        ("- a\n- b\n- c\n\n", "<li>a</li>\n<li>b</li>\n", "- c\n\n"),
        ("- a\n  - b\n  - c\n- d\n", "<li>a\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n</li>\n", "- d\n"),
        ("- a\n- - b\n  - c\n", "<li>a</li>\n", "- - b\n  - c\n"),
    ],
)
def test_the_items_of_an_open_list_are_closed_by_the_next_one(text, items, rest):
    closed = render_closed_blocks(text, references={}, allowance=Unlimited())
    assert closed.html == f"<ul>\n{items}</ul>\n"
    assert (closed.open_list, text[closed.characters :]) == ("ul", rest)


def test_items_in_an_item_that_is_still_open_are_closed_by_the_next_one_too():
    growing = GrowingText()
    assert growing.add("1. a\n   - b\n   - c")
    assert growing.html == "<ol>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>\n"
    assert (growing.last.open_list, growing.rest) == ("ol ul", "   - c")
    assert growing.add("\n   - d\n     1. e\n     2. f\n")
    assert growing.last.open_list == "ol ul ol"
    assert growing.add("\n   More of a.\n2. g")
    assert growing.html == (
        "<ol>\n<li>a\n<ul>\n<li>b</li>\n<li>c</li>\n<li>d\n<ol>\n<li>e</li>\n<li>f</li>\n</ol>\n</li>\n</ul>\n"
        "<p>More of a.</p>\n</li>\n</ol>\n"
    )
    assert (growing.last.open_list, growing.last.stub, growing.rest) == ("ol", "", "2. g")


def test_random_lists_in_lists_become_the_whole_text():
    choose = random.Random(11)
    for _ in range(150):
        text, depth, unit = "", 0, choose.choice((2, 3, 4))
        for _ in range(choose.randrange(4, 20)):
            depth = max(0, min(8, depth + choose.choice((1, 0, 0, -1, -2))))
            text += " " * unit * depth + choose.choice(("- ", "- ", "- ", "* ", "1. ", "")) + "words\n"
            text += choose.choice(("", "", "\n", "\n" + " " * unit * depth + "more\n"))
        whole = render(text, Unlimited())
        html, rest, _works = grown(text, sorted(choose.randrange(len(text)) for _ in range(30)))
        assert whole.startswith(html) if rest.strip() else whole == html


@pytest.mark.parametrize(
    "line", ["-", "- ", "- -", "* **", "* *", "1", "1.", "1. ", "- [a]: http", "    - a", "a - b"]
)
def test_a_line_that_may_become_something_else_is_no_item_yet(line):
    assert not begins_item(line)
    assert not render_closed_blocks("- a\n" + line, references={}, allowance=Unlimited()).characters


@pytest.mark.parametrize("line", ["- a", "12. a", "3) *a*", "* **a", "+ 簡", "   - a", "-\ta", "- - a"])
def test_a_line_is_an_item_as_soon_as_nothing_can_change_it(line):
    assert begins_item(line)


def test_a_definition_that_is_not_written_to_its_end_is_not_remembered():
    html, _rest, _works = grown("- a\n- [x]: https://example.com/path\n- [x]\n- end\n", [27])
    assert 'href="https://example.com/path"' in html


def test_a_reference_defined_at_the_end_leaves_the_blocks_before_it_as_they_were_shown():
    html, _rest, _works = grown("See [the page][1].\n\nMore.\n\n[1]: https://example.com\n", [24])
    assert html.startswith("<p>See [the page][1].</p>")


def test_a_text_beyond_its_allowance_stays_text():
    class UsedUp:
        def limit(self):
            raise OverBudget

    assert render_closed_blocks("One.\n\nTwo.\n\n", references={}, allowance=UsedUp()).characters == 0


@pytest.mark.parametrize("name", MARKDOWN)
def test_hostile_texts_never_raise_and_never_show_more_than_their_whole(name):
    text = MARKDOWN[name](3000)
    html, rest, _works = grown(text, [1000, 2000])
    assert len(html) <= 16 * len(text) + 2000 * 3
    assert text.endswith(rest)
