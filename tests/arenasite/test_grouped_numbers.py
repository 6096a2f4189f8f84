"""Large numbers have separators in messages and pages, in every language of the site."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import engines
from django.utils import translation

from battles.grouped_numbers import grouped
from moderation.admin.evidence import AtLeast, Counted
from moderation.decisions.kinds import KINDS
from moderation.models import Decision

ROOT = Path(settings.BASE_DIR)
APPS = ("arenasite", "battles", "moderation", "ratings")
WHOLE_NUMBER = re.compile(r"%\((?!limit_value\))\w+\)d")
"""Django itself fills in `limit_value`, the limit of a form's field."""
COUNTING = re.compile(r"{% blocktranslate [^%]*?\bcount (\w+)=.*?{% endblocktranslate %}", re.DOTALL)
HEAD = re.compile(r"{% blocktranslate (count .*?)%}")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def test_no_message_has_a_number_without_separators():
    """`%(number)d` gives none: messages use `%(number)s` with battles.grouped_numbers.grouped."""
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert len(sources) > 500
    found = {str(path.relative_to(ROOT)): WHOLE_NUMBER.findall(path.read_text()) for path in sources}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_sentence_of_a_page_shows_the_number_it_counts_without_separators():
    """It shows another variable: `count counter=n with number=n|intcomma`."""
    pages = list((ROOT / "templates").rglob("*.html"))
    counted = [(path, each) for path in pages for each in COUNTING.finditer(path.read_text())]
    assert len(counted) > 40
    bare = {path.name for path, each in counted if re.search(rf"{{{{ ?{each[1]} ?}}}}", each[0])}
    assert bare == set()


def test_the_number_that_chooses_the_plural_is_not_hidden_by_a_variable_of_its_sentence():
    """Django reads it after those of `with`, so one of the same name would be the text with separators."""
    pages = list((ROOT / "templates").rglob("*.html"))
    heads = [(path, head) for path in pages for head in HEAD.findall(path.read_text()) if " with " in head]
    assert len(heads) > 40
    hidden = [
        (path.name, head)
        for path, head in heads
        if re.search(r"count \w+=(\w+)", head)[1] in re.findall(r"(\w+)=", head.partition(" with ")[2])
    ]
    assert hidden == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_separators(language):
    with translation.override(language):
        assert grouped(60_000) == intcomma(60_000) == str(Counted(60_000)) == "60,000"
        assert (grouped(999), grouped(-1_234_567), str(AtLeast(10_000))) == ("999", "-1,234,567", "10,000+")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["set_aside", "restore", "correct"])
def test_the_message_of_a_large_decision(language, kind):
    decision = Decision(pk=12_345, kind=kind)
    decision.battles_just_covered = 60_000
    with translation.override(language):
        words = KINDS[kind].describe([decision])
    assert "60,000" in words
    assert "12345" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_with_a_large_number(language):
    with translation.override(language):
        page = engines["django"].get_template("moderation/admin/_change.html")
        words = page.render({"change": {"stops": range(60_000), "starts": range(2_000)}})
    assert "60,000" in words
    assert "2,000" in words
