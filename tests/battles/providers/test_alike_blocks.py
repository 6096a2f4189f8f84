"""Events that differ in their text alone are read at once, with the result of reading each by itself."""

import itertools
import json
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from battles.providers.alike_blocks import MAX_MISSES, AlikeBlocks
from battles.providers.anthropic_messages import MessageReader
from battles.providers.base import ErrorKind, Target
from battles.providers.gemini import CandidateReader
from battles.providers.openai_chat import ChatCompletionReader


def chat(text: str) -> dict:
    return {"id": "c", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}


def chat_with_more(text: str) -> dict:
    """As some servers send it: the same text twice, thinking that is empty, no index."""
    return {"choices": [{"delta": {"role": "assistant", "content": text, "reasoning": ""}}], "last": text}


def anthropic(text: str) -> dict:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}


def gemini(text: str) -> dict:
    return {"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}}], "modelVersion": "x"}


FORMATS = {
    "chat": (chat, ChatCompletionReader),
    "chat with more": (chat_with_more, ChatCompletionReader),
    "anthropic": (anthropic, MessageReader),
    "gemini": (gemini, CandidateReader),
}
TEXTS = st.one_of(
    st.sampled_from(
        ["word", " two words", "", "\n", '"', "\\", "a\\", '","', "\0", "漢字", "\ud83d", "\ude00", "🦢"]
    ),
    st.text(max_size=8),
)
RAW = st.sampled_from(
    [b"a\\", b'a","b', b'x"}}]}', b"\xe4", b"\xbd\xa0", b"\\u0041", b"\\ud83d", b"tab\t", b"\\n"]
)


def event_of(value: dict, *, ensure_ascii: bool) -> bytes:
    text = json.dumps(value, ensure_ascii=ensure_ascii)
    return b"data: " + text.encode("utf-8", "surrogatepass") + b"\n\n"


def read(reader_class, chunks: list[bytes]) -> tuple:
    reader = reader_class(Target("m"))
    text = "".join(reader.feed(chunk) for chunk in chunks)
    failure = reader.failure and (reader.failure.kind, reader.failure.detail)
    return text + reader.end(), reader.take_thinking(), failure, reader.finish_reason, reader.output_tokens


@pytest.mark.parametrize("wire_format", FORMATS)
@given(
    st.lists(st.one_of(TEXTS, RAW), max_size=12),
    st.booleans(),
    st.lists(st.integers(0, 400), max_size=6),
)
@example(["word", b'a","b', b"c\\", "d"], False, [])
@example(["word", b"\xe4", b"\xbd\xa0"], False, [])
def test_reading_at_once_is_reading_one_by_one(wire_format, texts, ensure_ascii, cuts):
    build, reader_class = FORMATS[wire_format]
    events = [
        event_of(build("MARK"), ensure_ascii=True).replace(b"MARK", text)
        if isinstance(text, bytes)
        else event_of(build(text), ensure_ascii=ensure_ascii)
        for text in ["Hello", *texts]
    ]
    whole = b"".join(events)
    edges = [0, *sorted({cut for cut in cuts if cut < len(whole)}), len(whole)]
    cut_anywhere = [whole[start:end] for start, end in itertools.pairwise(edges)]

    class OneByOne(reader_class):
        """Reads every event by itself."""

        def __init__(self, target):
            super().__init__(target)
            self._alike.learn = lambda block, text: None

    assert read(reader_class, cut_anywhere) == read(OneByOne, events)


@pytest.mark.parametrize("wire_format", ["chat", "anthropic", "gemini"])
def test_most_events_of_an_answer_are_not_parsed(wire_format, monkeypatch):
    build, reader_class = FORMATS[wire_format]
    parsed = []
    original = reader_class.read_object
    monkeypatch.setattr(
        reader_class, "read_object", lambda self, value: parsed.append(value) or original(self, value)
    )
    words = ["One", " more", ' "word"', "\n", " 漢字", " — and", " `code`", " end."]
    events = [event_of(build(word), ensure_ascii=False) for word in words * 50]
    assert (
        read(reader_class, [b"".join(events[:3]), *events[3:20], b"".join(events[20:])])[0]
        == "".join(words) * 50
    )
    assert len(parsed) == 1


def test_a_pattern_is_not_learned_from_an_event_that_does_more():
    reader = ChatCompletionReader(Target("m"))
    with_counts = chat("Hello") | {"usage": {"prompt_tokens": 3, "completion_tokens": 1}}
    later = chat("Hello") | {"usage": {"prompt_tokens": 3, "completion_tokens": 2}}
    reader.feed(event_of(with_counts, ensure_ascii=True))
    reader.feed(event_of(later, ensure_ascii=True))
    assert reader.output_tokens == 2
    assert not reader._alike._before


def test_a_server_whose_events_all_differ_is_soon_read_without_looking_for_a_pattern():
    reader = ChatCompletionReader(Target("m"))
    for number in range(3 * MAX_MISSES):
        reader.feed(event_of(chat("word") | {"id": number}, ensure_ascii=True))
    assert not reader._alike.is_learning


def test_a_long_answer_ends_where_it_ended_one_by_one():
    """The limit on characters cuts at an event, also where many are read at once."""
    events = [event_of(chat("word" * 1000), ensure_ascii=True) for _ in range(60)]
    text, _thinking, failure, *_ = read(ChatCompletionReader, [events[0], b"".join(events[1:])])
    assert failure[0] is ErrorKind.TOO_LONG
    assert text == "word" * 1000 * 50


def test_reading_at_once_keeps_no_bytes():
    alike = AlikeBlocks()
    alike.learn(b'{"t":"word"}', "word")
    block = b'{"t":"' + b"x" * 1000 + b'"}'
    tracemalloc.start()
    for _ in range(2000):
        assert alike.read([block], 0) == (1, "x" * 1000)
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 100_000
