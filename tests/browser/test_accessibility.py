"""WCAG 2.2 AA by axe-core on every kind of page, in each language and both themes, on a desk and a phone."""

import re
import urllib.request

import pytest

from tests.browser.axe import NEEDS_AXE, SIZES, find_violations
from tests.browser.test_battle import ask, overflow, vote, wait_for_end

MAIN = (
    "/leaderboard/demo/overall/",
    "/models/jade-inkstone-72/",
    "/zh-hant/about/",
    "/transparency/",
)
"""Looked at in every run, beside the start page and a battle."""

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

pytestmark = [pytest.mark.browser, NEEDS_AXE]
BOTH_THEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


def list_pages(site) -> list[str]:
    """One page of each kind and language, from the sitemap, and those that are not in it."""
    with urllib.request.urlopen(f"{site.url}/sitemap.xml") as response:  # noqa: S310  our own server
        paths = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", response.read().decode())
    kinds = {re.sub(r"^(/zh-hant)?(/[^/]*).*", r"\1\2", path): path for path in reversed(paths)}
    return [*kinds.values(), *FURTHER, *(f"/zh-hant{path}" for path in FURTHER)]


def look_four_times(page) -> list[str]:
    """What is wrong with a page on a desk and a phone, in both themes."""
    problems = []
    for size in ("desk", "phone"):
        page.set_viewport_size(SIZES[size])
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            problems += [f"{size}, {scheme}: {each}" for each in find_violations(page)]
        if overflow(page) > 0:
            problems.append(f"{size}: {overflow(page)} pixels too wide")
    return problems


def test_no_main_page_has_a_violation(browse):
    page = browse("/", viewport=SIZES["desk"], reduced_motion="reduce")
    problems = {"/": look_four_times(page)}
    ask(page)
    wait_for_end(page)
    vote(page)
    problems["reveal"] = look_four_times(page)
    for path in MAIN:
        page.goto(path)
        problems[path] = look_four_times(page)
    assert {path: found for path, found in problems.items() if found} == {}


def test_the_reference_of_the_api_has_one_main_landmark(browse):
    page = browse("/api/reference/")
    page.wait_for_selector(".opblock")
    assert page.locator("main, [role=main]").count() == 1


@pytest.mark.slow
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


@pytest.mark.slow
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
