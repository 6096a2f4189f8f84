"""A follow-up is about the answer before it."""

from battles.providers.demo.language import language_of
from tests.battles.providers.demo.test_answers import STRONG, answer


def test_shorter_keeps_the_beginning_of_the_own_answer():
    first = answer(STRONG, "explain black holes")
    shorter = answer(STRONG, "explain black holes", first, "shorter please")
    assert len(shorter) * 3 < len(first)
    assert shorter.split(".")[0] in first


def test_the_same_can_be_had_as_a_table_as_a_list_in_another_language_and_once_more():
    first = answer(STRONG, "explain black holes")
    assert "| --- |" in answer(STRONG, "explain black holes", first, "as a table please")
    assert "- **" in answer(STRONG, "explain black holes", first, "as bullet points")
    assert language_of(answer(STRONG, "explain black holes", first, "in German please")) == "de"
    assert "black hole" in answer(STRONG, "explain black holes", first, "again").lower()
    assert len(answer("marmalade-teaspoon-3", "explain black holes", "Short.", "tell me more")) > 400


def test_code_can_be_had_in_another_programming_language():
    first = answer(STRONG, "fibonacci in python")
    assert "```javascript" in answer(STRONG, "fibonacci in python", first, "in javascript please")


def test_the_strong_stand_by_a_sum_when_doubted():
    said = answer(STRONG, "what is 17*23", "17 × 23 = **391**", "are you sure?")
    assert "391" in said


def test_a_follow_up_without_anything_before_it_stands_alone():
    assert answer(STRONG, "shorter please")


def test_a_name_told_earlier_is_remembered():
    said = answer(STRONG, "My name is Ada", "Nice to meet you, Ada!", "what's my name?", seed=2)
    assert "Ada" in said
    assert "not told me" in answer(STRONG, "what's my name?")
