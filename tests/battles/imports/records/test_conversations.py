"""Texts of imported battles in every published form."""

import json

import pytest

from battles.detectors.categories import Conversation
from battles.imports.records.conversations import MAX_TURNS, read_conversation
from battles.imports.records.values import BadRecord


def user(content):
    return {"role": "user", "content": content}


def assistant(content):
    return {"role": "assistant", "content": content, "num_tokens": 3}


def read(a, b):
    return read_conversation({"conversation_a": a, "conversation_b": b})


def test_messages_become_turns_of_two_sides():
    conversation, replaced = read(
        [user("q1"), assistant("a1"), user("q2"), assistant("a2")],
        [user("q1"), assistant("b1"), user("q2"), assistant("b2")],
    )
    assert conversation == Conversation(("q1", "q2"), ("a1", "a2"), ("b1", "b2"))
    assert replaced == 0


@pytest.mark.parametrize(
    "content",
    [
        "Hello",
        ["Hello"],
        [{"type": "text", "text": "Hello"}],
        [{"type": "text", "text": "Hello", "image": None}, {"type": "image", "image": "x.png"}],
    ],
)
def test_content_is_a_text_a_list_of_texts_or_typed_parts(content):
    conversation, _ = read([user(content), assistant(content)], [user(content), assistant(content)])
    assert conversation == Conversation(("Hello",), ("Hello",), ("Hello",))


def test_null_content_is_an_empty_text():
    conversation, _ = read([user("q"), assistant(None)], [user("q"), assistant([None])])
    assert conversation == Conversation(("q",), ("",), ("",))


def test_an_instruction_before_the_first_prompt_is_no_turn():
    conversation, _ = read([{"role": "system", "content": "Be brief."}, user("q"), assistant("a")], [])
    assert conversation == Conversation(("q",), ("a",), ())


def test_an_answer_stays_in_its_turn_when_an_earlier_one_is_missing():
    conversation, _ = read([user("q1"), user("q2"), assistant("a2")], [user("q1"), assistant("b1")])
    assert conversation == Conversation(("q1", "q2"), ("", "a2"), ("b1",))


def test_one_side_alone_is_enough():
    conversation, _ = read(None, [user("q"), assistant("b")])
    assert conversation == Conversation(("q",), (), ("b",))


def test_a_csv_cell_holds_messages_as_json():
    cell = json.dumps([user("q"), assistant("a")])
    assert read(cell, cell)[0] == Conversation(("q",), ("a",), ("a",))


@pytest.mark.parametrize(
    "messages",
    [
        "no list",
        {"role": "user"},
        ["no object"],
        [assistant("first")],
        [{"role": "tool", "content": "x"}],
        [user(7)],
        [user([7])],
        [user({"text": "x"})],
        "[{'role': 'user'}]",
        [user("q")] * (MAX_TURNS + 1),
    ],
)
def test_what_is_no_conversation_is_refused(messages):
    with pytest.raises(BadRecord):
        read(messages, None)


def test_lists_of_texts_by_turn_are_read_with_nulls():
    record = {
        "prompt": json.dumps(["q1", "q2"]),
        "response_a": json.dumps(["a1", None]),
        "response_b": "[null]",
    }
    assert read_conversation(record)[0] == Conversation(("q1", "q2"), ("a1", ""), ("",))


def test_unpaired_surrogates_in_lists_of_texts_are_replaced_and_counted():
    record = {"prompt": '["\\ud83d"]', "response_a": '["ok \\ud83d\\ude00"]', "response_b": '["\\u0000"]'}
    conversation, replaced = read_conversation(record)
    assert conversation == Conversation(("\ufffd",), ("ok 😀",), ("\ufffd",))
    assert replaced == 2


def test_a_plain_text_is_a_single_turn():
    record = {"prompt": "[INST] Hi", "response_a": "Hello", "response_b": "{}"}
    assert read_conversation(record)[0] == Conversation(("[INST] Hi",), ("Hello",), ("{}",))


@pytest.mark.parametrize("prompt", ['["q", 7]', '["q"', '[""] tail'])
def test_a_broken_list_of_texts_is_refused(prompt):
    with pytest.raises(BadRecord):
        read_conversation({"prompt": prompt, "response_a": '["a"]', "response_b": '["b"]'})


@pytest.mark.parametrize("record", [{}, {"prompt": 8}, {"conversation_a": "", "conversation_b": None}])
def test_without_texts_there_is_no_conversation(record):
    assert read_conversation(record) == (None, 0)


def test_more_answers_than_prompts_are_given_empty_prompts():
    record = {"prompt": '["q"]', "response_a": '["a1", "a2"]', "response_b": '["b1"]'}
    assert read_conversation(record)[0] == Conversation(("q", ""), ("a1", "a2"), ("b1",))
