"""Local rules: whole words, cards by Luhn, keys of known makers, e-mail addresses, telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.screening.rules import MAX_HITS, find_hits, find_private_data, is_card


def found(text, **words) -> set[tuple[str, str]]:
    return {(hit.category, hit.rule) for hit in find_hits(text, words)}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("I will kill the process", True),
        ("KILL it", True),
        ("a skillful kiln", False),
        ("overkill", False),
        ("kill-switch", True),
        ("Ｋｉｌｌ", True),
    ],
)
def test_words_match_as_whole_words_in_any_writing(text, matches):
    assert (("violence", "words") in found(text, violence=["kill"])) is matches


def test_phrases_match_over_line_ends_and_with_curly_apostrophes():
    words = ["don't want to live"]
    assert found("I don\u2019t\n want  to live", self_harm=words) == {("self_harm", "words")}


def test_words_of_scripts_without_spaces_match_anywhere():
    assert found("昨天我想死了算了", self_harm=["我想死"]) == {("self_harm", "words")}


def test_a_text_of_one_repeated_word_gives_one_hit():
    assert len(find_hits("kill " * 5000, {"violence": ["kill"]})) == 1


@pytest.mark.parametrize(
    "card", ["4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "6011000990139424"]
)
def test_payment_cards_are_found_by_their_check_digit(card):
    [hit] = find_private_data(f"Pay with {card} please")
    assert (hit.rule, hit.score) == ("card", 1.0)
    assert card[-4:].replace(" ", "") in hit.excerpt
    assert card not in hit.excerpt


@pytest.mark.parametrize(
    "number",
    [
        "4111 1111 1111 1112",
        "1234567890123456",
        "0000000000000000",
        "9780306406157",
        "3.14159265358979323846",
        "4111111111111111000000",
    ],
)
def test_other_long_numbers_are_no_cards(number):
    assert "card" not in {hit.rule for hit in find_private_data(number)}


@given(st.from_regex(r"\A4[0-9]{14}\Z"))
def test_exactly_one_check_digit_makes_a_number_a_card(beginning):
    cards = [digit for digit in "0123456789" if is_card(beginning + digit)]
    assert len(cards) == 1


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-" + "a1B2" * 8,
        "AKIA" + "A1B2" * 4,
        "ghp_" + "a1B2" * 9,
        "AIza" + "a" * 35,
        "xoxb-123456789012-abcdef",
        "hf_" + "a" * 34,
        "-----BEGIN RSA PRIVATE KEY-----",
    ],
)
def test_keys_of_known_makers_are_found_and_never_repeated(key):
    [hit] = find_private_data(f"my key {key} leaks")
    assert (hit.rule, hit.score) == ("key", 1.0)
    assert key not in hit.excerpt


def test_addresses_and_telephone_numbers_are_hints():
    hits = {hit.rule: hit for hit in find_private_data("ann.lee@mail.example.org or +886 2 2345 6789")}
    assert set(hits) == {"email", "phone"}
    assert max(hit.score for hit in hits.values()) < 0.5
    assert "ann.lee" not in hits["email"].excerpt


@pytest.mark.parametrize("text", ["2 + 3 = 5", "in 2024-11-29 12:00", "a@b", "1 + 23 45", "10.0.0.1"])
def test_sums_dates_and_versions_are_not_private(text):
    assert list(find_private_data(text)) == []


def test_many_links_look_like_spam_and_a_few_do_not():
    assert found("see https://a.example " * 5) == set()
    assert found("see https://a.example " * 20) == {("spam", "links")}


@pytest.mark.parametrize("text", ["1 " * 12_000, "a@" * 12_000, "+1 " * 8000, "sk-" * 8000, "4" * 24_000])
def test_hostile_texts_give_a_bounded_number_of_hits(text):
    assert len(find_hits(text, {"violence": ["kill"] * 3})) <= 4 * MAX_HITS
