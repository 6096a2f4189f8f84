"""One form for dates and numbers, and a space wherever two words meet at a tag."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils import formats, translation

from arenasite.front.template_tags import iso_month, minus_sign
from battles.outcomes import Outcome
from ratings.rebuild.run import rebuild
from tests import world
from tests.arenasite.test_head import public_paths
from tests.world import NOON

ROOT = Path(__file__).resolve().parents[2]
MONTHS = "Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec"
WRITTEN_DATE = re.compile(rf"\b(?:{MONTHS})[a-z]*\.? \d{{1,2}}, \d{{4}}")
ISO_FORMS = {"DATE_FORMAT", "DATETIME_FORMAT", "Y-m-d", "Y-m-d H:i", "Y-m-d H:i:s", "H:i", "c", "Y-m"}
DATE_FILTER = re.compile(r"\|(?:date|time)\b(?!:)|\|date:[\"']([^\"']+)[\"']")
PUBLIC_TEMPLATES = [
    path
    for path in (ROOT / "templates").rglob("*.html")
    if not {"admin", "staff", "effects"} & set(path.relative_to(ROOT).parts)
]
INLINE = {"a", "abbr", "b", "em", "i", "small", "span", "strong", "time"}
SKIPPED = {"script", "svg", "style"}


class GluedWords(HTMLParser):
    """Collects places where one word ends and the next begins at an inline tag, without a space."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self._last, self._depth = "", 0

    def handle_starttag(self, tag, attrs):
        self._depth += tag in SKIPPED
        if tag not in INLINE:
            self._last = ""

    def handle_endtag(self, tag):
        self._depth -= tag in SKIPPED
        if tag not in INLINE:
            self._last = ""

    def handle_data(self, text):
        if self._depth or not text:
            return
        if re.search(r"[a-z0-9]$", self._last) and re.match(r"[A-Za-z0-9]", text):
            self.found.append(f"{self._last[-30:]}|{text[:30]}")
        self._last = text


def glued(html: str) -> list[str]:
    parser = GluedWords()
    parser.feed(html)
    return parser.found


@pytest.fixture
def site(arena, pool):
    """A board with a rated pair and a model that lacks votes."""
    arena.provisional_votes = 300
    arena.save()
    for outcome in (Outcome.A, Outcome.B, Outcome.TIE):
        world.voted_battle(arena, outcome, now=NOON)
    world.make_contender(arena, "waiting", organization="House", license="MIT")
    rebuild(arena)


def test_words_that_meet_at_a_tag_are_found():
    assert glued("<p>no votes yet<small>300 more</small></p>") == ["no votes yet|300 more"]
    assert glued("<p>no votes yet <small>300</small></p><p>no</p><p>more</p>") == []


def test_every_public_page_has_a_space_between_words_and_iso_dates(client, site):
    for path in public_paths():
        for prefix in ("", "/zh-hant"):
            response = client.get(prefix + path)
            if response.status_code != 200 or "html" not in response["Content-Type"]:
                continue
            html = response.content.decode()
            assert glued(html) == [], prefix + path
            assert WRITTEN_DATE.findall(html) == [], prefix + path


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_a_date_without_a_format_is_written_like_all_others(language):
    with translation.override(language):
        assert formats.date_format(NOON, "DATE_FORMAT") == "2024-04-22"
        assert formats.date_format(NOON, "DATETIME_FORMAT") == "2024-04-22 12:00"
        assert formats.date_format(NOON, "SHORT_DATE_FORMAT") == "2024-04-22"


def test_a_percent_sign_stays_beside_its_number():
    """Templates write `38&nbsp;%`; a breaking space, or none, is another form."""
    other = re.compile(r"(?:\}\}|\d)(?: %(?![}\w])|%(?=[ <.,]))")
    for path in PUBLIC_TEMPLATES:
        text = re.sub(r"\{%.*?%\}|<svg.*?</svg>", "", path.read_text(), flags=re.DOTALL)
        assert other.findall(text) == [], path.name


def test_a_range_is_written_without_spaces():
    ranges = re.compile(r"(?:low|high)\S*(?:\|\S+)? \}\}(?: [–-] | to |-)\{\{")
    for path in PUBLIC_TEMPLATES:
        assert ranges.findall(path.read_text()) == [], path.name


def test_a_month_and_a_negative_number_have_one_form():
    assert [iso_month(each) for each in ("2024/10", "2023/7", "2024-01", "about 2024")] == [
        "2024-10",
        "2023-07",
        "2024-01",
        "about 2024",
    ]
    assert minus_sign("-0.05") == "−0.05"


def test_templates_name_no_other_form_of_date():
    for path in (ROOT / "templates").rglob("*.html"):
        for match in DATE_FILTER.finditer(path.read_text()):
            assert match[1] in ISO_FORMS, f"{path.name}: {match[0]}"
