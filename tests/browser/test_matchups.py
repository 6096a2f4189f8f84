"""The coloured tables and the page of formulas in a real browser: drawn, readable, within the page."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BOTH_THEMES
from tests.browser.test_battle import overflow

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
COLOURS = "cells => new Set(cells.map(cell => getComputedStyle(cell).backgroundColor)).size"


@BOTH_THEMES
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_pairs_are_coloured_and_nothing_runs_over(browse, shoot, viewport, scheme):
    page = browse("/leaderboard/demo/overall/", viewport=viewport, color_scheme=scheme)
    page.locator("nav a[href*='/matchups/demo/']").first.click()
    page.wait_for_url("**/matchups/demo/overall/")
    shoot(page, f"matchups-{viewport['width']}-{scheme}")
    cells = page.locator("#wins-heading ~ .heat-frame td[title]")
    assert cells.count() > 300
    assert cells.evaluate_all(COLOURS) == 11
    assert overflow(page) <= 0


def test_the_number_of_models_and_the_table_behind_can_be_chosen(browse):
    page = browse("/matchups/demo/overall/")
    page.locator(".sizes a", has_text="10").click()
    page.wait_for_url("**top=10")
    expect(page.locator(".heat").first.locator("tbody tr")).to_have_count(10)
    page.locator(".pairs summary").click()
    expect(page.locator(".pairs-table tbody tr")).to_have_count(45)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_formulas_are_drawn_within_the_page(browse, shoot, viewport):
    page = browse("/methodology/", viewport=viewport)
    shoot(page, f"methodology-{viewport['width']}")
    formulas = page.locator("math")
    assert formulas.count() > 10
    assert min(formulas.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")) > 10
    assert overflow(page) <= 0
