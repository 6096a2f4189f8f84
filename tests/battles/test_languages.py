"""The languages that votes are counted by: one entry each, numbers for ever."""

import numpy as np

from battles.languages import LANGUAGES, UNKNOWN, language_number, number_from_tags, numbers_from_tags
from battles.tags import LANGUAGE_TAGS, Tag

FIRST = "en zh fr de es ru ja ko pt it ar vi tr pl nl fa uk id cs he hi th".split()  # noqa: SIM905  one line


def test_numbers_codes_and_slugs_are_unique_and_fit_the_column():
    numbers = [language.number for language in LANGUAGES]
    assert len(set(numbers)) == len(LANGUAGES)
    assert all(UNKNOWN < number <= 255 for number in numbers)
    assert len({language.code for language in LANGUAGES}) == len(LANGUAGES)
    assert len({language.slug for language in LANGUAGES}) == len(LANGUAGES)


def test_a_number_never_changes_its_meaning():
    assert [language.code for language in LANGUAGES[: len(FIRST)]] == FIRST
    assert [language.number for language in LANGUAGES[: len(FIRST)]] == list(range(1, len(FIRST) + 1))


def test_every_tag_of_a_language_has_its_number():
    for code, tag in LANGUAGE_TAGS.items():
        assert number_from_tags(int(tag | Tag.MATH)) == language_number(code) != UNKNOWN


def test_what_is_not_listed_is_unknown():
    assert language_number(None) == language_number("") == language_number("xx") == UNKNOWN
    assert number_from_tags(int(Tag.OTHER_LANGUAGE)) == UNKNOWN
    assert numbers_from_tags(np.array([0, Tag.OTHER_LANGUAGE])).tolist() == [UNKNOWN, UNKNOWN]
