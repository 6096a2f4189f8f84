"""WCAG 2.2 AA by axe-core on every page of the admin, in both themes and languages, on a desk and a phone."""

import re

import pytest

from tests.browser.test_accessibility import AXE, SIZES, find_violations
from tests.browser.test_moderation import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: npm install --no-save axe-core"),
]
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
    if found := find_violations(page):
        problems[url] = found


def test_the_main_pages_of_the_desk_have_no_violation(browse, site, rows):
    page = browse("/", color_scheme="dark", viewport=SIZES["phone"])
    sign_in(page, site)
    problems: dict[str, list[str]] = {}
    for url in (*MAIN, *list_cases(page)[:1]):
        look_at(page, url, problems)
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
