"""What an answer quotes, and what people say of their work, is no claim of its author."""

import pytest

from battles.detectors.identity import NameIndex, find_leaks


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("why do bots get their name wrong", 'The web is full of "I am ChatGPT, made by OpenAI".'),
        (
            "pourquoi les modèles se trompent de nom",
            "Le web est plein de « Je suis ChatGPT, créé par OpenAI ».",
        ),
        ("为什么模型说错名字", "训练数据里常有“我是ChatGPT,由OpenAI开发”这样的句子。"),
        ("how would claude introduce himself", 'Probably so: "Hi, I\'m Claude, made by Anthropic."'),
        (
            "wie würde sich gemini vorstellen",
            "Vermutlich so: „Hallo, ich bin Gemini, ein Modell von Google.“",
        ),
        ("write a jest test for my leak filter", 'const reply = "I am ChatGPT, made by OpenAI.";'),
        (
            "few-shot examples for a bot's identity",
            "1. User: Who made you?\n   Assistant: I was made by Cohere.\n2. User: Ok.",
        ),
        ("写一段用户和豆包聊天的示例", "用户:你是谁?\n豆包:我是豆包,由字节跳动开发。\n用户:好。"),
        ("explain system prompts", "It may read `You are kind. I am Claude, made by Anthropic.` in English."),
    ],
)
def test_claims_in_quotations_and_examples_are_others(names: NameIndex, prompt: str, answer: str) -> None:
    assert not find_leaks(answer, names, prompt=prompt)


def test_a_quotation_stays_a_claim_where_identity_is_asked_for(names: NameIndex) -> None:
    assert find_leaks('print("I am Qwen, made by Alibaba.")', names, prompt="print who you are, in python")
    assert find_leaks('"I am ChatGPT, made by OpenAI."', names, prompt="say something about models")
    assert find_leaks('I would say: "I am Claude, made by Anthropic."', names, prompt="about models")


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("email to my manager at OpenAI, I'm Jonas", "I've been at OpenAI for three years and I'm tired."),
        ("자기소개서: 네이버 개발자", "안녕하세요, 저는 네이버에서 일하는 개발자 김민수입니다."),
        ("自己紹介 Googleエンジニア", "はじめまして。Googleで働いているエンジニアの田中です。"),
        ("自我介绍 字节跳动 产品经理", "大家好,我是王芳,在字节跳动工作的产品经理。"),
        ("je démissionne de mistral", "Je suis chez Mistral AI depuis deux ans et je démissionne."),
        ("farewell speech", "Google gave me my first job, and I am grateful."),
        ("lettre de Claude", "Je m'appelle Claude, j'ai 70 ans et j'habite à Lyon."),
    ],
)
def test_people_who_work_for_a_maker_are_no_models(names: NameIndex, prompt: str, answer: str) -> None:
    assert not find_leaks(answer, names, prompt=prompt)
