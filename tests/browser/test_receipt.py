"""The receipt in a real browser: kept, copied, opened elsewhere, contested without JavaScript."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Site
from tests.browser.test_battle import PHONE, ask, overflow, vote, wait_for_end
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.browser

SET_ASIDE = """
from battles.models import Battle, Exclusion
from moderation.decisions.execution import set_aside
battles = Battle.objects.filter(key="%s")
set_aside(battles, reason=Exclusion.Reason.SPAM, actor=None, public_reason="Sent by a test.")
"""


def reload_until(page: Page, phases: str) -> None:
    """Without JavaScript the page is fetched anew until the ballot is in one of these phases."""
    wanted = ", ".join(f"#ballot[data-phase={phase}]" for phase in phases.split())
    for _ in range(2 * PATIENCE_SECONDS):
        if page.locator(wanted).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"the ballot never came to {phases}")


def uncounted_vote(page: Page, site: Site) -> None:
    """A vote that staff set aside before its voter looks again."""
    ask(page, "What is 12 * 13?")
    reload_until(page, "vote broken")
    if page.locator("#ballot[data-phase=broken]").count():
        pytest.skip("a demo model failed, as some do")
    page.locator("#ballot button[value=a]").click()
    page.locator("#ballot form[action*='/reveal/'] button").click()
    expect(page.locator("#ballot[data-phase=voted]")).to_be_visible()
    key = re.search(r"/battles/([0-9a-f-]{36})/", page.url)[1]
    env = os.environ | {"ARENA_DATA_DIR": str(site.data)}
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", SET_ASIDE % key], cwd=ROOT, env=env, check=True
    )
    page.reload()


def test_a_vote_has_a_receipt_that_any_browser_opens(browse, site, shoot):
    page = browse("/", viewport={"width": 1280, "height": 900})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    wait_for_end(page)
    assert page.locator("a[href*='/receipts/']").count() == 0
    vote(page)
    link = page.get_by_role("link", name="Receipt of your vote").get_attribute("href")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}{link}"
    elsewhere = browse(link, **PHONE)
    expect(elsewhere.locator("h1")).to_have_text("Receipt of a vote")
    assert overflow(elsewhere) == 0
    shoot(elsewhere, "receipt-phone")


def test_a_vote_that_does_not_count_is_contested_without_javascript(browse, site, shoot):
    page = browse("/", java_script_enabled=False)
    uncounted_vote(page, site)
    expect(page.locator("#ballot")).to_contain_text("Recorded, but not counted.")
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    page.get_by_role("link", name="Receipt of your vote").click()
    expect(page.locator("#verdict")).to_have_text("This vote does not count")
    expect(page.locator(".history")).to_contain_text("Sent by a test.")
    page.get_by_role("textbox").fill("I had read enough of both.\n<b>Really.</b>")
    shoot(page, "receipt-contest")
    page.get_by_role("button", name="Contest").click()
    expect(page.locator("#contest")).to_contain_text("Waiting for staff")
    expect(page.locator("#contest blockquote")).to_contain_text("<b>Really.</b>")
    expect(page.get_by_role("textbox")).to_have_count(0)
    shoot(page, "receipt-contested")
    page.reload()
    expect(page.locator("#contest")).to_contain_text("Waiting for staff")


@pytest.mark.parametrize(
    "options", [{"viewport": {"width": 1280, "height": 900}}, PHONE], ids=["desk", "phone"]
)
def test_figures_fit_their_window(browse, shoot, options):
    page = browse("/transparency/", **options)
    expect(page.locator("table.months tbody tr").first).to_be_visible()
    assert overflow(page) == 0
    page.get_by_label("Category").select_option("coding")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url("/transparency/demo/?category=coding")
    shoot(page, f"transparency-{'phone' if options is PHONE else 'desk'}")
