"""WCAG 2.2 AA by axe-core on every page of the admin, in both themes and languages, on a desk and a phone."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.axe import NEEDS_AXE, SIZES, find_violations
from tests.browser.test_battle import overflow
from tests.browser.test_moderation import sign_in

pytestmark = [pytest.mark.browser, NEEDS_AXE]
FURTHER = (
    "/admin/",
    "/admin/password_change/",
    "/admin/second-factor/",
    "/admin/state/",
    "/admin/influence/",
    "/admin/battles/",
    "/admin/moderation/review/record/",
    "/admin/moderation/review/?kind__exact=report&claim=free",
    "/admin/moderation/screeningpolicy/try/",
)
"""Pages of no table."""

HOSTILE = (
    "/admin/",
    "/admin/influence/",
    "/admin/moderation/review/",
    "/admin/moderation/campaignmember/",
    "/admin/battles/battle/?findings=open",
    "/admin/battles/languagemodel/",
)
"""Lists in which the rows of `make_hostile_rows` come first."""

MAIN = ("/admin/", "/admin/moderation/review/", "/admin/moderation/decision/", "/admin/battles/battle/")


@pytest.fixture(scope="module")
def rows(site):
    site.manage("shell", "-c", "from tests.browser.desk_rows import make_rows; make_rows()")


def list_tables(page) -> list[str]:
    """The addresses of all lists, from the first page of the admin."""
    page.goto("/admin/")
    links = page.locator("#content-main th a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return sorted({link for link in links if re.fullmatch(r"/admin/\w+/\w+/", link)})


def list_row_pages(page, table: str) -> list[str]:
    """The form that adds a row, and the pages of the first row: change, history and deletion."""
    page.goto(table)
    add = page.locator(f'#content a[href^="{table}add/"]')
    pages = [f"{table}add/"] if add.count() else []
    first = page.locator("#result_list tbody th a, #result_list tbody td a").first
    if not first.count():
        return pages
    href = first.get_attribute("href")
    row = href.partition("?")[0]
    page.goto(href)
    links = page.locator("#content a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    parts = (row.replace("/change/", f"/{part}/") for part in ("history", "delete"))
    return [*pages, href, *(part for part in parts if part in links)]


def list_cases(page) -> list[str]:
    """The page of one finding of each kind of subject, as it is judged."""
    page.goto("/admin/moderation/review/")
    rows = page.locator("#result_list tbody th a").evaluate_all("all => all.map(a => a.href)")
    cases = {}
    for row in rows[:40]:
        page.goto(row)
        cases.setdefault(page.url.split("/")[5], page.url)
    return list(cases.values())


def look_at(page, url: str, problems: dict[str, list[str]]) -> None:
    page.goto(url)
    page.wait_for_load_state("networkidle")
    look_here(page, url, problems)


def look_here(page, url: str, problems: dict[str, list[str]]) -> None:
    found = [f"{overflow(page)} pixels too wide"] if overflow(page) > 0 else []
    if found := [*found, *find_violations(page)]:
        problems[url] = found


def test_the_main_pages_of_the_desk_have_no_violation(browse, site, rows):
    page = browse("/", color_scheme="dark", viewport=SIZES["phone"])
    sign_in(page, site)
    problems: dict[str, list[str]] = {}
    for url in (*MAIN, *list_cases(page)[:1]):
        look_at(page, url, problems)
    assert problems == {}


def list_newest(page, table: str) -> str:
    """The page of the newest row of a list."""
    page.goto(table)
    return page.locator("#result_list tbody a").first.get_attribute("href")


def test_no_text_of_strangers_spoils_a_page_on_a_phone(browse, site):
    site.manage("shell", "-c", "from tests.browser.desk_rows import make_hostile_rows; make_hostile_rows()")
    page = browse("/", viewport=SIZES["phone"])
    sign_in(page, site)
    page.goto("/admin/moderation/finding/")
    findings = page.locator("#result_list .field-number a").all_inner_texts()[5:9]
    cases = [f"/admin/moderation/review/{finding}/change/" for finding in findings]
    tables = ("moderation/campaign", "battles/importjob", "arenasite/receiver")
    newest = [list_newest(page, f"/admin/{table}/") for table in tables]
    assert len(cases) == 4  # a campaign, and reports with code, a table and marks
    problems: dict[str, list[str]] = {}
    for url in (*HOSTILE, *newest, *cases):
        look_at(page, url, problems)
        assert page.locator("h1").inner_text() != "big"
    assert problems == {}


def test_lists_keep_their_numbers(browse, site):
    page = browse("/", viewport=SIZES["phone"])
    sign_in(page, site)
    page.goto("/admin/second-factor/")
    clipped = page.locator("#content :is(ol, ol > li)").evaluate_all(
        "all => all.map(each => getComputedStyle(each).overflowX)"
    )
    assert set(clipped) == {"visible"}


def confirm_actions(page, table: str) -> Iterator[str]:
    """Open the page that asks before each action on the first two rows of a list."""
    page.goto(table)
    options = page.locator("select[name=action] option").all()
    names = {each.get_attribute("value"): each.inner_text() for each in options}
    for action in [each for each, name in names.items() if name.endswith("…") or each == "delete_selected"]:
        page.goto(table)
        for box in page.locator("#result_list input.action-select").all()[:2]:
            box.check()
        page.select_option("select[name=action]", action)
        page.click("button[name=index]")
        yield f"{table} {action}"


@pytest.mark.slow
def test_no_page_that_asks_before_an_action_has_a_violation(browse, site, rows):
    page = browse("/", viewport=SIZES["phone"])
    sign_in(page, site)
    problems: dict[str, list[str]] = {}
    asked = 0
    for table in list_tables(page):
        for name in confirm_actions(page, table):
            page.wait_for_load_state("networkidle")
            look_here(page, name, problems)
            asked += 1
    assert asked > 25
    assert problems == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "size"), [("light", "desk"), ("dark", "desk"), ("dark", "tablet"), ("light", "phone")]
)
def test_no_page_of_the_admin_has_a_violation(browse, site, rows, scheme, size):
    page = browse("/", color_scheme=scheme, viewport=SIZES[size])
    look_problems: dict[str, list[str]] = {}
    look_at(page, "/admin/login/", look_problems)
    sign_in(page, site)
    tables = list_tables(page)
    assert len(tables) > 25
    pages = [*FURTHER, *tables, *(each for table in tables for each in list_row_pages(page, table))]
    assert len(pages) > 80
    for url in (*pages, *list_cases(page)):
        look_at(page, url, look_problems)
    assert look_problems == {}
