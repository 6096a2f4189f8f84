"""Reading the boards in a real browser: every category, any day, all ranks in one table, a course."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BOTH_THEMES
from tests.browser.test_battle import overflow

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
BOTH = pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])


@BOTH
def test_any_category_is_reached_by_keyboard_and_stands_in_front_then(browse, shoot, viewport):
    page = browse("/leaderboard/", viewport=viewport)
    page.locator(".all-categories summary").focus()
    page.keyboard.press("Enter")
    language = page.locator("[data-group=language] a").last
    expect(language).to_be_visible()
    shoot(page, f"categories-{viewport['width']}")
    assert overflow(page) <= 0
    title, address = language.locator("span").inner_text(), language.get_attribute("href")
    language.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    current = page.locator(".front [aria-current]")
    expect(current).to_contain_text(title)
    expect(current).to_be_in_viewport()
    expect(page.locator(".all-categories")).not_to_have_attribute("open", "")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_board_of_a_day_is_asked_for_and_left_again(browse, shoot, script):
    page = browse("/leaderboard/demo/coding/", java_script_enabled=script, color_scheme="dark")
    votes = page.locator(".totals dd").first.inner_text()
    page.locator(".day summary").click()
    day = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=30)).isoformat()
    page.locator(".day input[type=date]").fill(day)
    page.locator(".day button").click()
    page.wait_for_url(f"**date={day}&known=now")
    expect(page.locator(".day-told")).to_contain_text(day)
    shoot(page, f"day-{script}")
    assert page.locator(".totals dd").first.inner_text() != votes
    page.locator("#board .front a", has_text="English").click()
    page.wait_for_url(f"**/english/?date={day}&known=now")
    expect(page.locator(".day-told")).to_contain_text(day)
    page.locator(".day-told a").click()
    page.wait_for_url("**/leaderboard/demo/english/")
    expect(page.locator(".day-told")).to_have_count(0)


def test_a_day_before_the_first_vote_gets_words(browse):
    page = browse("/leaderboard/demo/overall/?date=1999-01-01&known=then")
    expect(page.locator(".day-told")).to_contain_text("The first vote was cast on")
    expect(page.locator(".day form")).to_be_visible()


@BOTH_THEMES
@BOTH
def test_the_table_of_ranks_scrolls_under_its_head_and_first_column(browse, shoot, viewport, scheme):
    page = browse("/overview/demo/", viewport=viewport, color_scheme=scheme)
    shoot(page, f"overview-{viewport['width']}-{scheme}")
    assert overflow(page) <= 0
    frame, model, head = (
        page.locator(".grid-frame"),
        page.locator(".grid tbody th").last,
        page.locator(".grid thead a").last,
    )
    frame.evaluate("frame => frame.scrollTo(frame.scrollWidth, frame.scrollHeight)")
    box = frame.bounding_box()
    assert abs(model.bounding_box()["x"] - box["x"]) < 30
    assert box["y"] <= head.bounding_box()["y"] < box["y"] + 180
    shades = page.locator(".grid td[class]").evaluate_all(
        "cells => new Set(cells.map(cell => getComputedStyle(cell).backgroundColor)).size"
    )
    assert shades == 5


def test_a_head_sorts_the_table(browse):
    page = browse("/overview/demo/")
    page.locator(".grid thead a", has_text="Coding").click()
    page.wait_for_url("**by=coding")
    expect(page.locator(".grid [aria-sort]")).to_contain_text("Coding")
    first = page.locator(".grid tbody tr").first.locator("td").nth(1)
    expect(first).to_have_text("1")


@BOTH
def test_a_model_has_its_course_or_says_when_it_begins(browse, shoot, viewport):
    page = browse("/models/jade-inkstone-72/", viewport=viewport)
    shoot(page, f"course-{viewport['width']}")
    expect(page.locator("#course")).to_contain_text("Rating over time")
    assert overflow(page) <= 0


@BOTH
def test_the_api_reference_can_be_tried_in_place_of_its_table(browse, shoot, viewport):
    page = browse("/api/reference/", viewport=viewport)
    expect(page.locator("#swagger .opblock").first).to_be_visible()
    expect(page.locator("#addresses")).to_be_hidden()
    shoot(page, f"api-reference-{viewport['width']}")
    assert overflow(page) <= 0


def test_without_a_script_the_api_reference_is_a_table_that_fits_a_phone(browse):
    page = browse("/api/reference/", viewport=PHONE, java_script_enabled=False)
    expect(page.locator("#addresses")).to_contain_text("/api/v1/leaderboards/")


def test_text_of_twice_the_size_fits_a_phone(browse):
    page = browse("/", viewport=PHONE)
    widths = {}
    for path in (
        "/side-by-side/",
        "/leaderboard/demo/overall/",
        "/leaderboard/demo/overall/changes/",
        "/overview/demo/",
        "/models/jade-inkstone-72/",
        "/sampling/demo/",
        "/transparency/demo/",
        "/methodology/",
        "/my-battles/",
    ):
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        widths[path] = overflow(page)
        if path == "/leaderboard/demo/overall/":
            names = page.locator(".standings .col-model a").evaluate_all(
                "all => all.map(each => each.getClientRects().length / each.textContent.split(' ').length)"
            )
            assert max(names) <= 1  # no word is broken
    assert {path: width for path, width in widths.items() if width > 0} == {}


def test_paper_is_white_whatever_the_theme(browse):
    page = browse("/overview/demo/", color_scheme="dark")
    page.locator("[data-appearance=theme]").select_option("dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(media="print")
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert dark != colours[0]
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert page.locator(".site-nav").is_hidden()
