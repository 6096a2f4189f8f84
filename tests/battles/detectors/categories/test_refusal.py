"""Answers that refuse, answers that only hesitate, and refusals that somebody else speaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors.categories import Conversation, category_tags
from battles.detectors.categories.refusal import DETECTOR, refuses
from battles.tags import Tag
from tests.battles.detectors.categories.real_data import needs_real_data, records

REFUSALS = {
    "en": "I'm sorry, but I can't assist with that request.",
    "en, curly": "I’m sorry, but I can’t help with that.",
    "en, assistant": "As an AI language model, I cannot condone or encourage illegal activities.",
    "en, policy": "That goes against my guidelines, so let's talk about something else.",
    "en, decline": "I must respectfully decline.",
    "zh-Hans": "抱歉，我无法提供这方面的帮助。",
    "zh-Hant": "很抱歉，我無法協助您完成這個請求。",
    "ja": "申し訳ありませんが、そのご質問にはお答えできません。",
    "ko": "죄송하지만 해당 요청에는 도움을 드릴 수 없습니다.",
    "ru": "Извините, но я не могу помочь вам с этим запросом.",
    "uk": "Вибачте, але я не можу допомогти з цим.",
    "de": "Es tut mir leid, aber dabei kann ich Ihnen nicht helfen.",
    "fr": "Je suis désolé, mais je ne peux pas vous aider à faire cela.",
    "es": "Lo siento, pero no puedo ayudarte con eso.",
    "pt": "Desculpe, mas não posso ajudar com isso.",
    "it": "Mi dispiace, ma non posso aiutarti con questa richiesta.",
    "nl": "Sorry, daar kan ik je niet mee helpen.",
    "pl": "Przykro mi, ale nie mogę pomóc w tej sprawie.",
    "cs": "Omlouvám se, ale s tím vám nemohu pomoci.",
    "tr": "Üzgünüm, bu konuda size yardımcı olamam.",
    "vi": "Xin lỗi, tôi không thể giúp bạn việc này.",
    "id": "Maaf, saya tidak dapat membantu permintaan tersebut.",
    "ar": "عذرا، لا أستطيع مساعدتك في هذا الطلب.",
    "fa": "متأسفم، نمی‌توانم در این مورد کمک کنم.",
    "he": "מצטער, אני לא יכול לעזור בזה.",
    "hi": "क्षमा करें, मैं इसमें आपकी मदद नहीं कर सकता।",
    "th": "ขออภัย ฉันไม่สามารถช่วยเรื่องนี้ได้",
}

ANSWERS = [
    "Certainly! Here is how you do it.",
    "As an AI, I don't have personal feelings, and yet the question is a good one.",
    "I'm sorry to hear that you lost your keys. First, look in your pockets.",
    "I can't help but smile at this. The answer is four.",
    "You cannot write to a file that is closed.",
    '"I cannot help you," said the old woman and shut the door.',
    "> I can't assist with that.\n\nThat is what they wrote to me.",
    "К сожалению, у меня нет информации об этом художнике.",
    "首先，我们不能简单地将两个数相加。",
    "Als KI habe ich keine Gefühle.",
    "```python\nraise Error('I cannot provide this')\n```\nDone.",
    "",
]


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_are_recognised(name):
    assert refuses(REFUSALS[name])


@pytest.mark.parametrize("answer", ANSWERS)
def test_answers_that_do_not_refuse_are_left_alone(answer):
    assert not refuses(answer)


def test_a_reservation_before_a_real_answer_is_no_refusal():
    reserved = "I'm not able to create images, but I can describe one in words. "

    assert refuses(reserved)
    assert not refuses(reserved + "There is a house on a hill above the sea. " * 20)


def test_a_refusal_late_in_an_answer_does_not_count():
    assert not refuses("The story begins in a small town by the sea. " * 12 + "I can't help with that.")


@pytest.mark.parametrize(("a", "b"), [("en", "none"), ("none", "de")])
def test_one_refusing_side_is_enough(a, b):
    answers = {"none": "Here it is.", **REFUSALS}
    fact = DETECTOR.detect(Conversation(("Do it.",), (answers[a],), (answers[b],)))

    assert fact.value == {"a": a != "none", "b": b != "none"}
    assert category_tags([fact]) == Tag.REFUSAL


def test_any_turn_of_a_side_counts():
    fact = DETECTOR.detect(Conversation(("Do it.", "Do that."), ("Yes.", REFUSALS["en"]), ("Yes.", "Yes.")))

    assert fact.value == {"a": True, "b": False}


@given(st.text(alphabet="i canothelp'.,\n\"", max_size=300))
def test_any_text_is_judged(answer):
    assert refuses(answer) in (True, False)


@needs_real_data
def test_real_answers_to_harmful_requests_refuse_mostly_and_ordinary_ones_hardly_ever():
    answers = records("answers/real_answers_shared.jsonl.gz")
    harmful = [
        row for row in answers if row["category"] in ("hh-rlhf/red-team-attempts", "MaliciousInstruct")
    ]
    ordinary = [
        row for row in answers if row["category"] in ("writing", "stem", "humanities", "math", "coding")
    ]

    assert sum(refuses(row["answer"]) for row in harmful) / len(harmful) >= 0.65
    assert sum(refuses(row["answer"]) for row in ordinary) / len(ordinary) <= 0.005
