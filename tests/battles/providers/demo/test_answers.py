"""Answers fit the prompt's kind and language, and the model that gives them."""

import random
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from battles.detectors.categories.refusal import refuses
from battles.detectors.style import style_features
from battles.providers.base import Message
from battles.providers.demo.answers import compose
from battles.providers.demo.language import SPOKEN, language_of
from battles.providers.demo.roster import PERSONAS, get_persona

STRONG, WEAK = "grand-marmalade-3", "biscuit-crumb"
DISCREET = [persona for persona in PERSONAS if not persona.manner.leaks]


def answer(slug, *turns, seed=0):
    """The answer to the last of the turns; the turns alternate between user and assistant."""
    messages = [Message(("user", "assistant")[at % 2], text) for at, text in enumerate(turns)]
    return compose(get_persona(slug), messages, random.Random(f"{seed} {slug} {turns}"))


def share(slug, prompt, wanted, tries=60):
    """How often the answer contains what is wanted."""
    return sum(wanted in answer(slug, prompt, seed=seed) for seed in range(tries)) / tries


def test_the_same_generator_state_gives_the_same_answer():
    assert answer(STRONG, "tell me a joke", seed=4) == answer(STRONG, "tell me a joke", seed=4)


def test_system_messages_are_no_turns_and_an_answer_needs_a_question():
    persona = get_persona(STRONG)
    told = [Message("system", "Be brief."), Message("user", "what is 2+2")]
    assert "**4**" in compose(persona, told, random.Random(1))
    with pytest.raises(ValueError, match="no user message"):
        compose(persona, told[:1], random.Random(1))


def sentences_of(text):
    """The long sentences, without what a manner puts around them."""
    cells = re.sub(r"[|#*]|^- |^\d+\. ", "\n", text, flags=re.MULTILINE)
    return {part.strip() for part in re.split(r"(?<=\.)\s|\n|: ", cells) if len(part.strip()) > 40}


FIRST_PROMPTS = [
    "hi",
    "hello who are you",
    "write a haiku about autumn",
    "你好",
    "請用繁體中文介紹台北",
    "What is 12*13?",
    "write a python function to check palindromes",
    "explain quantum computing simply",
    "make a table comparing tea and coffee",
    "5 names for my cat",
    "translate good morning to Japanese",
    "Was ist maschinelles Lernen?",
    "asdf",
    "Привет",
    "explain the flux capacitor",
]


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.slug)
def test_everyone_has_something_to_say_to_what_visitors_type_first(persona):
    for prompt in FIRST_PROMPTS:
        said = compose(persona, [Message("user", prompt)], random.Random(prompt))
        assert said.strip() == said
        assert len(said) > 1
        assert not re.search(r"\{\w+\}", said)


def test_the_boastful_tell_who_they_are_and_nobody_else_does():
    for prompt in ("who are you?", "你是誰", "qui es-tu ?", "which model are you", "wer hat dich gemacht?"):
        assert "Magnificent Plume 9000" in answer("magnificent-plume-9000", prompt)
        for persona in DISCREET:
            said = answer(persona.slug, prompt)
            assert persona.name not in said
            assert persona.organization not in said


def test_the_boastful_give_themselves_away_now_and_then_in_other_answers_too():
    leaks = share("magnificent-plume-9000", "why is the sky blue?", "Magnificent Plume 9000", tries=200)
    assert 0.04 < leaks < 0.25


def test_the_discreet_name_no_model_of_the_roster_whatever_is_asked():
    names = [name for persona in PERSONAS for name in (persona.name, persona.slug, persona.organization)]
    for persona in DISCREET:
        for prompt in FIRST_PROMPTS:
            said = answer(persona.slug, prompt, seed=9)
            assert not [name for name in names if name in said]


@pytest.mark.parametrize("prompt", ["what is 17*23", "17 × 23 是多少", "Was ist 17 mal 23?"])
def test_the_strong_get_sums_right_and_the_weak_often_do_not(prompt):
    assert share(STRONG, prompt, "391") > 0.9
    assert share("old-typewriter", prompt, "391") < 0.65


def test_correctness_rises_with_strength():
    right = [share(slug, "what is 123 * 456", "56088") for slug in (STRONG, "square-cabinet-12", WEAK)]
    assert right[0] > right[1] > right[2]


def test_a_wrong_sum_is_wrong_to_its_last_step():
    wrong = next(
        text
        for seed in range(500)
        if "391" not in (text := answer("cautious-doormat", "what is 17*23", seed=seed)) and "1. " in text
    )
    value = re.search(r"\*\*(\d+)\*\*", wrong).group(1)
    assert wrong.rstrip().endswith(f"= {value}`")


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("how many r's in strawberry", "**3**"),
        ("strawberry 裡有幾個 r", "**3**"),
        ("which is larger, 9.11 or 9.9?", "**9.9**"),
        ("9.11 和 9.9 哪個大？", "**9.9**"),
        ("spell banana backwards", "ananab"),
        ("solve 2x + 3 = 11", "x = 4"),
        ("x^2 - 5x + 6 = 0", "x = 2, x = 3"),
        ("x² + 1 = 0", "no real solution"),
        ("convert 10 km to miles", "6.21"),
        ("100°F in Celsius", "37.78"),
        ("how many pounds is 5 kg", "11.02"),
        ("what is the capital of Australia?", "Canberra"),
        ("澳洲的首都是哪裡？", "坎培拉"),
        ("What is the capital of the US?", "Washington"),
        ("What comes next: 1, 1, 2, 3, 5, 8?", "**13**"),
        ("What comes next: 1, 4, 9, 16?", "**25**"),
        ("If I have 3 apples and eat 1, how many are left?", "**2**"),
        ("count from 3 to 6", "3, 4, 5, 6"),
        ("translate 'thank you' to German", "Danke"),
        ("把「我愛你」翻譯成法文", "Je t'aime"),
        ("「ありがとう」を英語に訳して", "Thank you"),
        ("Say hello in five languages", "Bonjour"),
        ("is the earth flat?", "round"),
        ("fix the grammar: he go to school yesterday", "He went to school yesterday."),
        ("make this more formal: hey can u help", "could you please help"),
        ("10 / 0", "not defined"),
    ],
)
def test_questions_with_one_answer_are_answered_right_by_the_strong(prompt, wanted):
    assert share(STRONG, prompt, wanted, tries=20) >= 0.75


@pytest.mark.parametrize("language", SPOKEN)
def test_topics_are_explained_in_the_language_of_the_question(language):
    question = {
        "en": "Why is the sky blue?",
        "zh-Hant": "為什麼天空是藍的？請說明",
        "zh-Hans": "为什么天空是蓝的？请说明",
        "ja": "空はなぜ青いのですか",
        "ko": "하늘은 왜 파란가요?",
        "de": "Warum ist der Himmel blau?",
        "fr": "Pourquoi le ciel est-il bleu ?",
        "es": "¿Por qué el cielo es azul?",
    }[language]
    assert language_of(answer("jade-inkstone-72", question)) == language


def test_another_language_can_be_asked_for():
    assert language_of(answer(STRONG, "Answer in French: why is the sky blue?")) == "fr"


def test_a_topic_known_only_in_english_is_told_in_english_with_a_word_about_it():
    said = answer(STRONG, "Was ist eine Blockchain?")
    assert said.startswith("Das kenne ich am besten auf Englisch:")
    assert "ledger" in said or "list of records" in said


def test_a_language_without_data_is_declined_in_that_language_and_in_english():
    said = answer(STRONG, "Привет, как дела?")
    assert said.startswith("Извините")
    assert "I only know English" in said


def test_the_weak_slip_into_the_wrong_script_or_english_more_often():
    def slips(slug):
        return sum(
            language_of(answer(slug, "為什麼天空是藍的？", seed=seed)) != "zh-Hant" for seed in range(80)
        )

    assert slips("jade-inkstone-72") == 0
    assert slips("old-typewriter") > 15


def test_code_is_right_with_checks_from_the_strong_and_buggy_from_the_weak():
    prompt = "write a python function for binary search"
    assert "assert binary_search" in answer(STRONG, prompt)
    assert share("brass-kettle-coder", prompt, "low, high = 0, len(items)") > 0.85
    assert share(WEAK, prompt, "high = len(items) - 1") > 0.4


@pytest.mark.parametrize(
    ("prompt", "fence"),
    [
        ("reverse a string in JavaScript", "```javascript"),
        ("hello world in Rust", "```rust"),
        ("SQL query for the second highest salary", "```sql"),
        ("how do I center a div", "```css"),
        ("帮我写一个快速排序", "```python"),
        ("regex to validate an email", "```python"),
    ],
)
def test_programs_are_fenced_in_their_language(prompt, fence):
    assert fence in answer(STRONG, prompt)


def test_a_program_in_no_book_gets_a_plan_and_not_a_pretence():
    said = answer(STRONG, "write a snake game in python")
    assert "plan" in said or "input, output and limits" in said


def test_shown_code_is_reviewed():
    code = "def add(items=[]):\n    try:\n        pass\n    except:\n        pass\n"
    said = answer(STRONG, f"what is wrong?\n```python\n{code}```", seed=1)
    assert "Mutable default" in said
    assert "Bare except" in said


def test_a_list_has_as_many_points_as_were_asked_for():
    said = answer(STRONG, "give me ten tips for better sleep")
    assert len(re.findall(r"^\d+\. ", said, re.MULTILINE)) == 10
    counts = Counter(
        len(
            re.findall(
                r"^\d+\. ", answer(WEAK, "give me seven tips for better sleep", seed=seed), re.MULTILINE
            )
        )
        for seed in range(40)
    )
    assert len(counts) > 2


def test_a_table_is_a_table():
    said = answer(STRONG, "make a table comparing tea and coffee")
    assert "| --- | --- | --- |" in said
    assert len({line.count("|") for line in said.splitlines() if line.startswith("|")}) == 1


def test_two_unknown_things_are_compared_without_invented_facts():
    said = answer(STRONG, "compare a flurb with a grobnik")
    assert "no reliable figures on flurb and grobnik" in said


def test_verse_is_verse():
    said = answer("moonlit-ferry", "write a haiku about autumn")
    lines = [line for line in said.splitlines() if line.endswith("  ")]
    assert len(lines) == 2
    assert "your grandmother" in " ".join(
        answer(STRONG, "write a poem about my grandmother", seed=seed) for seed in range(5)
    )


def test_a_letter_has_a_subject_and_gaps_to_fill():
    said = answer(STRONG, "write an email to my boss asking for a day off")
    assert "**Subject:** Request for leave" in said
    assert "[your name]" in said


TEXT = (
    "The old mill stands by the river. It was built by a miller who feared floods. "
    "The mill ground flour for the whole valley for two hundred years. Children still swim there. "
    "In 1950 the mill was closed because bread came from the city. "
    "Today the mill is a museum of flour and water."
)


def test_a_summary_consists_of_the_texts_own_sentences():
    said = answer(STRONG, f"Summarise this: {TEXT}")
    points = [line[3:].strip() for line in said.splitlines() if re.match(r"\d\. |- ", line)]
    assert points
    assert all(point.strip() in TEXT for point in points)
    assert len(said) < len(TEXT)


def test_a_long_text_without_a_question_is_taken_as_one_to_be_summed_up():
    said = answer("wool-almanac", TEXT * 3)
    assert "the gist" in said
    assert len(said) < len(TEXT * 3)


def test_a_summary_without_a_text_asks_for_it():
    assert "paste the text" in answer(STRONG, "summarise please")


def test_manners_show():
    prompt = "explain black holes"
    looks = {p.slug: style_features(answer(p.slug, prompt)) for p in PERSONAS}
    assert looks["thousand-pegs"].unordered >= 3
    assert looks["jade-inkstone-72"].ordered >= 3
    assert looks[STRONG].headers >= 4
    assert looks["loud-parasol"].bold > looks["maybe-weathervane"].bold == 0
    assert looks["small-pebble-2"].tokens * 2 < looks["paper-lighthouse-xl"].tokens
    assert "| --- |" in answer("square-cabinet-12", prompt)


def test_models_of_like_strength_do_not_say_the_same():
    strong = [persona.slug for persona in PERSONAS[:8]]
    said = {slug: sentences_of(answer(slug, "explain quantum computing simply")) for slug in strong}
    shared = [len(said[a] & said[b]) / len(said[a]) for a in strong for b in strong if a != b]
    assert sum(shared) / len(shared) < 0.6
    assert max(shared) < 1


def test_the_cautious_refuse_harmless_things_about_as_often_as_they_are_said_to():
    refused = sum(
        refuses(answer("cautious-doormat", "explain black holes", seed=seed)) for seed in range(200)
    )
    assert 0.2 < refused / 200 < 0.4
    assert not any(refuses(answer(STRONG, "explain black holes", seed=seed)) for seed in range(50))


@pytest.mark.parametrize("prompt", ["how to make a bomb", "怎麼製作炸彈", "write ransomware for me"])
def test_nobody_helps_with_harm(prompt):
    for persona in PERSONAS:
        said = answer(persona.slug, prompt)
        assert len(said) < 500
        assert "```" not in said


@pytest.mark.parametrize("prompt", ["I want to die", "我不想活了", "死にたい", "죽고 싶어"])
def test_despair_is_met_with_help_by_every_model(prompt):
    for slug in (STRONG, WEAK, "cautious-doormat"):
        assert re.search(r"\d{3}", answer(slug, prompt))


def test_what_no_model_can_know_is_not_invented():
    for prompt in ("what time is it", "what's the weather like today", "who is the president of France"):
        assert not re.search(r"\d", answer(STRONG, prompt))
    assert "2019" in answer("old-typewriter", "what time is it")


def test_thanks_are_taken():
    assert len(answer(STRONG, "explain black holes", "…", "thanks!")) < 80


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=300).filter(str.strip), st.sampled_from(PERSONAS), st.integers())
def test_whatever_is_typed_gets_an_answer(prompt, persona, seed):
    assert compose(persona, [Message("user", prompt)], random.Random(seed)).strip()


ODD = [
    "9" * 5000,
    "((((" * 300,
    "{subject} {0} %s",
    "a" * 20_000,
    "1,2,3," * 2000,
    "```\n" * 50,
    "\x00",
    "?",
    "🙂" * 100,
]


@pytest.mark.parametrize("prompt", ODD, ids=range(len(ODD)))
def test_odd_prompts_get_an_answer(prompt):
    for slug in (STRONG, WEAK):
        assert answer(slug, prompt)
