"""Names that are offered as alternatives identify nobody."""

import pytest

from battles.detectors.identity import NameIndex, find_leaks


@pytest.mark.parametrize(
    ("answer", "prompt"),
    [
        ("I can't tell you: it could be GPT, Claude, Gemini or something else.", "which model are you"),
        ("Depois do voto você verá se era Llama, Claude ou outro.", "você é o gpt?"),
        ("名前は秘密です。GeminiかClaudeかは投票のあとで。", "ChatGPTですか?"),
        ("제가 GPT인지 Claude인지는 말씀드릴 수 없습니다.", "당신은 gpt인가요"),
        ("Ob ich Claude oder Gemini bin, erfährst du später.", "bist du gpt"),
        ("Nie powiem, czy jestem GPT, czy Claude.", "kim jesteś"),
        ("Saya tidak bisa bilang apakah saya GPT atau Claude.", "apakah kamu gpt"),
        ("Tôi không thể nói tôi là Claude hay Gemini.", "bạn là gpt à"),
    ],
)
def test_alternatives_of_several_makers_are_no_leak(names: NameIndex, answer: str, prompt: str) -> None:
    assert not find_leaks(answer, names, prompt=prompt)


@pytest.mark.parametrize(
    "answer",
    [
        "I'm ChatGPT or, if you like, GPT-4.",
        "I'm Claude, not GPT or Gemini.",
        "I was fine-tuned by Nous Research on top of Llama 3.",
        "I am Gemini. Ask me about Claude or GPT.",
    ],
)
def test_a_name_beside_alternatives_stays_a_leak(names: NameIndex, answer: str) -> None:
    assert find_leaks(answer, names)
