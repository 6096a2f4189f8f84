"""Work at the desk beyond one judgement: escalate, undo, skip, hand over, decide many at once; the roles."""

import re
import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.battles.providers.upstream import Upstream, models
from tests.browser.conftest import Site
from tests.browser.desk_rows import PASSWORD
from tests.browser.test_moderation import sign_in
from tests.browser.test_review import LEAST_LOOK

pytestmark = pytest.mark.browser
REPORTS = "/admin/moderation/review/?kind__exact=report"
ROWS = "from tests.browser.desk_rows import make_reports, make_staff; make_staff(); make_reports(12)"


@pytest.fixture(scope="module")
def site(first_start, tmp_path_factory):
    """A site for these tests alone: they add an arena, models and reports. One person decides, because any
    single vote may move a rank.
    """
    data = tmp_path_factory.mktemp("desk")
    shutil.copytree(first_start, data, dirs_exist_ok=True)
    site = Site(data, speed=4, ARENA_ONE_PERSON_REASON="These tests have one member of staff.")
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def staff(site):
    site.manage("shell", "-c", ROWS)


@pytest.fixture
def open_as(browse, site, staff):
    """A page of a member of staff of this role."""

    def open_page(role: str) -> Page:
        page = browse("/", viewport={"width": 1280, "height": 900})
        sign_in(page, site, role, PASSWORD)
        return page

    return open_page


def press(page: Page, key: str) -> str:
    """Press a key once the case takes keys and the next one is loaded; returns the address before."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(LEAST_LOOK)
    before = page.url
    page.keyboard.press(key)
    return before


def open_case(page: Page, queue: str = REPORTS) -> None:
    page.goto(f"{queue}&claim=free")
    press(page, "n")
    page.wait_for_selector(".desk-review")


def test_a_case_is_escalated_skipped_upheld_and_taken_back_by_keyboard(open_as, shoot):
    page = open_as("senior")
    open_case(page)
    press(page, "e")
    expect(page.get_by_label("Question:")).to_be_focused()
    page.keyboard.type("Is this answer cut off?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("The question waits in the queue")
    skipped = press(page, "n")
    page.wait_for_url(lambda url: url != skipped)
    upheld = press(page, "u")
    expect(page.locator(".messagelist")).to_contain_text("1 battle set aside")
    assert page.url != upheld
    press(page, "z")
    page.wait_for_url(re.compile("/undo/$"))
    shoot(page, "desk-undo")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("1 decision undone")
    assert page.url.partition("&")[0] == upheld.partition("&")[0]
    expect(page.locator(".desk-review")).not_to_contain_text("resolved")
    page.goto("/admin/moderation/review/?claim=mine")
    mine = page.locator("#result_list tbody th a").evaluate_all("all => all.map(a => a.href)")
    assert skipped not in mine


def test_a_case_is_handed_over_with_a_note_and_stands_on_the_first_page_of_the_receiver(open_as, shoot):
    page = open_as("moderator")
    open_case(page)
    battle = re.search(r"/battle/(\d+)/", page.url)[1]
    page.get_by_text("Note or hand over").click()
    page.get_by_label("Note for colleagues").last.fill("Please look at the second turn.")
    page.get_by_label("Hand over to").select_option(label="senior")
    page.locator(".desk-note button").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto("/admin/moderation/review/record/")
    expect(page.locator(".desk-facts")).to_contain_text("Decisions")
    receiver = open_as("senior")
    receiver.get_by_role("link", name="handed over to you").click()
    receiver.locator("#result_list tbody tr", has_text=f"Battle {battle}").locator("th a").click()
    expect(receiver.locator(".desk-notes")).to_contain_text("moderator → senior")
    shoot(receiver, "desk-handed-over")


def test_findings_of_a_filter_are_upheld_at_once(open_as, shoot):
    page = open_as("senior")
    page.goto(f"{REPORTS}&claim=free")
    shoot(page, "desk-queue")
    hidden = "table => table.scrollWidth - table.clientWidth"
    assert page.locator("#changelist .results").evaluate(hidden) == 0
    own = page.locator("#result_list tbody tr", has_text="Cut off.")  # not what other tests have reported
    for box in own.locator("input.action-select").all()[-3:]:
        box.check()
    page.get_by_label("Action:").select_option(value="set_aside")
    page.get_by_role("button", name="Go").click()
    expect(page.locator("[name=reason]")).to_have_value("6")
    page.locator("input.default[type=submit]").click()
    expect(page.locator(".messagelist")).to_contain_text("3 battles set aside")


@pytest.mark.parametrize(
    ("role", "judgements", "may_add"),
    [("viewer", 0, set()), ("moderator", 3, {"campaign", "finding"}), ("operator", 0, {"endpoint"})],
)
def test_a_role_sees_what_it_may_and_no_more(open_as, role, judgements, may_add):
    page = open_as(role)
    adds = page.locator("#content-main a.addlink").evaluate_all("all => all.map(a => a.pathname)")
    tables = {path.split("/")[-3] for path in adds}
    assert may_add <= tables
    assert not ({"campaign", "finding", "endpoint"} - may_add) & tables
    page.goto(REPORTS)
    assert page.locator("button[aria-keyshortcuts=n]").count() == (1 if judgements else 0)
    page.locator("#result_list tbody th a").last.click()
    expect(page.locator(".desk-review")).to_be_visible()
    assert page.locator("form.desk-judge").count() == judgements
    assert page.get_by_text("Show personal data").count() == 0


@pytest.fixture
def upstream():
    """A model server with one chat model and one for embeddings."""
    with Upstream() as server:
        server.models = models("my-model", "text-embedding-3")
        yield server


def test_adding_an_endpoint_asks_its_server_for_the_models(open_as, upstream, shoot):
    page = open_as("operator")
    page.goto("/admin/battles/endpoint/add/")
    shoot(page, "desk-endpoint-add")
    page.fill("[name=name]", "Mine")
    page.fill("[name=base_url]", upstream.base_url)
    page.locator("[name=_save]").click()
    expect(page.get_by_role("checkbox", name="my-model")).to_be_checked()
    expect(page.get_by_role("checkbox", name="text-embedding-3")).not_to_be_checked()
    shoot(page, "desk-endpoint-models")
    page.locator("#content form [type=submit]").first.click()
    expect(page.locator(".messagelist")).to_contain_text("1 new draft.")


VOTES = "model_a,model_b,winner\n" + "Heron,Otter,model_a\nOtter,Heron,tie\n" * 20


def test_a_file_is_imported_and_withdrawn_in_the_admin(open_as, shoot):
    page = open_as("operator")
    page.goto("/admin/battles/importjob/add/")
    file = {"name": "votes.csv", "mimeType": "text/csv", "buffer": VOTES.encode()}
    page.set_input_files("input[type=file]", file)
    page.get_by_label("Arena", exact=True).fill("from-a-file")
    page.get_by_role("button", name="Look through the file").click()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("link", name="votes.csv").click()
    shoot(page, "desk-import")
    page.get_by_label("Public reason").fill("The wrong file.")
    page.get_by_role("button", name="Withdraw the whole import").click()
    expect(page.locator(".messagelist")).to_contain_text("no longer count")
    expect(page.get_by_role("button", name="Take in again")).to_be_visible()
