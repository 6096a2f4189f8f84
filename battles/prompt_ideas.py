"""Prompts to begin with, in the visitor's language: ideas of many kinds, a different choice every day.

A language is one entry here. Ideas are not translations of each other: each list is what people of that
language ask.
"""

import datetime as dt

SHOWN = 6

IDEAS: dict[str, tuple[str, ...]] = {
    "en": (
        "Explain to a ten-year-old why the night sky is dark.",
        "Write a Python function that merges overlapping intervals.",
        "What is 17 × 24 − 96 ÷ 8? Show the steps.",
        "Write a polite email that declines an invitation to a wedding.",
        "Plan three rainy days in Lisbon with two children.",
        "Which is heavier, a litre of water or a litre of ice, and why does it matter?",
        "Turn this into one clear sentence: “Due to the fact that it was raining, we did not go.”",
        "Tell a story of 100 words that ends with the word “umbrella”.",
        "Compare renting and buying a flat in a table with five rows.",
        "Why does my sourdough bread come out flat? Ask me what you need to know.",
        "Write an SQL query for the three best customers of each month.",
        "Give the strongest argument for and against daylight saving time.",
    ),
    "zh-hant": (
        "請用三點說明綠茶和烏龍茶有什麼不同。",
        "幫我寫一封請假信給主管，語氣禮貌但簡短。",
        "規劃台南兩天一夜的行程，不開車，喜歡吃小吃。",
        "用小學生聽得懂的話解釋為什麼會有颱風。",
        "寫一個 Python 函式，找出清單中重複的元素。",
        "把這句話改得更自然：「他進行了一個道歉的動作。」",
        "雞兔同籠，共有 35 個頭、94 隻腳，各有幾隻？請列出步驟。",
        "以「雨」為題寫一首七言絕句，並解釋平仄。",
        "用表格比較捷運、公車和腳踏車通勤的優缺點。",
        "「不好意思」和「抱歉」有什麼差別？請舉例。",
        "冰箱裡有雞蛋、番茄和豆腐，晚餐可以煮什麼？",
        "用一百字寫一個以「便當」結尾的故事。",
    ),
}
"""Ideas by language code; a language without an entry shows the English ones."""


def choose_ideas(language: str | None, *, day: dt.date) -> tuple[str, ...]:
    """The ideas of a day: the list goes on where the day before ended, so each appears equally often."""
    ideas = IDEAS.get((language or "").lower(), IDEAS["en"])
    start = day.toordinal() * SHOWN % len(ideas)
    return (ideas + ideas)[start : start + SHOWN]
