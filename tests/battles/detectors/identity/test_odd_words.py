"""What the words of a text show is there is all that a search of the whole text finds."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from battles.detectors.identity import NameIndex
from battles.detectors.identity.disguises import disguised_names, encodings
from battles.detectors.identity.folding import fold
from battles.detectors.identity.names import index
from battles.detectors.identity.names.odd_words import ODD_LETTER, SIGN_IN_WORD
from tests.battles.detectors.fresh_sets import CODING, REQUESTS, read_cases

PROMPTS = [
    case.prompt
    for name, uses in ((CODING, "ab"), (REQUESTS, "ab"))
    for use in uses
    for case in read_cases(name, use)
]

LETTERS = "a I b 7 é 中 ab - . , _ /"
CODES = "41 7 4F 0x \\x % &# 104 2024 , ; - : x é 01000001 . .. — · / | R1BU Q2xhdWRl = + ab"
NAMED = (
    "you .com com chat gpt -4 _ é я алиса Claude claude 3.5 ٣ x tpg edualc ncg cl4ude g3mini ! 文心 "
    "一言 豆包 ɐ ude C a"
)
BLANKS = (" ", "\n", " - ", "\u3000", "\x1f")


def joined(pieces: str) -> st.SearchStrategy[str]:
    """Texts of these pieces and blanks."""
    return st.lists(st.sampled_from([*pieces.split(), *BLANKS]), max_size=35).map("".join)


@given(joined(LETTERS))
@example("x C h a t y")
@example("a.b c.d")
@example("a - b - c - d")
def test_letters_written_one_by_one_show_in_the_words(names: NameIndex, text: str) -> None:
    folded = fold(text).text
    if disguised_names._LETTERS.search(folded) or index._SPELT_OUT.search(folded):
        assert names.read_words(folded).has_letters


@given(joined(CODES))
@example("41 42 43 44")
@example("104, 105, 106, 107")
@example("-.-. .-.. .- ..-")
@example("4142\n4344")
def test_encoded_texts_show_in_the_words(text: str) -> None:
    words = text.split()
    traits = encodings._TRAITS.read(words)
    for is_possible, pattern, decode in encodings._DECODERS:
        decoded = [decode(match.group()) for match in pattern.finditer(text)]
        if any(map(encodings._is_text, decoded)):
            assert is_possible(traits, words)


@given(joined(NAMED))
@example("you.com")
@example("a you com")
def test_the_names_in_words_are_those_of_a_search_at_every_word(names: NameIndex, text: str) -> None:
    folded = fold(text).text
    words = names.read_words(folded)
    found = [match.span() for match in names._match_words(folded, possible_heads(names, folded))]
    assert found == list(search_everywhere(names, folded))
    if any(script.names.search(folded) for script in names.scripts):
        assert names._is_possible("", words.traits.parts)


def possible_heads(names: NameIndex, folded: str) -> set[str]:
    traits = names.read_words(folded).traits
    return {head for head in traits.tokens & names.heads if names._is_possible(head, traits.parts)}


def search_everywhere(names: NameIndex, folded: str):  # type: ignore[no-untyped-def]
    reached = 0
    for word in index._WORD.finditer(folded):
        match = names.words.match(folded, word.start()) if word.start() >= reached else None
        head = word.group(1) or word.group()[:3]
        if match and head in names.heads:
            reached = match.end()
            yield match.span()


@given(joined(NAMED))
def test_disguises_are_those_of_a_search_of_all_words(names: NameIndex, text: str) -> None:
    folded = fold(text)
    found = {(each.known, each.start, each.end) for each in disguised_names.find_disguises(folded, names)}
    read = (
        (index.PLAIN_WORD, disguised_names._read_turned, re.compile("")),
        (disguised_names._WORD, disguised_names._read_signs, SIGN_IN_WORD),
        (disguised_names._ODD_WORD, disguised_names._read_upside_down, ODD_LETTER),
    )
    for pattern, reader, needed in read:
        if needed.search(folded.text):
            for each in disguised_names._read_words(pattern.finditer(folded.text), names, reader):
                assert (each.known, each.start, each.end) in found


def test_names_in_real_prompts_are_those_of_a_search_at_every_word(names: NameIndex) -> None:
    for prompt in PROMPTS:
        folded = fold(prompt).text
        found = [match.span() for match in names._match_words(folded, possible_heads(names, folded))]
        assert found == list(search_everywhere(names, folded))
