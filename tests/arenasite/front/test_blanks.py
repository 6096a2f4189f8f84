"""In Chinese no blank stands beside full-width punctuation, which has its own room.

A template that joins two texts by a blank has `{% gap %}` in its place (arenasite.front.template_tags).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template import Context, Template
from django.utils import translation

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CATALOGUE = ROOT / "arenasite" / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po"
CLOSING, OPENING = "，。：；！？、）」』》", "（「『《"
BESIDE = re.compile(rf"[{CLOSING}{OPENING}] +\S|\S +[{CLOSING}{OPENING}]")

MARKED = re.compile(
    r'\{% translate "(?P<text>[^"]*)"[^%]*%\}'
    r"|\{% blocktranslate[^%]*%\}(?P<block>(?:(?!\{% endblocktranslate).)*)\{% endblocktranslate %\}",
    re.DOTALL,
)
INLINE = r"</?(?:a|abbr|b|bdi|cite|code|em|i|q|small|span|strong|time)\b[^>]*>"
JOINED = re.compile(
    rf"(?:\{{% (?:endif|if[^%]*) %\}}|{INLINE})*\s+(?:\{{% (?:if|for|with)[^%]*%\}}|{INLINE})*"
    r"(?:\{\{|\{% (?:translate|blocktranslate|include|url)|[^\s<{])",
    re.DOTALL,
)
"""A blank, and behind it a text on the same line of the page."""

NO_TEXT = {"battles/battle/_ballot_vote.html": "{% include"}
"""A button follows, in a place of its own."""


@pytest.fixture(scope="module")
def chinese() -> dict[str, list[str]]:
    """The translations by their English; several where there are contexts."""
    found: dict[str, list[str]] = {}
    for entry in polib.pofile(str(CATALOGUE)):
        found.setdefault(entry.msgid, []).extend([entry.msgstr or entry.msgstr_plural[0]])
    return found


def english(marked: re.Match) -> str:
    """The text as the catalogue has it."""
    if marked["text"] is not None:
        return marked["text"]
    singular = marked["block"].partition("{% plural %}")[0]
    return re.sub(r"\{\{ ?(\w+) ?\}\}", r"%(\1)s", singular.replace("%", "%%"))


def find_joins(source: str, chinese: dict[str, list[str]]) -> Iterator[str]:
    for marked in MARKED.finditer(source):
        texts = chinese.get(english(marked), [])
        joined = JOINED.match(source, marked.end())
        if joined and any(text.endswith(tuple(CLOSING)) for text in texts):
            yield f"{texts[0][-20:]}{joined[0]}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_puts_a_blank_behind_a_sentence(path, chinese):
    allowed = NO_TEXT.get(str(path.relative_to(ROOT / "templates")))
    joins = [each for each in find_joins(path.read_text(), chinese) if not (allowed and allowed in each)]
    assert joins == []


def test_the_search_finds_what_it_is_for(chinese):
    source = '<b>{% translate "Write to:" %}</b>\n  <a>{{ address }}</a>'
    assert len(list(find_joins(source, chinese))) == 1
    assert list(find_joins(source.replace("\n  ", "{% gap %}"), chinese)) == []


def test_no_translation_has_a_blank_beside_full_width_punctuation(chinese):
    assert [text for texts in chinese.values() for text in texts if BESIDE.search(text)] == []


@pytest.mark.parametrize(("language", "expected"), [("en", "a b"), ("zh-hant", "ab")])
def test_a_gap_is_a_blank_where_the_language_has_blanks(language, expected):
    with translation.override(language):
        assert Template("{% load front %}a{% gap %}b").render(Context()) == expected
