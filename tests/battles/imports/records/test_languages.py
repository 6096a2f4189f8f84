"""Languages as logs name them."""

import pytest

from battles.imports.records.languages import language_code
from battles.languages import LANGUAGES
from battles.tags import LANGUAGE_TAGS


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("English", "en"),
        ("en", "en"),
        ("EN-us", "en"),
        ("eng", "en"),
        ("Chinese", "zh"),
        ("zh-Hant", "zh"),
        ("zh_CN", "zh"),
        ("Traditional Chinese", "zh"),
        ("Chinese (Simplified)", "zh"),
        ("pt_BR", "pt"),
        ("Farsi", "fa"),
        ("iw", "he"),
    ],
)
def test_a_language_is_known_by_its_name_or_code(label, code):
    assert language_code(label) == code


@pytest.mark.parametrize("label", ["unknown", "und", "", "  ", "-", "( )"])
def test_what_names_no_language_is_no_language(label):
    assert language_code(label) is None


@pytest.mark.parametrize("label", ["Swahili", "sw", "Old Norse", "Scottish Gaelic"])
def test_a_language_without_a_bit_of_its_own_keeps_its_word(label):
    assert language_code(label) == label.lower()
    assert language_code(label) not in LANGUAGE_TAGS


def test_the_name_of_every_language_with_a_bit_is_its_code():
    names = {language.code: language.name for language in LANGUAGES}
    assert {code: language_code(names[code]) for code in LANGUAGE_TAGS} == {
        code: code for code in LANGUAGE_TAGS
    }
