"""Closed blocks in the log of a running turn."""

import asyncio

import pytest

from battles.generation.event_log import StreamLog, merge_events
from battles.generation.live_html import LiveHtml, OpenText
from battles.markdown import join_blocks

TEXT = "# Title\n\nOne **two**.\n\n- a\n- b\n\nEnd"


async def settle(live: LiveHtml) -> None:
    while live._work is not None and not live._work.done():
        await live._work


def shown(log: StreamLog, name: str) -> tuple[str, str]:
    """The HTML and the text that a reader of every event sees."""
    html, text, open_list = "", "", ""
    for event in log.events:
        if event.name == name and "blocks" in event.data:
            html = join_blocks(html, event.data["blocks"], open_list=open_list)
            text, open_list = event.data["open"], event.data.get("list", "")
        elif event.name == name:
            text += event.data["text"]
    return html, text


async def test_closed_blocks_become_html_and_the_open_one_stays_text():
    log = StreamLog()
    live = LiveHtml(log, ["a", "b"])
    for piece in TEXT.splitlines(keepends=True):
        live.send("a", piece)
    await settle(live)
    html, text = shown(log, "a")
    assert html == "<h1>Title</h1>\n<p>One <strong>two</strong>.</p>\n<ul>\n<li>a</li>\n</ul>\n"
    assert text == "- b\n\nEnd"


async def test_both_sides_change_their_dress_in_the_same_moment():
    log = StreamLog()
    live = LiveHtml(log, ["a", "b"])
    live.send("a", "One.\n\n")
    live.send("b", "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 200 + "\n")
    reader = log.follow(0)
    await anext(reader)
    assert [event.name for event in await anext(reader)] == ["a", "b"]
    await live.close()


@pytest.mark.parametrize(
    "pieces",
    [
        ("One.\n\nTw", "o.\n\nThree", " and more"),
        ("One:\n- a\n- b", "\n- c\n", "- d\n\n7. e\n", "\n8. f", " and more\n9. g"),
    ],
)
async def test_a_late_reader_gets_the_same_as_one_of_every_event(pieces):
    log = StreamLog()
    live = LiveHtml(log, ["a", "b"])
    for piece in pieces:
        live.send("a", piece)
        await settle(live)
    (merged,) = merge_events(log.events)
    assert (merged.data["blocks"], merged.data["full"]) == shown(log, "a")
    assert merged.data["blocks"].count("<ul>") == merged.data["blocks"].count("</ul>") <= 1


async def test_an_item_appears_when_the_next_one_begins():
    log = StreamLog()
    live = LiveHtml(log, ["a", "b"])
    for piece in ("- a", "\n", "- ", "b is long", " and", " not yet complete"):
        live.send("a", piece)
        await settle(live)
    assert shown(log, "a") == ("<ul>\n<li>a</li>\n</ul>\n", "- b is long and not yet complete")


async def test_nothing_follows_the_end_of_a_side():
    log = StreamLog()
    live = LiveHtml(log, ["a", "b"])
    live.send("a", "One.\n\nTwo")
    await asyncio.sleep(0)
    live.end("a")
    await settle(live)
    assert [event.data for event in log.events] == [{"text": "One.\n\nTwo"}]


def test_work_is_due_only_where_a_block_may_close():
    open_text = OpenText()
    for piece, is_due in [("One", False), ("\n", False), ("two\n", False), ("\n", True)]:
        open_text.add(piece)
        assert open_text.is_due is is_due
    assert OpenText(pieces=["a"]).text == "a"


def test_a_text_that_never_closes_is_parsed_a_limited_number_of_times():
    open_text, works = OpenText(), 0
    for _ in range(2000):
        open_text.add("- a\n\n")
        if open_text.is_due and open_text.is_affordable():
            open_text.is_due, works = False, works + 1
            open_text.submitted += len(open_text.text)
    assert open_text.submitted <= 4 * open_text.received + 4_000
    assert works < 200
