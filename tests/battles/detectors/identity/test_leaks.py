"""What counts as a leak, through the public door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors.identity import DETECTOR, VERSION, Leak, LeakKind, NameIndex, find_leaks
from battles.detectors.identity.leaks import MAX_LEAKS
from battles.detectors.identity.names.lexicon import LEXICON_VERSION
from tests.battles.detectors.identity.sentences import MENTIONED, TOLD


def kinds_and_names(leaks: tuple[Leak, ...]) -> list[tuple[str, str]]:
    return [(leak.kind.value, leak.name) for leak in leaks]


@pytest.mark.parametrize("language", TOLD)
def test_what_a_model_says_of_itself_is_found(names: NameIndex, language: str) -> None:
    assert [sentence for sentence in TOLD[language] if not find_leaks(sentence, names)] == []


@pytest.mark.parametrize("language", MENTIONED)
def test_comparisons_and_mentions_are_no_leak(names: NameIndex, language: str) -> None:
    flagged = {sentence: find_leaks(sentence, names) for sentence in MENTIONED[language]}
    assert {sentence: leaks for sentence, leaks in flagged.items() if leaks} == {}


def test_a_sentence_is_found_in_the_middle_of_an_answer(names: NameIndex) -> None:
    around = "The sky is blue because of Rayleigh scattering. " * 20
    answer = f"{around}\n\nAs an AI developed by OpenAI, I cannot see it. {around}"
    (leak,) = find_leaks(answer, names)
    assert (leak.kind, leak.maker, answer[leak.start : leak.end]) == (LeakKind.SELF_MAKER, "OpenAI", "OpenAI")


def test_a_model_of_the_arena_is_found_by_its_own_names(names: NameIndex) -> None:
    leaks = find_leaks("Hello! I am Heron 2, made by Marsh Labs.", names)
    assert [(leak.kind, leak.name, leak.maker) for leak in leaks] == [
        (LeakKind.SELF_NAME, "Heron 2", "Marsh Labs"),
        (LeakKind.SELF_MAKER, "Marsh Labs", "Marsh Labs"),
    ]


def test_a_claim_to_be_another_makers_model_is_a_leak(names: NameIndex) -> None:
    leaks = find_leaks("I am Claude 3 and was trained by Anthropic.", names)
    assert kinds_and_names(leaks) == [("self_name", "Claude"), ("self_maker", "Anthropic")]


def test_a_common_word_as_a_models_name_needs_self_reference(names: NameIndex) -> None:
    assert find_leaks("An otter swims in the brook. I am an otter expert; my otter likes fish.", names) == ()
    assert kinds_and_names(find_leaks("Hi! I'm Otter, your assistant.", names)) == [("self_name", "Otter")]


def test_a_denial_is_no_leak_but_what_follows_it_is(names: NameIndex) -> None:
    assert find_leaks("I am not ChatGPT.", names) == ()
    leaks = find_leaks("I am not ChatGPT, but Gemini, a model by Google.", names)
    assert kinds_and_names(leaks) == [("self_name", "Gemini"), ("self_maker", "Google")]


def test_a_quotation_of_another_model_is_no_leak(names: NameIndex) -> None:
    assert find_leaks('Ask ChatGPT and it answers: "I am ChatGPT, trained by OpenAI."', names) == ()


def test_what_is_only_supposed_is_no_leak(names: NameIndex) -> None:
    assert find_leaks("Imagine I am ChatGPT. If I were GPT-4, I'd say no.", names) == ()


def test_a_word_name_is_no_leak_where_a_person_speaks(names: NameIndex) -> None:
    story = "Once upon a time two friends met.\n" * 10
    assert find_leaks(f"{story}My name is Claude, he said, and I paint.", names) == ()
    assert find_leaks("My name is Claude Monet.", names) == ()
    assert kinds_and_names(find_leaks(f"{story}My name is Claude, an AI assistant.", names))


@pytest.mark.parametrize(
    ("prompt", "answer", "leaks"),
    [
        ("bread?", "By the way, since I'm Claude, I can't taste it.", True),
        ("bread?", "Als Gemini kann ich das nicht nachprüfen.", True),
        ("bread?", '"I\'m Gemini," she said, "and my twin is Pollux."', False),
        ("bread?", "I'm Gemini, my wife is Leo.", False),
        ("bread?", "Меня зовут Алиса Иванова.", False),
        ("Write a story.", "I'm Claude, and I bake bread.", False),
        ("Write a story.", "The end.\n\n---\n\nI'm Claude, tell me if it should be longer.", True),
    ],
)
def test_an_assistants_name_late_in_an_answer_is_the_speakers_unless_a_character_speaks(
    names: NameIndex, prompt: str, answer: str, leaks: bool
) -> None:
    before = "Mix the flour with water and let the dough rest for an hour.\n" * 6
    assert bool(find_leaks(before + answer, names, prompt=prompt)) == leaks


@pytest.mark.parametrize(
    ("prompt", "answer", "leaks"),
    [
        ("are you claude", "Haha, you got me!", True),
        ("did openai make you", "Yes, they did.", True),
        ("is this gpt-4?", "It is! I'm not sure what else to say.", True),
        ("ты чатгпт?", "Он самый!", True),
        ("are you as capable as ChatGPT?", "Yes", False),
        ("can you compare yourself to chatgpt", "Yes, of course.", False),
        ("are you chatgpt", "I am an AI language model.", False),
        ("is claude better than gemini?", "Yes, for code.", False),
    ],
)
def test_a_yes_answers_a_request_that_names_one_maker(
    names: NameIndex, prompt: str, answer: str, leaks: bool
) -> None:
    assert bool(find_leaks(answer, names, prompt=prompt)) == leaks


def test_a_maker_may_be_told_in_the_sentence_before(names: NameIndex) -> None:
    assert find_leaks("OpenAI is a lab in San Francisco. It made me.", names)
    assert find_leaks("I have a maker. It's called Anthropic.", names)
    assert not find_leaks("OpenAI is a lab. Anthropic is another. It made ChatGPT.", names)
    assert not find_leaks("Google is big. They made me change my password.", names)


def test_code_that_calls_a_model_is_no_leak(names: NameIndex) -> None:
    code = (
        "```python\nfrom openai import OpenAI\nclient = OpenAI()\nreply = client.chat.completions.create(\n"
        '    model="gpt-4",\n    messages=[{"role": "system", "content": "You are ChatGPT."}],\n)\n```'
    )
    assert find_leaks(f"I would call the API like this:\n{code}", names) == ()


def test_spans_refer_to_the_original_text(names: NameIndex) -> None:
    answer = "Héllo, I\u2019m \u200bＣhat\u200bGPT, nice to meet you."
    (leak,) = find_leaks(answer, names)
    assert answer[leak.start : leak.end] == "Ｃhat\u200bGPT"


@pytest.mark.parametrize(
    "disguised",
    [
        "GPT4",
        "GPT\u20114",
        "G P T",
        "g.p.t-4",
        "ＧＰＴ－４",
        "Chat**GPT",
        "C h a t G P T",
        "СhаtGРT",
        "𝐂𝐡𝐚𝐭𝐆𝐏𝐓",
        "Chat\u00adGPT",
        "ChatGPT-4o-mini-2024-07-18",
    ],
)
def test_a_disguised_name_is_found_whole(names: NameIndex, disguised: str) -> None:
    answer = f"Well, I am {disguised}, of course."
    (leak,) = find_leaks(answer, names)
    assert answer[leak.start : leak.end] == disguised


def test_a_text_that_repeats_itself_reports_a_bounded_number_of_leaks(names: NameIndex) -> None:
    assert len(find_leaks("I am ChatGPT. " * 1000, names)) == MAX_LEAKS


@pytest.mark.parametrize(
    "unit",
    [
        "GPT-4 ",
        "I am not OpenAI ",
        "gpt-1-1-1-1",
        "я",
        "яa",
        ".",
        '"',
        "我是",
        "as an AI trained ",
        "\nGPT-4:",
        "a b ",
    ],
)
def test_a_long_text_of_one_thing_is_read_to_the_end(names: NameIndex, unit: str) -> None:
    text = unit * (200_000 // len(unit))
    leaks = find_leaks(f"{text}\n\nI am Heron 2.", names, prompt=text)
    assert "Heron 2" in {leak.name for leak in leaks}


@given(
    st.text(st.sampled_from("IGPTiamclud 4我是私는Яя.,!?\n\u200b\u0301*\"'-—ＧＰＴßİﬁ\ud800"), max_size=80),
    st.text(max_size=40),
)
def test_spans_of_any_text_are_apart_and_inside(answer: str, prompt: str) -> None:
    reached = 0
    for leak in find_leaks(f"I am GPT-4. {answer}", NameIndex.build(), prompt=prompt):
        assert reached <= leak.start < leak.end <= len(answer) + 12
        reached = leak.end
    assert reached


def test_the_version_names_the_lexicons(names: NameIndex) -> None:
    assert DETECTOR == "identity"
    assert VERSION.endswith(LEXICON_VERSION)
