"""The boards in a real browser, and a vote on its way into them."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BOTH_THEMES
from tests.browser.test_battle import ask, overflow, vote, wait_for_end
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.browser


def counted(site) -> int:
    with urllib.request.urlopen(f"{site.url}/api/v1/leaderboards/demo/overall/") as response:  # noqa: S310
        sent = json.load(response)
    return sent["votes_counted"] + sent["votes_excluded"]


@BOTH_THEMES
def test_categories_and_methods_switch_in_place(browse, shoot, scheme):
    page = browse("/leaderboard/", color_scheme=scheme, viewport={"width": 1280, "height": 900})
    shoot(page, f"leaderboard-{scheme}")
    assert page.locator("#board table tbody tr").count() > 15
    expect(page.locator("#board")).to_contain_text("imulated")
    page.locator("#board a[href*='/chinese/']").first.click()
    page.wait_for_url("**/leaderboard/demo/chinese/**")
    expect(page.locator("#board [aria-current]").first).to_contain_text("Chinese")
    page.locator("#board a[href*='method=elo']").first.click()
    page.wait_for_url("**method=elo**")
    with page.expect_event("load"):  # what is not kept of the way is loaded again
        page.go_back()
    page.wait_for_url("**/chinese/")
    page.wait_for_load_state("networkidle")
    assert overflow(page) <= 0


def test_a_search_narrows_the_board_and_back_undoes_it(browse, shoot):
    page = browse("/leaderboard/demo/overall/", viewport={"width": 1280, "height": 900})
    rows = page.locator("#board-rows tbody tr")
    whole = rows.count()
    page.locator("#board-q").press_sequentially("umbrellas")
    page.wait_for_url("**/overall/?q=umbrellas")
    expect(rows).to_have_count(1)
    expect(page.locator("#board-count")).to_contain_text(f"1 of {whole} models")
    expect(page.locator("#board-q")).to_be_focused()
    page.locator("#board .front a", has_text="Coding").click()
    page.wait_for_url("**/coding/?q=umbrellas")
    expect(page.locator("#board-q")).to_have_value("umbrellas")
    with page.expect_event("load"):
        page.evaluate("history.back()")
    page.wait_for_url("**/overall/?q=umbrellas")
    with page.expect_event("load"):
        page.evaluate("history.back()")
    page.wait_for_url("**/overall/")
    expect(rows).to_have_count(whole)
    shoot(page, "leaderboard-search")


def test_the_head_of_a_long_board_stays_in_view_and_sorts(browse):
    page = browse("/leaderboard/demo/overall/", viewport={"width": 1280, "height": 700})
    page.locator("#board-rows tbody tr").last.scroll_into_view_if_needed()
    head = page.locator("#board-rows thead th").first
    assert 0 <= head.bounding_box()["y"] < 5
    page.locator("#sort-price").click()
    page.wait_for_url("**sort=price")
    expect(page.locator("[aria-sort=ascending]")).to_contain_text("Price")


def test_without_scripts_the_filter_is_a_form(browse):
    page = browse("/leaderboard/demo/overall/", java_script_enabled=False)
    page.locator(".filter-more summary").click()
    page.locator("#board-weights").select_option("open")
    page.locator(".filter-go").click()
    page.wait_for_url("**/overall/?weights=open")
    expect(page.locator("#board-count")).to_contain_text("of 24 models")


def test_a_model_has_a_page_and_is_compared_with_another_by_name(browse, shoot):
    page = browse("/leaderboard/")
    page.locator("#board table a[href*='/models/']").first.click()
    page.wait_for_url("**/models/**")
    shoot(page, "model")
    expect(page.locator("main")).to_contain_text("Overall")
    page.get_by_role("link", name="Compare with another model").click()
    page.get_by_label("Second model").fill("umbrel")
    expect(page.locator("#compare-models option")).to_have_count(24)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h1")).to_contain_text("Twin Umbrellas")


def test_a_vote_is_found_in_the_rebuilt_board(browse, site):
    before = counted(site)
    page = browse("/")
    ask(page)
    wait_for_end(page)
    vote(page)
    for _ in range(2 * PATIENCE_SECONDS):
        if counted(site) > before:
            return
        page.wait_for_timeout(500)
    pytest.fail("the vote never reached the board")


def test_about_says_how_it_works(browse, shoot):
    page = browse("/about/")
    shoot(page, "about")
    expect(page.locator("main")).to_contain_text("Identity leak")
