"""Prompts are read in the right language, and answered in the one they ask for."""

import pytest

from battles.providers.demo.language import (
    _SIMPLIFIED,
    _TRADITIONAL,
    SPOKEN,
    language_of,
    requested_language,
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hi", "en"),
        ("Why is the sky blue?", "en"),
        ("你好", "zh-Hant"),
        ("請用繁體中文介紹台北", "zh-Hant"),
        ("请介绍一下北京的历史", "zh-Hans"),
        ("用 Python 寫一個 function 判斷 palindrome", "zh-Hant"),
        ("空はなぜ青いの?", "ja"),
        ("東京の天気は", "ja"),
        ("하늘은 왜 파란가요?", "ko"),
        ("Warum ist der Himmel blau?", "de"),
        ("Vergleiche Kaffee und Tee in einer Tabelle", "de"),
        ("Pourquoi le ciel est-il bleu ?", "fr"),
        ("¿Por qué el cielo es azul?", "es"),
        ("Привет, как дела?", "ru"),
        ("Як справи, що ти вмієш?", "uk"),
        ("Ciao, come stai?", "it"),
        ("Olá, você pode me ajudar?", "pt"),
        ("مرحبا كيف حالك", "ar"),
        ("สวัสดีครับ", "th"),
        ("12345", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Answer in French: why is the sky blue?", "fr"),
        ("請用日文介紹東京", "ja"),
        ("Schreib es bitte auf Englisch.", "en"),
        ("Dímelo en alemán", "de"),
        ("Übersetze das ins Spanische", "es"),
        ("用繁體中文回答", "zh-Hant"),
        ("write it in simplified Chinese please", "zh-Hans"),
        ("translate this to Chinese", "zh-Hant"),
        ("日本語で答えて", "ja"),
        ("한국어로 말해 줘", "ko"),
        ("write a poem in Spanish about the sea", "es"),
        ("Tell me about the French Revolution", None),
        ("What do people eat in Japanese restaurants?", None),
        ("hello", None),
    ],
)
def test_the_language_a_text_asks_for(text, language):
    assert requested_language(text) == language


def test_no_character_is_both_traditional_and_simplified():
    assert not _TRADITIONAL & _SIMPLIFIED


def test_eight_languages_are_spoken():
    assert len(set(SPOKEN)) == 8
