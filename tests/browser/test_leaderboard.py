"""The boards in a real browser, and a vote on its way into them."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.test_battle import ask, overflow, vote, wait_for_end

pytestmark = pytest.mark.browser


def counted(site) -> int:
    with urllib.request.urlopen(f"{site.url}/api/v1/leaderboards/demo/overall/") as response:  # noqa: S310
        sent = json.load(response)
    return sent["votes_counted"] + sent["votes_excluded"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
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


def test_a_model_has_a_page(browse, shoot):
    page = browse("/leaderboard/")
    page.locator("#board table a[href*='/models/']").first.click()
    page.wait_for_url("**/models/**")
    shoot(page, "model")
    expect(page.locator("main")).to_contain_text("Overall")


def test_a_vote_is_found_in_the_rebuilt_board(browse, site):
    before = counted(site)
    page = browse("/")
    ask(page)
    wait_for_end(page)
    vote(page)
    for _ in range(60):
        if counted(site) > before:
            return
        page.wait_for_timeout(500)
    pytest.fail("the vote never reached the board")


def test_about_says_how_it_works(browse, shoot):
    page = browse("/about/")
    shoot(page, "about")
    expect(page.locator("main")).to_contain_text("Identity leak")
