"""Addresses as people paste them."""

import pytest

from battles.providers.addresses import InvalidAddress, host_and_port, normalize_base_url


@pytest.mark.parametrize(
    ("pasted", "base_url"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        (" http://LocalHost:11434/v1/ ", "http://localhost:11434/v1"),
        ("https://api.groq.com/openai/v1/chat/completions", "https://api.groq.com/openai/v1"),
        ("https://api.groq.com/openai/v1/chat/completions/", "https://api.groq.com/openai/v1"),
        ("https://api.example/v1//models", "https://api.example/v1"),
        ("HTTPS://api.example", "https://api.example"),
        ("http://ollama:11434/v1#top", "http://ollama:11434/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_one_endpoint_has_one_base_url(pasted, base_url):
    assert normalize_base_url(pasted) == base_url
    assert normalize_base_url(base_url) == base_url


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "localhost:11434/v1",
        "ftp://api.example/v1",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://a:b",
    ],
)
def test_what_is_no_http_address_is_refused(pasted):
    with pytest.raises(InvalidAddress):
        normalize_base_url(pasted)


@pytest.mark.parametrize(
    "pasted", ["https://me:sk-secret@api.example/v1", "https://api.example/v1?key=sk-secret"]
)
def test_a_secret_in_an_address_is_refused_and_not_repeated(pasted):
    with pytest.raises(InvalidAddress) as refusal:
        normalize_base_url(pasted)
    assert "sk-secret" not in str(refusal.value)


def test_an_endpoint_is_called_by_its_host():
    assert host_and_port("http://localhost:11434/v1") == "localhost:11434"
