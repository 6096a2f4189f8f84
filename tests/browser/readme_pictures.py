"""Make the README's pictures from the demo: `python -m tests.browser.readme_pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, ROOT, Site
from tests.browser.test_battle import answers, ask, wait_for_end

DOCS = ROOT / "docs"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
PROMPT = "Explain why the sky is blue."
LENGTHS = (60, 900)
"""Characters of a typical answer."""


def shoot_battle(browser: Browser, url: str) -> None:
    """A battle with both answers, before its vote."""
    page = browser.new_context(base_url=url, viewport=DESK).new_page()
    for _attempt in range(8):
        page.goto("/")
        ask(page, PROMPT)
        wait_for_end(page)
        if all(LENGTHS[0] < len(text) < LENGTHS[1] and text.isascii() for text in answers(page)):
            break  # no emoji that this machine's fonts lack
    page.screenshot(path=DOCS / "battle.png")


def shoot_board(browser: Browser, url: str) -> None:
    """The overall board from its table on."""
    page = browser.new_context(base_url=url, viewport=DESK).new_page()
    page.goto("/leaderboard/demo/overall/")
    page.screenshot(path=DOCS / "board.png")


def shoot_phone(browser: Browser, url: str) -> None:
    """A board on a phone, in the dark."""
    context = browser.new_context(
        base_url=url, viewport=PHONE, color_scheme="dark", device_scale_factor=2, is_mobile=True
    )
    page = context.new_page()
    page.goto("/leaderboard/demo/coding/")
    page.locator("#board-filter").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#board-filter').scrollIntoView()")
    page.screenshot(path=DOCS / "phone.png")


def main() -> None:
    """Start the demo in an empty directory and take the three pictures."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        site = Site(Path(data), speed=8)
        site.start()
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for shoot in (shoot_battle, shoot_board, shoot_phone):
                shoot(browser, site.url)
        finally:
            site.stop()


if __name__ == "__main__":
    main()
