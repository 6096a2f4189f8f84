"""How answers appear while they are written, in a real browser."""

import time
from collections import Counter

import pytest
from playwright.sync_api import Page

from battles.markdown.rendering import render
from tests.battles.markdown.growing import GrowingText
from tests.battles.markdown.unlimited import Unlimited
from tests.browser.test_battle import PHONE, answers, ask, wait_for_end

pytestmark = pytest.mark.browser

PROMPT = "Write a Python function that merges overlapping intervals, with a list of steps."
BAR = 0.02
OWN_EVENTS = """
  window.EventSource = class extends EventTarget {
    static OPEN = 1;
    static CLOSED = 2;
    readyState = 1;
    constructor() {
      super();
      window.source = this;
    }
    close() {}
  };
"""
"""Before a page's scripts: its events come from the test."""

SEND = "([side, data]) => { source.dispatchEvent(new MessageEvent(side, { data: JSON.stringify(data) })); }"
PLAN = (
    "The plan:\n\n1. **Sort**.\n2. Walk on:\n\n   - extend it\n   - sell it\n   - or leave it\n\n3. Done.\n\n"
    "More words.\n\n- one\n- two\n\n  and more\n- three\n\nEnd.\n"
)

WATCH_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) window.shifts.push([entry.startTime, entry.value]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""


def layout_shift(page: Page) -> float:
    """The largest sum of shifts within five seconds without a gap of one second, as browsers count it."""
    largest = total = 0.0
    first = last = None
    for moment, value in page.evaluate("window.shifts"):
        if first is None or moment - last > 1000 or moment - first > 5000:
            first, total = moment, 0.0
        last, total = moment, total + value
        largest = max(largest, total)
    return largest


@pytest.mark.parametrize("size", [{"viewport": {"width": 1440, "height": 900}}, PHONE], ids=["wide", "phone"])
def test_closed_blocks_are_rendered_while_the_rest_is_written_and_nothing_moves(browse, shoot, size):
    page = browse("/", **size)
    page.context.add_init_script(WATCH_SHIFTS)
    ask(page, PROMPT)
    closed = ".answer[data-state=running] .answer-text > :is(p, h2, h3, ol, ul)"
    page.wait_for_selector(f"{closed} ~ .answer-open:not(:empty)")
    shoot(page, f"blocks-{'phone' if 'has_touch' in size else 'wide'}")
    wait_for_end(page)
    assert page.locator(".answer-open").count() == 0
    live = answers(page)
    assert layout_shift(page) < BAR
    page.reload()
    page.wait_for_selector("#ballot[data-phase=vote]")
    assert answers(page) == live


@pytest.mark.parametrize("size", [{"viewport": {"width": 1440, "height": 900}}, PHONE], ids=["wide", "phone"])
def test_the_foot_of_an_answer_stays_where_it_is_while_the_other_answer_grows(browse, size):
    page = browse("/", **size)
    ask(page, PROMPT)
    wait_for_end(page)
    foot = page.locator(".answer[data-side=a] .answer-foot")
    before = foot.evaluate("foot => foot.getBoundingClientRect().y + scrollY")
    text = "b => { for (let i = 0; i < 40; i += 1) b.append(b.firstElementChild.cloneNode(true)); }"
    page.locator(".answer[data-side=b] .answer-text").evaluate(text)
    assert foot.evaluate("foot => foot.getBoundingClientRect().y + scrollY") == before


def test_items_of_a_list_that_is_still_written_join_it_and_stay_as_they_are(browse, shoot):
    page = browse("/")
    page.context.add_init_script(OWN_EVENTS)
    page.context.add_init_script(WATCH_SHIFTS)
    ask(page, PROMPT)
    page.wait_for_function("() => window.source !== undefined")
    growing, lists = GrowingText(), Counter()
    for start in range(0, len(PLAN), 9):
        page.evaluate(SEND, ["a", {"text": PLAN[start : start + 9]}])
        if growing.add(PLAN[start : start + 9]):
            data = {"blocks": growing.last.html, "open": growing.rest}
            page.evaluate(SEND, ["a", data | {"list": growing.last.open_list}])
            lists[growing.last.open_list] += 1
        if growing.last.open_list:
            tag = growing.last.open_list.split()[0]
            assert page.locator(f".answer-text > {tag} + .answer-open").is_visible()
        shown = "text => text.innerHTML.replace(/<div class=.answer-open.*/s, '')"
        assert page.locator(".answer-text").first.evaluate(shown) == growing.html
    assert lists["ol"] + lists["ul"] == 4
    assert lists["ol ul"] == 2
    shoot(page, "items")
    page.evaluate("() => { window.kept = [...document.querySelectorAll('.answer-text :is(p, li)')]; }")
    page.evaluate(SEND, ["a", {"state": "done", "html": render(PLAN, Unlimited())}])
    assert page.locator(".answer-open").count() == 0
    assert page.locator(".answer-text > :is(ol, ul)").count() == 2
    assert page.evaluate("() => kept.length > 9 && kept.every((each) => each.isConnected)")
    assert layout_shift(page) < BAR


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_step_of_text_flows_and_appears_at_once_where_motion_is_not_wanted(browse, motion):
    page = browse("/", reduced_motion=motion)
    page.context.add_init_script(OWN_EVENTS)
    ask(page, PROMPT)
    page.wait_for_function("() => window.source !== undefined")
    page.clock.install()
    page.clock.pause_at(time.time() + 3600)
    text = page.locator(".answer[data-side=a] .answer-text")
    step = "\U0001f426" * 10  # characters in two halves
    lengths = []
    for count in range(1, 4):
        page.evaluate(SEND, ["a", {"text": step}])
        for _ in range(5):
            lengths.append(len(text.inner_text()) - 10 * (count - 1))
            page.clock.run_for(50)
        assert text.inner_text() == count * step
    if motion == "reduce":
        assert lengths == [10] * 15
    else:
        for after in range(0, 15, 5):
            flow = lengths[after : after + 5]
            assert flow == sorted(flow)
            assert flow[0] < flow[1] < flow[2] < flow[3] <= 10
            assert flow[2] == pytest.approx(5, abs=2)


def test_text_that_is_still_to_be_written_is_there_when_blocks_or_the_end_come(browse):
    page = browse("/")
    page.context.add_init_script(OWN_EVENTS)
    ask(page, PROMPT)
    page.wait_for_function("() => window.source !== undefined")
    page.evaluate(SEND, ["a", {"text": "First words. " * 10}])
    page.evaluate(SEND, ["a", {"blocks": "<p>First words.</p>\n", "open": "Then "}])
    page.evaluate(SEND, ["a", {"text": "more."}])
    page.wait_for_function("() => document.querySelector('.answer-open').textContent.includes('more.')")
    shown = page.locator(".answer[data-side=a] .answer-text")
    assert shown.inner_text().split() == ["First", "words.", "Then", "more."]
    page.evaluate(SEND, ["a", {"text": " And a last sentence that nobody has read."}])
    page.evaluate(SEND, ["a", {"state": "interrupted", "html": "<p>First words.</p>"}])
    page.wait_for_timeout(300)
    assert shown.inner_text().endswith("nobody has read.")


def test_a_reload_and_a_second_tab_show_the_same_blocks_and_text(browse):
    page = browse("/")
    ask(page, PROMPT)
    page.wait_for_selector(".answer[data-state=running] .answer-text > :is(p, h2, h3, ol, ul)")
    second = browse(page.url, context=page.context)
    second.wait_for_selector(".answer-text > :is(p, h2, h3, ol, ul)")
    first = page.locator(".answer-text").first.evaluate("text => text.firstElementChild.outerHTML")
    assert second.locator(".answer-text").first.evaluate("text => text.firstElementChild.outerHTML") == first
    wait_for_end(page)
