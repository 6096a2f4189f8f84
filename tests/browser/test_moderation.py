"""Staff in the admin: a battle is set aside, the board follows, the decision is undone, the board returns."""

import json
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_battle import ask, vote, wait_for_end

pytestmark = pytest.mark.browser


def board(site) -> dict:
    with urllib.request.urlopen(f"{site.url}/api/v1/leaderboards/demo/overall/") as response:  # noqa: S310
        return json.load(response)


def wait_for(page: Page, site, reached) -> dict:
    """The board once it is as wanted; rebuilds come by themselves."""
    for _ in range(60):
        sent = board(site)
        if reached(sent):
            return sent
        page.wait_for_timeout(500)
    raise AssertionError(f"the board never followed: {sent['votes_counted']} {sent['excluded_by_reason']}")


def sign_in(page: Page, site) -> None:
    page.goto("/admin/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", site.password)
    page.click("[type=submit]")


def ratings(sent: dict) -> dict:
    return {row["slug"]: (row["rating"], row["ci_low"], row["ci_high"], row["rank"]) for row in sent["rows"]}


def test_set_aside_and_undo(browse, site, shoot):
    page = browse("/")
    before = board(site)["votes_counted"]
    ask(page, "What is 2 + 2?")
    wait_for_end(page)
    vote(page)
    if "Your vote counts" not in page.locator("#ballot").inner_text():
        pytest.skip("this answer leaked its name, as some do")
    with_it = wait_for(page, site, lambda sent: sent["votes_counted"] > before)
    sign_in(page, site)
    page.goto("/admin/battles/battle/?origin=live&state=voted")
    page.locator("#result_list tbody input.action-select").first.check()
    page.select_option("select[name=action]", "set_aside")
    page.locator("button[name=index]").first.click()
    shoot(page, "admin-set-aside")
    page.select_option("select[name=reason]", label="Spam")
    page.fill("[name=public_reason]", "Sent by a test.")
    page.locator("main form [type=submit], #content form [type=submit]").first.click()
    expect(page.locator(".messagelist")).to_contain_text("1")
    aside = wait_for(page, site, lambda sent: sent["excluded_by_reason"].get("set_aside_spam"))
    assert aside["votes_counted"] == with_it["votes_counted"] - 1
    assert ratings(aside) != ratings(with_it)
    page.goto("/admin/moderation/decision/")
    page.locator("#result_list tbody a").first.click()
    shoot(page, "admin-decision")
    page.get_by_role("button", name="Undo").first.click()
    page.fill("[name=public_reason]", "The test is over.")
    page.locator("main form [type=submit], #content form [type=submit]").first.click()
    again = wait_for(page, site, lambda sent: not sent["excluded_by_reason"].get("set_aside_spam"))
    assert ratings(again) == ratings(with_it)
