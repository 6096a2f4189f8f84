"""A turn's events: numbered, resumable, coalesced, the same for every reader."""

import asyncio
import json

from battles.generation.event_log import Event, StreamLog, encode, merge_events, parse_position


async def read(log: StreamLog, after: int = 0) -> list[Event]:
    return [event async for events in log.follow(after) for event in events]


def shown(events: list[Event]) -> dict[str, str]:
    """What a page shows after these events."""
    text = {"a": "", "b": ""}
    for event in events:
        if event.name in text:
            data = event.data
            text[event.name] = data.get("html") or data.get("full") or text[event.name] + data["text"]
    return text


def filled() -> StreamLog:
    log = StreamLog()
    for name, piece in [("a", "one "), ("b", "uno "), ("a", "two "), ("b", "dos ")]:
        log.append(name, {"text": piece})
    return log


def test_an_event_is_encoded_with_turn_attempt_and_number():
    event = Event(7, "a", {"text": 'a "quoted"\nline 鷺'})
    lines = encode(event, turn=2, attempt=3).decode().split("\n")
    assert lines[:2] == ["id: 2.3.7", "event: a"]
    assert json.loads(lines[2].removeprefix("data: ")) == event.data
    assert lines[3:] == ["", ""]


def test_a_broken_surrogate_does_not_break_the_stream():
    assert encode(Event(1, "a", {"text": "\ud800"}), turn=1, attempt=1).endswith(b"\n\n")


def test_a_position_counts_only_within_its_own_turn_and_attempt():
    assert parse_position("2.1.9", turn=2, attempt=1) == 9
    for foreign in ("1.1.9", "2.2.9", "", "9", "2.1.x", "2.1.-1", "a.b.c", "2.1.9.9", "²².1.9"):
        assert parse_position(foreign, turn=2, attempt=1) == 0


async def test_a_reader_gets_everything_up_to_the_end():
    log = filled()
    reading = asyncio.create_task(read(log))
    await asyncio.sleep(0)
    log.append("a", {"state": "done", "html": "<p>one two</p>"})
    log.append("b", {"text": "tres"})
    log.append("done", {})
    log.close()
    events = await reading
    assert shown(events) == {"a": "<p>one two</p>", "b": "uno dos tres"}
    assert events[-1].name == "done"


async def test_a_reader_cut_off_anywhere_misses_and_repeats_nothing():
    log = filled()
    log.append("a", {"state": "done", "html": "<p>A</p>"})
    log.append("done", {})
    log.close()
    everything = await read(log)
    for cut in range(len(everything) + 1):
        before = everything[:cut]
        last = max((event.number for event in before), default=0)
        assert shown([*before, *await read(log, after=last)]) == shown(everything)


async def test_a_late_reader_starts_with_the_text_so_far_in_one_event_a_side():
    log = filled()
    assert [event.data for event in merge_events(log.events)] == [{"full": "one two "}, {"full": "uno dos "}]


async def test_a_late_reader_gets_rendered_blocks_and_the_open_text():
    log = filled()
    log.append("a", {"blocks": "<p>one</p>", "open": "two "})
    log.append("a", {"text": "three"})
    log.append("a", {"blocks": "<p>two</p>", "open": "three"})
    assert [event.data for event in merge_events(log.events)] == [
        {"blocks": "<p>one</p><p>two</p>", "full": "three"},
        {"full": "uno dos "},
    ]


async def test_a_position_beyond_the_end_starts_again():
    log = filled()
    log.close()
    assert shown(await read(log, after=99)) == {"a": "one two ", "b": "uno dos "}


async def test_two_readers_see_the_same():
    log = StreamLog()
    readers = [asyncio.create_task(read(log)) for _ in range(2)]
    for piece in "abc":
        log.append("a", {"text": piece})
        await asyncio.sleep(0)
    log.close()
    first, second = await asyncio.gather(*readers)
    assert first == second
    assert shown(first)["a"] == "abc"


async def test_a_reader_ahead_of_the_log_starts_again_and_repeats_nothing():
    log = StreamLog()
    log.append("a", {"text": "one "})
    already = [Event(1, "a", {"text": "one "}), Event(2, "b", {"text": "uno "})]
    reading = asyncio.create_task(read(log, after=2))
    await asyncio.sleep(0)
    log.append("b", {"text": "uno "})
    log.append("b", {"text": "dos "})
    log.close()
    assert shown([*already, *await reading]) == {"a": "one ", "b": "uno dos "}
