"""A visitor reports an answer without JavaScript; staff work through the queue by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.browser.test_battle import ask, wait_for_end
from tests.browser.test_moderation import sign_in

pytestmark = pytest.mark.browser

LEAST_LOOK = 500
"""Milliseconds after which a new case takes keys, a little more than in review.js."""

WORDS = "It says <b>nothing</b> at all."


def report(page: Page, letter: str, words: str) -> None:
    page.get_by_role("link", name=f"Report answer {letter}").click()
    page.get_by_label("It is broken, empty or cut off").check()
    page.get_by_label("Details (optional)").fill(words)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text(f"You have reported answer {letter}.")).to_be_visible()


def test_an_answer_is_reported_without_javascript(browse, shoot):
    page = browse("/", java_script_enabled=False)
    ask(page, "Please name three rivers.")
    wait_for_end(page)
    page.get_by_role("link", name="Report answer A").click()
    shoot(page, "report-form")
    page.get_by_label("It is broken, empty or cut off").check()
    page.get_by_label("Details (optional)").fill(WORDS)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("status")).to_contain_text("You have reported answer A.")
    page.get_by_role("link", name="Back to the battle").click()
    expect(page.get_by_role("button", name="Tie")).to_be_visible()


def check_effects_beside_the_judgements(page: Page, *, is_beside: bool) -> None:
    """The effects are in view beside the judgements where there is room, else below them."""
    effects = page.locator(".desk-effects-beside")
    expect(effects.get_by_role("heading", name="If it is upheld")).to_be_visible()
    page.wait_for_load_state("networkidle")  # the next page is loaded ahead
    judgements = page.locator(".desk-review-columns > div").first.bounding_box()
    box = effects.bounding_box()
    if is_beside:
        assert box["x"] >= judgements["x"] + judgements["width"]
        assert box["y"] < 800
    else:
        assert box["y"] >= judgements["y"] + judgements["height"]


def open_first_case(page: Page, bar: Locator) -> None:
    """Press the key until the page, whose script may still be loading, has taken it."""
    page.wait_for_load_state("networkidle")
    for _number in range(10):
        page.keyboard.press("n")
        try:
            bar.wait_for(timeout=5_000)  # then the key is pressed again
        except TimeoutError:
            continue
        return
    expect(bar).to_be_visible()


def skip_reports_of_other_tests(page: Page, bar: Locator) -> None:
    """Skip cases until one of this test is shown; skipped ones are shown last."""
    for _number in range(20):
        if WORDS in bar.inner_text():
            return
        shown = page.url
        page.wait_for_timeout(LEAST_LOOK)
        page.keyboard.press("n")
        page.wait_for_url(lambda url, shown=shown: url != shown)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("desktop", {"viewport": {"width": 1280, "height": 900}}),
        ("phone", {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}),
    ],
)
def test_staff_work_through_the_queue_by_keyboard(browse, site, shoot, name, options):
    page = browse("/", **options)
    for number in range(2):
        page.goto("/")
        ask(page, f"Please name {number + 3} rivers and mountains.")
        wait_for_end(page)
        report(page, "A", WORDS)
        shoot(page, f"report-{name}")
    sign_in(page, site)
    page.goto("/admin/moderation/review/?kind__exact=report&claim=free")
    shoot(page, f"queue-{name}")
    before = page.locator("#result_list tbody tr").count()
    bar = page.locator(".desk-review")
    open_first_case(page, bar)
    skip_reports_of_other_tests(page, bar)
    expect(bar).to_contain_text(WORDS)
    shoot(page, f"review-{name}")
    first = page.url
    expect(page.locator("button[aria-keyshortcuts=u]")).to_be_focused()
    check_effects_beside_the_judgements(page, is_beside=name == "desktop")
    with page.expect_response(lambda response: "desk-next" in response.headers):  # it was loaded ahead
        page.keyboard.press("d")
        page.keyboard.press("d")
    # The scan may have noted something about the same battle; one judgement covers both.
    expect(page.locator(".messagelist")).to_contain_text(re.compile(r"[12] findings? dismissed"))
    expect(bar).to_contain_text(WORDS)
    assert page.url != first
    expect(page.locator("button[aria-keyshortcuts=u]")).to_be_focused()
    expect(page.locator("[name=reason]")).to_have_value("6")  # a broken answer
    page.wait_for_timeout(LEAST_LOOK)
    page.keyboard.press("u")
    expect(page.locator(".messagelist")).to_contain_text("1 battle set aside")
    expect(page.locator(".messagelist [aria-keyshortcuts=z]")).to_be_visible()
    page.goto("/admin/moderation/review/?kind__exact=report&claim=free")
    assert page.locator("#result_list tbody tr").count() <= before - 2
    assert re.search("finding=", first)
