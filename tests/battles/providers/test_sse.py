"""The event stream parser follows the standard, wherever the bytes are cut."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.providers.sse import Event, EventParser, EventTooLarge

TEXT = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)
LINES = st.one_of(
    TEXT.map(lambda text: f"data: {text}"),
    TEXT.map(lambda text: f"data:{text}"),
    TEXT.map(lambda text: f": {text}"),
    st.sampled_from(
        ["", "", "data", "event: error", "event:", "id: 7", "retry: 10", "unknown: x", "nonsense"]
    ),
)
BREAKS = st.sampled_from(["\n", "\r", "\r\n"])
STREAMS = st.tuples(st.booleans(), st.lists(st.tuples(LINES, BREAKS), max_size=30)).map(
    lambda parts: ("\ufeff" if parts[0] else "") + "".join(line + end for line, end in parts[1])
)


def parse(data, cuts=(), **caps):
    parser = EventParser(**caps)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [found for start, end in itertools.pairwise(edges) for found in parser.feed(data[start:end])]


def by_the_standard(text):
    """The standard's own steps, line by line, over a whole stream."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    events, data, kind = [], [], ""
    for line in text.split("\n")[:-1]:
        if not line:
            if data:
                events.append(Event("\n".join(data), kind or "message"))
            data, kind = [], ""
            continue
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
        elif name == "event":
            kind = value.removeprefix(" ")
    return events


@given(STREAMS, st.lists(st.integers(min_value=0, max_value=10_000), max_size=12))
def test_any_stream_cut_anywhere_gives_the_events_of_the_standard(text, cuts):
    assert parse(text.encode(), cuts) == by_the_standard(text)


@given(STREAMS)
def test_byte_by_byte_is_the_same_as_at_once(text):
    data = text.encode()
    assert parse(data, range(len(data))) == parse(data)


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", [Event("YHOO\n+2\n10")]),
        (b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n", [
            Event("first event"), Event("second event"),
        ]),
        (b"data\n\ndata\ndata\n\ndata:", [Event(""), Event("\n")]),
        (b"data:test\n\ndata: test\n\n", [Event("test"), Event("test")]),
        (b"data:  two spaces\n\n", [Event(" two spaces")]),
        (b"event: add\ndata: 1\n\ndata: 2\n\n", [Event("1", "add"), Event("2")]),
        (b"event: nothing\n\ndata: 2\n\n", [Event("2")]),
        (b"\n\n\ndata: 1\n\n\n\n\ndata: 2\n\n", [Event("1"), Event("2")]),
    ],
)  # fmt: skip
def test_the_standards_examples(stream, events):
    assert parse(stream) == events


def test_what_no_blank_line_ends_is_no_event():
    assert parse(b"data: 1\n\ndata: 2\n") == [Event("1")]


def test_a_character_cut_in_two_is_whole_again():
    assert parse("data: 猫\n\n".encode(), [7]) == [Event("猫")]


def test_bytes_that_are_no_utf8_become_replacement_characters():
    assert parse(b"data: a\xffb\n\n") == [Event("a\ufffdb")]


def test_a_byte_order_mark_counts_only_at_the_start():
    assert parse(b"\xef\xbb\xbfdata: 1\n\n\xef\xbb\xbfdata: 2\n\n", [1, 2]) == [Event("1")]


@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_a_line_beyond_its_cap_is_refused_before_it_ends(piece):
    line = b"data: " + b"x" * 200
    with pytest.raises(EventTooLarge):
        parse(line, range(0, len(line), piece), max_line=100)


def test_a_long_line_inside_a_complete_event_is_refused():
    with pytest.raises(EventTooLarge):
        EventParser(max_line=100, max_event=1000).feed(b"data: 1\ndata: " + b"x" * 200 + b"\n\n")


@pytest.mark.parametrize("end", [b"", b"\n\n"])
def test_an_event_of_many_short_lines_is_refused_beyond_its_cap(end):
    with pytest.raises(EventTooLarge):
        EventParser(max_line=100, max_event=1000).feed(b"data: 123456789\n" * 100 + end)


def test_events_within_the_caps_never_add_up_to_one_beyond_them():
    parser = EventParser(max_line=100, max_event=150)
    events = [found for _ in range(50) for found in parser.feed(b"data: " + b"x" * 90 + b"\n\n:\n")]
    assert len(events) == 50
