"""The shipped table of well-known models: its lines, and how names at servers find them."""

import csv

import pytest

from battles.endpoints.known_models import TABLE, find_known_facts, shorten_name
from battles.endpoints.model_facts import compare_with, read_lines
from battles.models import LanguageModel


def read_table():
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return list(read_lines(rows))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b"),
        ("llama3.1:8b", "llama-3.1-8b"),
        ("meta-llama/llama-3.1-8b-instruct:free", "llama-3.1-8b"),
        ("claude-3-5-sonnet-20241022", "claude-3-5-sonnet"),
        ("anthropic/claude-3.5-sonnet", "claude-3-5-sonnet"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("gpt-4-0125-preview", "gpt-4-0125-preview"),
        ("gpt-4-0613", "gpt-4"),
        ("models/gemini-1.5-pro-002", "gemini-1.5-pro"),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", ""),
        ("gpt-4o-mini-tts", ""),
        ("qwen3-32b-finetuned-by-us", ""),
    ],
)
def test_a_name_at_a_server_finds_its_line_or_none(name, key):
    lines = {line.key: line.facts for line in read_table()}
    assert find_known_facts(name, with_prices=True) == (lines[key] if key else {})


def test_every_line_is_valid_and_found_under_its_own_name_alone():
    lines = read_table()
    assert len(lines) > 80
    assert len({shorten_name(line.key) for line in lines}) > 80
    for line in lines:
        outcome = compare_with(LanguageModel(slug="m"), line)
        assert not outcome.refusal, line
        assert find_known_facts(line.key, with_prices=True) == line.facts, line
    with TABLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            assert bool(row["input_price"]) == bool(row["output_price"]) == bool(row["prices_as_of"]), row


def test_prices_are_given_only_on_request():
    assert not {"input_price", "output_price"} & find_known_facts("gpt-4o").keys()
