"""Prompt ideas: per language, another choice every day."""

import datetime as dt

from battles.prompt_ideas import IDEAS, SHOWN, choose_ideas

DAY = dt.date(2026, 11, 29)


def test_each_language_shows_its_own_and_others_the_english_ones():
    assert set(choose_ideas("zh-hant", day=DAY)) <= set(IDEAS["zh-hant"])
    assert choose_ideas("xx", day=DAY) == choose_ideas("en", day=DAY) == choose_ideas(None, day=DAY)


def test_all_ideas_appear_within_days_and_none_twice_a_day():
    for language, ideas in IDEAS.items():
        shown = [choose_ideas(language, day=DAY + dt.timedelta(days=day)) for day in range(len(ideas))]
        assert {idea for day in shown for idea in day} == set(ideas)
        assert all(len(set(day)) == SHOWN for day in shown)
