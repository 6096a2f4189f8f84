"""Folding: what hides a name is undone, and positions stay tied to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors.identity.folding import SIMPLIFIED, TRADITIONAL, fold, fold_pattern


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＧＰＴ－４", "gpt-4"),
        ("GPT\u20114\u00a0!", "gpt-4 !"),
        ("Ch\u200bat\u00adG\ufeffPT", "chatgpt"),
        ("Modèle de Łódź, İstanbul", "modele de lodz, istanbul"),
        ("Чёрный ящик й", "черный ящик й"),
        ("作為語言模型開發", "作为语言模型开发"),
        ("أَنَا نَمُوذَجٌ", "انا نموذج"),
        ("СhаtGРT", "chatgpt"),
        ("ChatGPTом и OpenAIа", "chatgptом и openaiа"),
        ("𝓖𝓟𝓣 ⒼⓅⓉ", "gpt gpt"),
        ("Είμαι", "ειμαι"),
    ],
)
def test_disguises_are_undone(text: str, folded: str) -> None:
    assert fold(text).text == folded


@given(st.text(max_size=60))
def test_every_folded_character_is_tied_to_its_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) <= len(text)
    positions = [folded.original_span(i, i + 1) for i in range(len(folded.text))]
    assert all(end == start + 1 for start, end in positions)
    assert positions == sorted(set(positions))
    assert all(end <= len(text) for _, end in positions)


@given(st.text(max_size=60))
def test_masks_never_come_from_a_text(text: str) -> None:
    assert not any("\ue000" <= character <= "\uf8ff" for character in fold(f"{text}\ue000\ue003").text)


def test_patterns_keep_their_operators() -> None:
    assert fold_pattern(r"(?P<a>\W*開發\S+é)") == r"(?P<a>\W*开发\S+e)"


def test_each_traditional_form_has_one_simplified_form() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED) == len(set(TRADITIONAL))
    assert not set(TRADITIONAL) & set(SIMPLIFIED)
