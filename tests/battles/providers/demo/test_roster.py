"""The demo's models are many, different, and nobody's."""

import re

from battles.providers.demo.persona import Layout, Voice
from battles.providers.demo.roster import PERSONAS, get_persona

REAL_NAMES = re.findall(
    r"\S+",
    """
openai gpt chatgpt claude anthropic bard gemini gemma palm google deepmind llama meta mistral mixtral
cohere command aya qwen tongyi alibaba deepseek moonshot kimi ernie baidu hunyuan tencent doubao bytedance
glm zhipu yi baichuan internlm minimax abab step phi orca microsoft copilot grok xai nova titan amazon
falcon jais jamba jurassic ai21 reka inflection pi nemotron nvidia granite ibm olmo tulu dolly dbrx mpt
vicuna alpaca koala guanaco wizard hermes zephyr starling openchat solar upstage exaone hyperclova kanana
sarvam gigachat yandex saiga breeze taide typhoon sailor sealion apertus bloom pythia rwkv stablelm command-r
sonar perplexity arctic snowflake luminous smaug abacus palmyra writer mercury pharia teuken bielik
""",
)


def words_of(persona):
    text = " ".join((persona.name, persona.slug, persona.organization, persona.family, *persona.aliases))
    return set(re.findall(r"[a-z]+|\d+", text.lower()))


def test_no_name_is_a_real_model_or_maker():
    for persona in PERSONAS:
        assert not words_of(persona) & set(REAL_NAMES), persona.name


def test_there_are_about_two_dozen_of_many_makers():
    assert 22 <= len(PERSONAS) <= 26
    assert len({persona.organization for persona in PERSONAS}) >= 10


def test_names_slugs_and_aliases_are_unique():
    names = [name.lower() for p in PERSONAS for name in (p.name, p.slug, *p.aliases)]
    assert len(names) == len(set(names))


def test_slugs_are_fit_for_addresses():
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", persona.slug) for persona in PERSONAS)


def test_strengths_span_the_board_and_are_sorted():
    strengths = [persona.strength for persona in PERSONAS]
    assert strengths == sorted(strengths, reverse=True)
    assert strengths[0] >= 1200
    assert strengths[-1] <= 900


def test_every_voice_and_layout_is_somebodys():
    assert {persona.manner.voice for persona in PERSONAS} == set(Voice)
    assert {persona.manner.layout for persona in PERSONAS} == set(Layout)


def test_someone_refuses_someone_leaks_someone_fails():
    for habit in ("refuses", "leaks", "fails"):
        assert sum(getattr(persona.manner, habit) > 0 for persona in PERSONAS) == 1
    assert all(bool(p.manner.fails) == bool(p.manner.failures) for p in PERSONAS)


def test_open_weights_and_proprietary_licences_do_not_meet():
    assert all((persona.license == "Proprietary") != persona.open_weights for persona in PERSONAS)


def test_a_persona_is_found_by_its_slug_only():
    assert get_persona("moonlit-ferry").name == "Moonlit Ferry"
    assert get_persona("Moonlit Ferry") is None
