"""The data files are whole: every language says everything, every pattern compiles, every program runs."""

import contextlib
import io
import random
import re
import string
import tomllib
import types

import pytest

from battles.providers.demo.kinds.translating import wordings
from battles.providers.demo.language import SPOKEN, language_of
from battles.providers.demo.library import DATA, pattern, phrase, phrases, read
from battles.providers.demo.persona import Voice

FORMATTER = string.Formatter()
CODE = read("code")["task"]


def leaves(table, path=""):
    """Dotted key → its sentences."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", [value] if isinstance(value, str) else value


def fields_of(sentences):
    return {name for text in sentences for _, name, _, _ in FORMATTER.parse(text) if name}


def variants(source):
    return [source["good"]] if isinstance(source["good"], str) else source["good"]


def checks_pass(program, tests):
    """Whether a Python program passes its assertions, in a module of its own."""
    module = types.ModuleType("program")
    module.__dict__["__name__"] = "builtins"
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(f"{program}\n{tests}", module.__dict__)  # noqa: S102 - the project's own data
    except Exception:
        return False
    return True


@pytest.mark.parametrize("file", sorted(path.name for path in DATA.iterdir() if path.suffix == ".toml"))
def test_every_data_file_is_toml(file):
    assert tomllib.loads((DATA / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("name", ["speech", "topics", "lists", "tables", "writing"])
def test_every_spoken_language_has_every_file(name, language):
    assert read(name, language)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_says_what_english_says(language):
    english, own = dict(leaves(read("speech", "en"))), dict(leaves(read("speech", language)))
    assert set(own) == set(english)
    for key, sentences in own.items():
        assert all(text.strip() for text in sentences), key
        assert fields_of(sentences) <= fields_of(english[key]) | {"measure"}, key


@pytest.mark.parametrize("language", SPOKEN)
def test_parallel_sentences_are_as_many(language):
    for names, texts in (
        ("arena.names", "arena.texts"),
        ("unknown.names", "unknown.texts"),
        ("code.plan_names", "code.plan_texts"),
        ("explain.way_names", "explain.way_texts"),
        ("compare.names", "compare.texts"),
    ):
        assert len(phrases(language, names)) == len(phrases(language, texts))


@pytest.mark.parametrize("language", SPOKEN)
def test_every_voice_but_the_plain_has_openings_and_endings(language):
    for voice in set(Voice) - {Voice.PLAIN}:
        assert phrases(language, f"voice.{voice}.open")
        assert phrases(language, f"voice.{voice}.close")
    for voice in (Voice.HESITANT, Voice.RAMBLING):
        assert phrases(language, f"voice.{voice}.aside")


@pytest.mark.parametrize("language", SPOKEN)
def test_sentences_are_in_the_language_they_stand_for(language):
    sentences = phrases(language, "unknown.texts") + phrases(language, "arena.texts")
    assert {language_of(text) for text in sentences} == {language}


@pytest.mark.parametrize("language", SPOKEN)
def test_topics_are_whole_and_have_a_pattern(language):
    for key, topic in read("topics", language).items():
        assert key in read("patterns")["topics"], key
        assert topic["title"]
        assert topic["leads"]
        assert len(topic["points"]) >= 3
        assert all(len(point) == 2 and all(point) for point in topic["points"] + topic["wrong"]), key
        assert len(topic.get("also", topic["points"])) == len(topic["points"]), key


def test_english_has_every_topic_list_and_table():
    for name in ("topics", "lists", "tables"):
        assert set(read("patterns")[name]) == set(read(name, "en")) - {"general"}


@pytest.mark.parametrize("language", SPOKEN)
def test_lists_are_long_enough_and_tables_have_whole_rows(language):
    assert all(len(entry["items"]) >= 10 for entry in read("lists", language).values())
    for entry in read("tables", language).values():
        assert len(entry["things"]) == 2
        assert all(len(row) == 3 and all(row) for row in entry["rows"])


@pytest.mark.parametrize("language", SPOKEN)
def test_verse_and_letters_have_a_good_and_a_poor_kind(language):
    writing = read("writing", language)
    assert writing["haiku"]["poor"]
    assert "{subject}" in writing["poem"]["poor"]
    assert all(
        letter["body"] and letter["poor"] and letter["subject"] for letter in writing["letter"].values()
    )
    assert "other" in writing["letter"]
    for scene in (scene for plot in writing["story"]["plots"] for scene in plot):
        assert fields_of([scene]) <= {"hero", "place", "trouble", "turn", "subject"}


@pytest.mark.parametrize("language", ["en", "fr", "ja", "zh-Hant"])
def test_a_haiku_has_three_lines(language):
    verses = read("writing", language)["haiku"]
    assert all(verse.count("\n") == 2 for theme in verses for verse in verses[theme])


def test_every_pattern_compiles():
    for key, value in read("patterns").items():
        if isinstance(value, list):
            assert pattern(key)
        elif key != "numbers":
            assert [re.compile("|".join(expressions)) for expressions in value.values()]


def test_facts_and_capitals_are_answered_in_every_language_or_in_english():
    for country in read("facts")["capital"]:
        assert all(len(country[language]) == 2 and country["wrong"][language] for language in SPOKEN)
    for fact in read("facts")["fact"]:
        assert fact["right"]["en"] != fact["wrong"]["en"]
        assert set(fact["right"]) == set(fact["wrong"])


def test_the_phrase_book_has_every_phrase_in_every_language():
    book = read("phrasebook")
    for row in book["phrase"]:
        assert set(row) == set(book["languages"])
    assert len(wordings(book["phrase"][0])) >= 10


@pytest.mark.parametrize("task", CODE, ids=lambda task: task["match"][0][:30])
def test_good_programs_pass_their_tests_and_buggy_ones_fail_them(task):
    python = task["in"].get("python", {})
    if "tests" not in python:
        assert "good" in next(iter(task["in"].values()))
        return
    assert all(checks_pass(program, python["tests"]) for program in variants(python))
    assert not any(checks_pass(program, python["tests"]) for program in python["bugs"])


def test_every_program_is_explained_in_every_language():
    assert all(set(SPOKEN) <= set(task["idea"]) for task in CODE)


def test_a_sentence_is_drawn_with_its_fields_filled_in():
    said = phrase("en", "facts.capital", random.Random(1), country="France", capital="Paris")
    assert "Paris" in said
    assert "{" not in said


def test_an_unknown_sentence_is_an_error():
    with pytest.raises(KeyError):
        phrase("en", "facts.nothing", random.Random(1))
