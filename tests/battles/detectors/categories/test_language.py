"""Which language somebody speaks: in a word, among code, among other languages, or not to be told."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors.categories import Conversation, Fact, category_tags
from battles.detectors.categories.language import DETECTOR, VERSION, detect_language
from battles.tags import LANGUAGE_TAGS, Tag
from tests.battles.detectors.categories.real_data import needs_real_data, records

SHORT = {
    "en": ["hi", "Hello", "who are you?", "tell me a joke", "WHAT IS LOVE", "how r u", "capital of France?"],
    "de": ["Hallo", "Wer bist du?", "Wie geht's?", "Erkläre Quantencomputer", "Danke"],
    "fr": ["Bonjour", "Qui es-tu ?", "Merci", "Écris un poème", "capitale de la France ?"],
    "es": ["Hola", "¿Quién eres?", "Gracias", "que es la fotosintesis", "Cuéntame un chiste"],
    "pt": ["Olá", "Quem é você?", "Obrigado", "o que é fotossíntese", "tudo bem?"],
    "it": ["Ciao", "Chi sei?", "Grazie", "scrivi una poesia", "come stai"],
    "nl": ["Hallo, hoe gaat het?", "Wie ben jij?", "schrijf een gedicht"],
    "pl": ["Cześć", "Kim jesteś?", "napisz wiersz", "jak się masz"],
    "cs": ["Ahoj", "Kdo jsi?", "Dobrý den", "co je fotosyntéza"],
    "tr": ["Merhaba", "Sen kimsin?", "bir şiir yaz", "nasılsın"],
    "vi": ["Xin chào", "Bạn là ai?", "quang hợp là gì", "toi muon hoc tieng Anh"],
    "id": ["Halo", "Siapa kamu?", "apa itu fotosintesis", "Terima kasih"],
    "ru": ["Привет", "Кто ты?", "как дела", "Доброе утро", "да"],
    "uk": ["Привіт", "Хто ти?", "що таке фотосинтез", "Дякую"],
    "zh": ["你好", "你是谁？", "法國的首都是哪裡？", "用python写一个爬虫", "hello 你好"],
    "ja": ["こんにちは", "光合成とは", "東京駅の歴史", "テスト", "Pythonでクイックソートを書いて"],
    "ko": ["안녕", "누구세요?", "python으로 크롤러 만들어줘"],
    "ar": ["مرحبا", "من أنت؟", "عاصمة فرنسا"],
    "fa": ["سلام", "تو کی هستی؟", "یک شعر بنویس"],
    "he": ["שלום", "מי אתה?"],
    "hi": ["नमस्ते", "तुम कौन हो?", "मुझे Python में linked list implement करना सिखाओ"],
    "th": ["สวัสดี", "คุณเป็นใคร"],
    "el": ["ποιος είσαι"],
    "sv": ["skriv en dikt"],
    "hu": ["írj egy verset"],
}

MIXED = [
    ("en", 'How do you say "Guten Morgen, wie geht es Ihnen heute" in French?'),
    ("en", "What does 你好 mean?"),
    ("en", "Translate to German:\n\nThe weather is nice today and we would like to go for a walk."),
    ("en", "Translate to English:\n\nDer Vertrag tritt am 1. Januar in Kraft und endet nach zwei Jahren."),
    (
        "zh",
        "把下面的句子翻译成英文：\nI would like to know how the weather is tomorrow because we go hiking.",
    ),
    ("zh", "请解释 transformer attention mechanism 的原理"),
    ("ja", "次の英文を訳してください。\nThe quick brown fox jumps over the lazy dog near the river bank."),
    ("ru", "Переведи на английский: Good morning, how are you today my friend"),
    ("ko", "아래 영어 문장을 번역해줘: I have been working on this project since last year"),
]

AMONG_CODE = [
    ("ru", "Исправь ошибку:\n```python\ndef f(x):\n  return the_answer(x) + and more\n```"),
    ("ru", "Почему не работает?\nfor (int i = 0; i < 10; i++) {\n    std::cout << i;\n}\nreturn 0;"),
    ("de", "Was macht das?\n\nimport os\nfor name in os.listdir('.'):\n    print(name)\n    os.remove(name)"),
    ("fr", "corrige ce code\nfunction add(a, b) {\n  // add the two numbers here\n  return a - b;\n}"),
    ("es", "Explícame este error: TypeError: unsupported operand type(s) for +: 'int' and 'str'"),
    ("zh", "解释这段代码 public static void main(String[] args) { System.out.println(1); }"),
    ("en", "def quicksort(arr):\n    if len(arr) <= 1:\n        return arr\nwhat is wrong with this?"),
    ("ja", "def f(x):\n    return x + 1\n\nこれは何をしますか"),
]

UNTELLABLE = [
    "",
    "   \n",
    "12345",
    "2+2=",
    "???",
    "😀😀",
    "x",
    "https://example.org/a/b?c=d",
    "print('hi')",
    "```python\nfor i in range(3): print(i)\n```",
    "<div class='a'></div>",
    "asdfghjkl",
]


@pytest.mark.parametrize("code", SHORT)
def test_short_messages_are_told(code):
    assert {text: detect_language(text).code for text in SHORT[code]} == dict.fromkeys(SHORT[code], code)


@pytest.mark.parametrize(("code", "text"), MIXED)
def test_the_language_of_the_speaker_wins_over_that_of_the_material(code, text):
    assert detect_language(text).code == code


@pytest.mark.parametrize(("code", "text"), AMONG_CODE)
def test_code_is_no_language(code, text):
    assert detect_language(text).code == code


@pytest.mark.parametrize("text", UNTELLABLE)
def test_what_cannot_be_told_is_unknown(text):
    assert detect_language(text).code is None


def test_chinese_names_its_script():
    texts = ["请给我讲一个关于龙的故事", "請給我講一個關於龍的故事", "你好"]

    assert [detect_language(text).script for text in texts] == ["Hans", "Hant", "Hani"]
    assert {detect_language(text).code for text in texts} == {"zh"}


def test_words_late_in_a_message_are_read_too():
    assert (
        detect_language("1234567890 " * 20 + "Wie hoch ist der höchste Berg der Welt und wo steht er?").code
        == "de"
    )


def test_only_the_first_user_turn_counts():
    fact = DETECTOR.detect(Conversation(("Wie ist das Wetter heute?", "And tomorrow, please?")))

    assert (fact.version, fact.value["code"]) == (VERSION, "de")


@pytest.mark.parametrize(
    ("code", "tag"),
    [("en", Tag.ENGLISH), ("zh", Tag.CHINESE), ("sv", Tag.OTHER_LANGUAGE), (None, Tag(0))],
)
def test_the_code_implies_its_tag(code, tag):
    assert category_tags([Fact("language", VERSION, {"code": code, "script": None, "certainty": 1.0})]) == tag


@given(st.text(max_size=200))
def test_any_text_has_a_two_letter_code_or_none(text):
    language = detect_language(text)

    assert language.code is None or (len(language.code) == 2 and language.code.islower())
    assert 0 <= language.certainty <= 1


@needs_real_data
def test_languages_with_a_board_are_told_in_98_of_100_real_sentences():
    sentences = [row for row in records("langid/sentences.jsonl.gz") if row["lang"] in LANGUAGE_TAGS][::2]
    right = Counter(row["lang"] for row in sentences if detect_language(row["text"]).code == row["lang"])

    assert right.total() / len(sentences) >= 0.98
    assert min(right[code] for code in LANGUAGE_TAGS) >= 42


@needs_real_data
def test_the_languages_of_real_prompts_are_told_in_99_of_100():
    prompts = [row for row in records("prompts/prompts.jsonl.gz") if row["lang_source"] == "file"]
    right = sum(detect_language(row["prompt"]).code == row["lang"] for row in prompts)

    assert len(prompts) > 1000
    assert right / len(prompts) >= 0.99
