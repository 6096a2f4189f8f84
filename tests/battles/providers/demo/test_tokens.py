"""Pieces are what streams, and their number is the token estimate."""

from hypothesis import given
from hypothesis import strategies as st

from battles.providers.demo.tokens import count_tokens, pieces


@given(st.text())
def test_pieces_join_to_the_text_and_none_is_empty(text):
    assert "".join(pieces(text)) == text
    assert all(pieces(text))
    assert count_tokens(text) == len(pieces(text))


def test_words_keep_the_space_before_them():
    assert pieces("The sky is blue.\n\n- light") == ["The", " sky", " is", " blue.", "\n\n-", " light"]


def test_chinese_and_korean_come_one_character_at_a_time():
    assert pieces("你好，世界") == ["你", "好", "，", "世", "界"]
    assert pieces("안녕 세계") == ["안", "녕", " 세", "계"]


def test_long_words_come_in_parts():
    assert pieces("internationalization") == ["interna", "tionali", "zation"]
