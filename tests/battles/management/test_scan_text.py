"""The command `scan_text`: texts in, findings out, with bad lines named and the good ones kept."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from battles.detectors.categories import DETECTORS
from battles.detectors.identity import DETECTOR as IDENTITY
from battles.models import LanguageModel

pytestmark = pytest.mark.django_db

LEAK = {"prompt": "Bonjour, qui êtes-vous ?", "text": "Je suis ChatGPT, un modèle d'OpenAI."}
CODE = {
    "prompt": "Write a function in Python",
    "text": "# Answer\n- done\n```python\ndef f():\n    pass\n```",
}


@pytest.fixture
def scan(tmp_path):
    """Runs the command over raw lines; gives the findings, the complaints, and whether it failed."""

    def run(*lines):
        path = tmp_path / "texts.jsonl"
        path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
        out, err = io.StringIO(), io.StringIO()
        failed = False
        try:
            call_command("scan_text", str(path), stdout=out, stderr=err)
        except CommandError:
            failed = True
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), failed

    return run


def test_a_leak_is_reported_with_its_span_and_tag(scan):
    (found,), _, failed = scan(json.dumps(LEAK))

    spans = [LEAK["text"][leak["start"] : leak["end"]] for leak in found["leaks"]]
    assert "ChatGPT" in spans
    assert "identity_leak" in found["tags"]
    assert not failed


def test_a_clean_text_has_an_empty_list_of_leaks(scan):
    (found,), _, _ = scan(json.dumps(CODE))

    assert found["leaks"] == []
    assert "identity_leak" not in found["tags"]


def test_language_is_that_of_the_prompt_and_without_one_that_of_the_text(scan):
    answered = {"prompt": "Расскажи мне короткую историю.", "text": "Once upon a time there was a king."}
    alone = {"text": "Once upon a time there was a king."}

    found, _, _ = scan(json.dumps(answered), json.dumps(alone))

    assert [line["language"] for line in found] == ["ru", "en"]
    assert ["russian" in found[0]["tags"], "english" in found[1]["tags"]] == [True, True]


def test_tags_tokens_style_and_versions_are_written(scan):
    (found,), _, _ = scan(json.dumps(CODE))

    assert {"coding", "english"} <= set(found["tags"])
    assert found["tokens"] == found["style"]["tokens"] > 5
    assert (found["style"]["headers"], found["style"]["lists"], found["style"]["bold"]) == (1, 1, 0)
    assert set(found["versions"]) == {IDENTITY, *(detector.name for detector in DETECTORS)}


def test_a_text_without_a_prompt_has_no_length_class(scan):
    (found,), _, _ = scan(json.dumps({"text": "Hi"}))

    assert "short_query" not in found["tags"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"prompt": "x"}', "`text` is missing or not a string"),
        ('{"text": 3}', "`text` is missing or not a string"),
        ('{"text": "x", "prompt": ["y"]}', "`prompt` is not a string"),
        (b'{"text": "\xff"}', "not UTF-8"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_are_still_written(scan, line, complaint):
    found, complaints, failed = scan(json.dumps(LEAK), "", line, json.dumps(CODE))

    assert [entry["line"] for entry in found] == [1, 4]
    assert complaints.startswith("line 3: ")
    assert complaint in complaints
    assert failed


def test_unpaired_surrogates_are_scanned_like_any_character(scan):
    (found,), _, failed = scan('{"text": "broken \\ud800 half", "prompt": "\\udfff"}')

    assert found["leaks"] == []
    assert not failed


def test_standard_input_is_read_for_a_dash(monkeypatch):
    class Input:
        buffer = io.BytesIO(json.dumps(LEAK).encode())

    monkeypatch.setattr("sys.stdin", Input)
    out = io.StringIO()

    call_command("scan_text", "-", stdout=out)

    assert json.loads(out.getvalue())["language"] == "fr"


def test_a_missing_file_is_an_error():
    with pytest.raises(CommandError, match="No such file"):
        call_command("scan_text", "/nowhere/texts.jsonl")


def test_names_of_registered_models_are_looked_for_and_imported_ones_are_not(scan):
    LanguageModel.objects.create(slug="zorblax", name="Zorblax-7", origin=LanguageModel.Origin.REGISTERED)
    LanguageModel.objects.create(slug="quibbly", name="Quibbly-9", origin=LanguageModel.Origin.IMPORTED)

    found, _, _ = scan('{"text": "I am Zorblax-7."}', '{"text": "I am Quibbly-9."}')

    assert [len(line["leaks"]) for line in found] == [1, 0]
