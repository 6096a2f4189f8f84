"""Names: which spellings are one contender."""

import pytest

from battles.imports.importer import Importer, ImportOptions
from battles.imports.records.names import look_alikes, plain_name
from battles.models import Contender
from tests.battles.imports.logs import clean_battle, write_array


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("claude\u200b-3", "claude-3"),
        ("\ufeffx", "x"),
        ("mode\u0301le", "mod\u00e8le".replace("\u00e8", "\u00e9")),
    ],
)
def test_spellings_without_a_difference_to_the_eye_are_one_name(name, plain):
    assert plain_name(name) == plain


def test_names_that_differ_in_case_or_punctuation_look_alike():
    assert look_alikes(["GPT-4", "gpt4", "gpt-4o"]) == [("GPT-4", "gpt4")]


@pytest.mark.parametrize("other", ["g\u0440t-4", "gpt-4".replace("p", "\u03c1"), "GP\u0422-4"])
def test_names_with_letters_of_another_script_look_alike(other):
    assert look_alikes([other, "gpt-4"]) == [tuple(sorted([other, "gpt-4"]))]
    assert plain_name(other) == other  # listed, and never taken for the same name


@pytest.mark.django_db
def test_a_name_with_characters_of_no_width_is_the_same_contender(tmp_path):
    def run(*records):
        return Importer(write_array(tmp_path / "log.json", list(records)), ImportOptions()).run()

    first = clean_battle(0, model_a="claude\u200b-3", model_b="gpt-4")
    report = run(first, clean_battle(1, model_a="claude-3", model_b="GPT 4"))
    assert set(Contender.objects.values_list("imported_name", flat=True)) == {
        "claude\u200b-3",
        "gpt-4",
        "GPT 4",
    }
    assert report.look_alikes == [("GPT 4", "gpt-4")]
    again = run(first | {"model_a": "claude-3"}, clean_battle(1, model_a="\u2060claude-3", model_b="GPT 4"))
    assert (again.imported, again.known, again.conflicts) == (0, 2, 0)
    assert again.look_alikes == []
