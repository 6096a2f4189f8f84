"""What names tell, on names as hubs, routers and local servers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.endpoints.model_names import guess


@pytest.mark.parametrize(
    ("upstream_name", "name", "organization", "family"),
    [
        ("meta-llama/Llama-3-70b-chat-hf", "Llama-3-70b-chat-hf", "Meta", "Llama 3"),
        ("llama3.1:8b-instruct-q4_K_M", "llama3.1:8b-instruct-q4_K_M", "Meta", "Llama 3.1"),
        ("accounts/fireworks/models/llama-v3p1-70b-instruct", "llama-v3p1-70b-instruct", "Meta", "Llama 3.1"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini-2024-07-18", "OpenAI", "GPT-4o"),
        ("chatgpt-4o-latest", "chatgpt-4o-latest", "OpenAI", "ChatGPT-4o"),
        ("openai/gpt-oss-120b", "gpt-oss-120b", "OpenAI", "gpt-oss"),
        ("o1-mini", "o1-mini", "OpenAI", "OpenAI o-series"),
        ("claude-3-5-sonnet-20241022", "claude-3-5-sonnet-20241022", "Anthropic", "Claude 3.5"),
        ("google/gemini-2.5-pro:free", "gemini-2.5-pro:free", "Google", "Gemini 2.5"),
        ("google/gemma-2-9b-it", "gemma-2-9b-it", "Google", "Gemma 2"),
        ("Qwen/Qwen2.5-72B-Instruct", "Qwen2.5-72B-Instruct", "Alibaba", "Qwen 2.5"),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", "Mixtral-8x7B-Instruct-v0.1", "Mistral AI", "Mixtral"),
        ("deepseek-ai/DeepSeek-V3", "DeepSeek-V3", "DeepSeek", "DeepSeek V3"),
        ("CohereForAI/c4ai-command-r-plus-08-2024", "c4ai-command-r-plus-08-2024", "Cohere", "Command R"),
        ("NousResearch/Hermes-2-Pro-Llama-3-8B", "Hermes-2-Pro-Llama-3-8B", "Nous Research", "Hermes 2"),
        ("somebody/gemma-tune", "gemma-tune", "Google", "Gemma"),
    ],
)
def test_a_known_name_tells_its_maker_and_family(upstream_name, name, organization, family):
    told = guess(upstream_name)
    assert (told.name, told.organization, told.family) == (name, organization, family)


@pytest.mark.parametrize(
    ("upstream_name", "aliases"),
    [
        ("meta-llama/Llama-3-70b-chat-hf", {"Llama 3", "Llama-3-70B"}),
        ("llama-v3p1-70b-instruct", {"Llama 3.1", "Llama-3.1-70B"}),
        ("gpt-4o-mini-2024-07-18", {"GPT-4o", "GPT-4o Mini"}),
        ("claude-opus-4-1-20250805", {"Claude 4.1", "Claude Opus 4.1", "Claude 4.1 Opus"}),
        ("gemini-1.5-pro-latest", {"Gemini 1.5", "Gemini 1.5 Pro"}),
        ("qwen3:30b-a3b", {"Qwen 3", "Qwen-3-30B-A3B"}),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", {"Mixtral-8x7B"}),
        ("deepseek-r1:14b", {"DeepSeek R1", "DeepSeek-R1-14B"}),
        ("command-r-plus", {"Command R Plus"}),
        ("o1-mini", {"o1-mini"}),
    ],
)
def test_a_model_may_call_itself_by_family_version_kind_and_size(upstream_name, aliases):
    assert aliases <= set(guess(upstream_name).aliases)


@pytest.mark.parametrize("upstream_name", ["my-model", "graphite-7b", "tinyllama", "text-embedding-3-small"])
def test_an_unknown_name_tells_nothing_but_itself(upstream_name):
    told = guess(upstream_name)
    assert told.name == upstream_name
    assert (told.organization, told.family, told.aliases) == ("", "", ())


def test_a_date_is_no_version():
    assert guess("command-r-08-2024").family == "Command R"
    assert guess("mistral-small-2402").family == "Mistral"


def test_no_alias_is_a_mere_word_of_everyday_language():
    for upstream_name in ("command-light", "nova", "phi", "solar", "titan", "yi", "claude", "gemini"):
        assert not {alias.casefold() for alias in guess(upstream_name).aliases} & {upstream_name}


@given(st.text(max_size=60))
def test_any_text_is_a_name(text):
    told = guess(text)
    assert all(alias.strip() for alias in told.aliases)
    assert "/" not in told.name
