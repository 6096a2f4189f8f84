"""Addresses, apps and people of makers by which a speaker gives itself away."""

import pytest

from battles.detectors.identity import NameIndex, find_leaks


@pytest.mark.parametrize(
    ("answer", "maker"),
    [
        ("You can go on using me at chat.deepseek.com.", "DeepSeek"),
        ("My weights are on Hugging Face under Qwen/Qwen2.5-7B.", "Alibaba"),
        ("Du findest mich auch in der Gemini-App.", "Google"),
        ("Tu peux aussi me parler sur claude.ai.", "Anthropic"),
        ("Puedes usarme gratis en chatgpt.com.", "OpenAI"),
        ("Você pode conversar comigo em chat.qwen.ai.", "Alibaba"),
        ("Mi trovi anche su grok.com.", "xAI"),
        ("Je kunt mij gratis gebruiken via chat.mistral.ai.", "Mistral AI"),
        ("Możesz ze mną rozmawiać na gemini.google.com.", "Google"),
        ("Меня можно найти на chat.deepseek.com.", "DeepSeek"),
        ("你可以在 kimi.com 上免费使用我。", "Moonshot AI"),
        ("claude.ai で私と話すことができます。", "Anthropic"),
        ("gemini.google.com에서 저를 사용하실 수 있어요.", "Google"),
    ],
)
def test_where_the_speaker_is_used_names_it(names: NameIndex, answer: str, maker: str) -> None:
    assert maker in {leak.maker for leak in find_leaks(answer, names)}


@pytest.mark.parametrize(
    "answer",
    [
        "You can reach me at jonas@openai.com.",
        "You can find the docs at docs.anthropic.com.",
        "Find me at the Google booth on Monday.",
        "Use claude.ai if you want longer chats.",
        "You can't use me for that. Gemini has an app.",
    ],
)
def test_addresses_of_others_are_none(names: NameIndex, answer: str) -> None:
    assert not find_leaks(answer, names)


@pytest.mark.parametrize(
    "answer",
    [
        "Beni Google mühendisleri yazdı.",
        "Các kỹ sư của Google đã viết ra tôi.",
        "Jeg er lavet af folk hos Anthropic.",
        "Naprogramovali mě lidé z Googlu.",
        "Με έγραψαν μηχανικοί της Google.",
        "תכנתו אותי מהנדסים בגוגל.",
        "编写我的是DeepSeek的工程师。",
    ],
)
def test_people_of_a_maker_made_the_speaker(names: NameIndex, answer: str) -> None:
    assert find_leaks(answer, names)


def test_the_speakers_company_is_led_by_somebody_known(names: NameIndex) -> None:
    answer = "Mein Unternehmen wird von Sundar Pichai geleitet."
    assert find_leaks(answer, names, prompt="wer ist dein Chef?")
    assert not find_leaks(answer, names, prompt="Schreib einen Lebenslauf für Tom.")


@pytest.mark.parametrize("prompt", ["do you know deepseek?", "kennst du deepseek"])
def test_it_is_me_names_the_model_of_the_prompt(names: NameIndex, prompt: str) -> None:
    for answer in ("Sure, that's me!", "Das bin ich.", "You're talking to it right now."):
        assert find_leaks(answer, names, prompt=prompt)
    assert not find_leaks("That's not me.", names, prompt=prompt)
    assert not find_leaks("That's me!", names, prompt="do you know deepseek and claude?")


@pytest.mark.parametrize(
    "answer",
    [
        "Hinter dieser Antwort steckt Gemini 1.5.",
        "C'est GPT-4o qui te répond.",
        "Te responde Llama 3 de Meta.",
        "Quem responde é o Gemini.",
        "Вам отвечает GigaChat.",
        "回答你的是通义千问。",
        "お答えしているのはGeminiです。",
        "지금 답하고 있는 건 GPT-4o예요.",
        "Sana yanıt veren GPT-4o.",
        "Cześć, tu Claude.",
        "Ahoj, tady ChatGPT.",
        "Das widerspricht den Richtlinien von Anthropic, an die ich mich halte.",
        "Eso va contra las políticas de OpenAI que debo cumplir.",
        "Это противоречит правилам Яндекса, которым я следую.",
        "それは私が従うOpenAIのポリシーに反します。",
        "Pertenezco a la familia de modelos Llama, de Meta.",
        "Nein, ich stamme nicht von Anthropic, sondern von Google.",
        "GPT-3.5 is my older cousin.",
    ],
)
def test_who_answers_greets_and_gives_rules_is_the_speaker(names: NameIndex, answer: str) -> None:
    assert find_leaks(answer, names)


def test_a_letter_that_an_assistant_signs_is_signed(names: NameIndex) -> None:
    assert find_leaks("Dear Ana,\nlet's meet at ten.\n\nBest,\nClaude (AI assistant)", names)
    assert not find_leaks("Dear Ana,\nlet's meet at ten.\n\nBest,\nClaude Dupont", names)
