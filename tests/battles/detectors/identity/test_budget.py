"""Texts that are made expensive: the work ends, and the result stays on the safe side."""

from battles.detectors.identity import NameIndex, find_leaks
from battles.detectors.identity.budget import Budget
from battles.detectors.identity.prompts.prompting import Prompting, combine_promptings, read_prompt


def test_a_budget_ends():
    budget = Budget(10)
    assert budget.spend(8)
    assert budget.spend(8)
    assert budget.is_exhausted
    assert not budget.spend(1)


def test_a_prompt_made_of_names_supplies_all_of_them(names: NameIndex):
    prompting = read_prompt("Claude, I am Claude " * 2_000 + " Gemini is nice.", names)
    assert {"Claude", "Gemini"} <= prompting.supplied


def test_an_answer_made_of_names_reports_few_leaks_and_its_last_sentence_is_read(names: NameIndex):
    assert 0 < len(find_leaks("I am ChatGPT. " * 3_000, names)) <= 20
    filler = "I heard that Claude, Gemini and GPT-4 are not like me. " * 2_000
    assert find_leaks(filler + "\nI am ChatGPT.", names)


def test_prompts_of_several_turns_add_up(names: NameIndex):
    first = read_prompt("You are ChatGPT.", names)
    second = read_prompt("Who are you?", names)
    both = combine_promptings([first, second])
    assert both.supplied == first.supplied
    assert both.asks_who
    long = read_prompt("x" * 700, names)
    assert not combine_promptings([second, long]).asks_who
    assert combine_promptings([second, first]).asks_who


def test_only_the_last_prompt_suggests_a_name(names: NameIndex):
    asked = read_prompt("Are you ChatGPT?", names)
    assert combine_promptings([asked]).suggested
    assert not combine_promptings([asked, read_prompt("Thanks.", names)]).suggested


def test_a_prompt_s_reading_survives_json(names: NameIndex):
    for text in ("You are ChatGPT. Who made you?", "Are you Gemini?", "Write a story about Claude.", ""):
        prompting = read_prompt(text, names)
        assert Prompting.from_json(prompting.to_json()) == prompting
