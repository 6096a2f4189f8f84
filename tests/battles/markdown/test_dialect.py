"""What models and visitors write becomes HTML that can do no harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.markdown import render_markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>"),
        ("**簡單說：**台北", "<p><strong>簡單說：</strong>台北</p>"),
        ("這是**「重點」**嗎", "<p>這是<strong>「重點」</strong>嗎</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("二 * 三 * 四", "<p>二 * 三 * 四</p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
        ("a_b_c", "<p>a_b_c</p>"),
        ("~~簡單說：~~台北", "<p><s>簡單說：</s>台北</p>"),
        ("__簡單說：__台北", "<p><strong>簡單說：</strong>台北</p>"),
        ("變數 my_name中_b", "<p>變數 my_name中_b</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one<br>two<br/>three", "<p>one<br>two<br>three</p>"),
        ("H<sub>2</sub>O x<sup>2</sup>", "<p>H<sub>2</sub>O x<sup>2</sup></p>"),
        ("x<sup>2", "<p>x<sup>2</sup></p>"),
        ("<sub onclick=x>", "<p>&lt;sub onclick=x&gt;</p>"),
        ("`<br>`", "<p><code>&lt;br&gt;</code></p>"),
        ("a\n  *b*\n c\n\td", "<p>a<br>\n  <em>b</em><br>\n c<br>\n    d</p>"),
        ("a\\\n  b  \n  c", "<p>a<br>\n  b<br>\n  c</p>"),
        ("  a\n    b\n\n  c", "<p>  a<br>\n    b</p>\n<p>c</p>"),
        ("> a\n>   b", "<blockquote>\n<p>a<br>\n  b</p>\n</blockquote>"),
        ("- a\n    b", "<ul>\n<li>a<br>\nb</li>\n</ul>"),
        ("\u3000\u3000話說", "<p>\u3000\u3000話說</p>"),
        ("`a\n  b`", "<p><code>a   b</code></p>"),
        ("a\n" + " " * 99 + "b", "<p>a<br>\n" + " " * 40 + "b</p>"),
        (
            "- a\n\n- b\n\n  - c\n\n  - d",
            "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n<li>d</li>\n</ul>\n</li>\n</ul>",
        ),
        ("- a\n\n  b\n- c", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n<li>c</li>\n</ul>"),
        ("- a\n  > b", "<ul>\n<li>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</li>\n</ul>"),
        ("- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>"),
        ("[ ] a", "<p>[ ] a</p>"),
        ("see[^1]\n\n[^1]: note", "<p>see<sup>1</sup></p>\n<p><sup>1</sup> note</p>"),
        ("a[^olbers-1823] b[^2^].", "<p>a<sup>olbers-1823</sup> b<sup>2</sup>.</p>"),
        ("[^1]: Olbers\n[^2]: Kepler", "<p><sup>1</sup> Olbers<br>\n<sup>2</sup> Kepler</p>"),
        ("`[^1]` \\[^1] [^a-z] [^] x[^0-9]", "<p><code>[^1]</code> [^1] [^a-z] [^] x[^0-9]</p>"),
        ("x[^1]: y", "<p>x<sup>1</sup>: y</p>"),
        ("[^<b>]", "<p>[^&lt;b&gt;]</p>"),
    ],
)
def test_markdown_is_rendered(text, html):
    assert render_markdown(text).strip().replace("&nbsp;", " ") == html


def test_leading_spaces_do_not_collapse_in_a_browser():
    assert "<br>\n&nbsp;&nbsp;b" in render_markdown("a\n  b")


def test_tables_are_aligned_by_class():
    html = render_markdown("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<th class="align-right">b</th>' in html
    assert "style=" not in html


def test_code_is_coloured_by_classes_and_scrolls_by_keyboard():
    html = render_markdown('```python\nprint("x")\n```')
    assert '<pre class="code" tabindex="0"><code>' in html
    assert '<span class="tok-s">"x"</span>' in html


def test_code_in_an_unknown_language_stays_text():
    assert "&lt;b&gt;" in render_markdown("```nonsense\n<b>\n```")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](http://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>*{display:none}</style>",
        "<iframe src=//evil.example></iframe>",
        "`<svg onload=alert(1)>`",
        "```html\n<script>alert(1)</script>\n```",
        "[x]: javascript:alert(1)\n\n[x]",
        '![" onerror="alert(1)](x)',
        "<div style='position:fixed'>x</div>",
    ],
)
def test_nothing_hostile_survives(hostile):
    html = render_markdown(hostile).lower()
    for mark in (
        "<script",
        "<img",
        "<iframe",
        "<style",
        "<svg",
        "<div",
        'href="javascript',
        'href="data',
        "<a onerror",
    ):
        assert mark not in html


REL = 'rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("https://example.com/a.", "https://example.com/a", "."),
        ("(http://x.org/y)", "http://x.org/y", ")"),
        ("https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)", ""),
        ("見https://example.com/路。好", "https://example.com/路", "。好"),
        ("https://a.org/**", "https://a.org/", "**"),
    ],
)
def test_a_bare_address_is_a_link(text, address, after):
    html = render_markdown(text)
    assert f">{address}</a>{after}" in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize("text", ["https://", "xhttps://a.org", "a://b", "`https://a.org`", "ftp://a.org"])
def test_other_addresses_stay_text(text):
    assert "<a " not in render_markdown(text)


def test_an_address_inside_a_link_is_no_second_link():
    assert render_markdown("[https://a.org](https://b.org)").count("<a ") == 1


@pytest.mark.parametrize("target", ["/admin/", "#top", "page", "//evil.example", "?q=1", "ftp://x.org", ""])
def test_no_link_leads_into_this_site(target):
    html = render_markdown(f"[a]({target}) ![b]({target}) [c][d]\n\n[d]: {target}")
    assert "<a " not in html


@pytest.mark.parametrize("target", ["https://a.org", "HTTP://A.org", "mailto:a@b.org"])
def test_absolute_links_are_links(target):
    assert f'<a href="{target}" {REL}>a</a>' in render_markdown(f"[a]({target})").replace(
        "http://a.org", target
    )


def test_an_image_is_a_link_that_sends_no_referrer():
    html = render_markdown("![a cat](https://example.com/cat.png)")
    assert html.strip() == (
        '<p><a href="https://example.com/cat.png" rel="noopener noreferrer nofollow">a cat</a></p>'
    )


@given(st.text(alphabet=st.sampled_from("*_`[]()<>!#|- \n漢a&\"'\\~:/"), max_size=200))
def test_no_text_makes_it_raise_or_open_a_foreign_tag(text):
    html = render_markdown(text)
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("depth", [9, 10, 11, 19, 20, 21, 200])
def test_no_depth_of_quotes_and_lists_hides_a_word(depth):
    quotes = render_markdown("> " * depth + "deep\n\nafter")
    assert "deep" in quotes
    assert quotes.endswith("<p>after</p>\n")
    for mark, width in (("-", 2), ("1.", 3)):
        items = [f"{' ' * width * level}{mark} item{level}." for level in range(depth)]
        html = render_markdown("\n".join([*items, f"{mark} last"]))
        assert [number for number in range(depth) if f"item{number}." not in html] == []
        assert "<li>last</li>" in html


@given(
    st.lists(
        st.tuples(st.text(alphabet=st.sampled_from("> -1.*+ "), max_size=50), st.booleans()), max_size=30
    )
)
def test_no_marks_of_quotes_and_lists_hide_a_word(lines):
    text = "\n".join(f"{marks} w{number}w" + "\n" * gap for number, (marks, gap) in enumerate(lines))
    html = render_markdown(text)
    assert [number for number in range(len(lines)) if f"w{number}w" not in html] == []


def test_deep_nesting_is_survived():
    assert render_markdown(">" * 5000 + " deep")
    assert render_markdown("[" * 5000)
    assert render_markdown("*a " * 5000)


def test_a_footnote_s_note_is_a_note_where_it_could_define_a_link():
    html = render_markdown("See[^1], [^x].\n\n[^1]: https://example.org/a\n[^x]: https://example.org/b")
    assert html.startswith("<p>See<sup>1</sup>, ")
    assert html.count("<a ") >= 1
    assert "<p><sup>1</sup> <a " in html
