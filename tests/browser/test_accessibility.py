"""WCAG 2.2 AA by axe-core on every kind of page, in each language and both themes, on a desk and a phone.

axe-core comes from npm: `npm install --no-save axe-core` in the project's root, or AXE names its file.
"""

import os
import re
import urllib.request
from pathlib import Path

import pytest

from tests.browser.test_battle import ask, overflow, wait_for_end

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(os.environ.get("AXE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {
    "desk": {"width": 1440, "height": 900},
    "tablet": {"width": 768, "height": 1000},
    "phone": {"width": 360, "height": 800},
}
FURTHER = (
    "/compare/jade-inkstone-72/paper-lighthouse-xl/",
    "/leaderboard/demo/overall/?maker=nobody",
    "/leaderboard/demo/overall/changes/",
    "/side-by-side/demo/",
    "/side-by-side/demo/?vs=paper,nobody",
    "/compare/?a=paper&b=nobody",
    "/my-battles/",
    "/my-data/",
    "/nowhere/",
)
"""Pages that are not in the sitemap."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: npm install --no-save axe-core"),
]
BOTH_THEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


def list_pages(site) -> list[str]:
    """One page of each kind and language, from the sitemap, and those that are not in it."""
    with urllib.request.urlopen(f"{site.url}/sitemap.xml") as response:  # noqa: S310  our own server
        paths = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", response.read().decode())
    kinds = {re.sub(r"^(/zh-hant)?(/[^/]*).*", r"\1\2", path): path for path in reversed(paths)}
    return [*kinds.values(), *FURTHER, *(f"/zh-hant{path}" for path in FURTHER)]


def find_violations(page) -> list[str]:
    """What axe finds with everything unfolded. It must not load style sheets anew (`preload`): the content
    policy blocks the copies, and the console says so. Only `css-orientation-lock` needs them, see
    tests/arenasite/front/test_style_sheets.py.
    """
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, preload: false})", RULES)["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@BOTH_THEMES
@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_violation_or_scrolls_sideways(browse, site, scheme, size):
    page = browse("/", color_scheme=scheme, viewport=SIZES[size])
    paths = list_pages(site)
    assert len(paths) > 30
    problems = {}
    for path in paths:
        page.goto(path)
        found = find_violations(page)
        for direction in ("", "rtl"):
            page.evaluate(
                "direction => { if (direction) document.documentElement.dir = direction }", direction
            )
            if overflow(page) > 0:
                found.append(f"{overflow(page)} pixels too wide {direction}")
        if found:
            problems[path] = found
    assert problems == {}


@BOTH_THEMES
@pytest.mark.parametrize("prefix", ["/", "/zh-hant/"])
@pytest.mark.parametrize("size", SIZES)
def test_no_phase_of_a_battle_and_no_page_of_its_voter_has_a_violation(browse, scheme, size, prefix):
    page = browse(prefix, color_scheme=scheme, viewport=SIZES[size])
    ask(page, "Make a table comparing tea and coffee.\n" * 8)
    problems = {"running": find_violations(page)}
    wait_for_end(page)
    problems["vote"] = find_violations(page)
    page.locator("#report-a-1 a").click()
    page.wait_for_selector(".report form")
    problems["report"] = find_violations(page)
    if size == "phone":
        page.locator("#ballot .vote").first.click()
        problems["unseen"] = find_violations(page)
    page.locator("#ballot .vote").first.click()
    page.wait_for_selector("#ballot[data-phase=grace]")
    problems["grace"] = find_violations(page)
    page.wait_for_selector("#ballot[data-phase=voted]")
    page.wait_for_timeout(1000)  # the cards have faded in
    problems["reveal"] = find_violations(page)
    links = page.locator("#ballot :is([href*='/receipts/'], [href$='/share/'], [href$='/erase/'])")
    paths = [link.get_attribute("href") for link in links.all()]
    assert len(paths) == 3
    for path in (
        *paths,
        f"{prefix}my-battles/",
        f"{prefix}my-battles/leaderboard/",
        f"{prefix}my-data/",
        prefix,
    ):
        page.goto(path)
        problems[path] = find_violations(page)
        if overflow(page) > 0:
            problems[path].append(f"{overflow(page)} pixels too wide")
    assert {phase: found for phase, found in problems.items() if found} == {}
