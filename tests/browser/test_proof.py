"""The proof of work in a real browser: solved while the visitor writes, and every way on when it is not."""

import re
import shutil

import pytest

from tests.browser.conftest import SHOTS, Site

pytestmark = pytest.mark.browser

BATTLE = re.compile(r"/battles/[0-9a-f-]{36}/$")


class GuardedSite(Site):
    """A site that asks for a proof."""

    @property
    def env(self) -> dict[str, str]:
        return super().env | {"ARENA_PROOF": "1", "ARENA_PROOF_WORK": "300", "ARENA_PROOF_WAIT_SECONDS": "5"}


@pytest.fixture(scope="module")
def guarded(first_start, tmp_path_factory):
    data = tmp_path_factory.mktemp("guarded")
    shutil.copytree(first_start, data, dirs_exist_ok=True)
    site = GuardedSite(data, speed=20)
    site.start()
    yield site
    site._kill()


@pytest.fixture
def visit(chromium, guarded):
    """Opens the start page in a browser of its own; what the console complains of fails the test."""
    contexts, complaints = [], []

    def visit(path: str = "/", **context):
        contexts.append(chromium.new_context(base_url=guarded.url, **context))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    visit.complaints = complaints
    yield visit
    for context in contexts:
        context.close()


def shot(page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"proof-{name}.png", full_page=True)


def test_a_visitor_who_writes_has_a_pass_before_sending(visit):
    page = visit()
    with page.expect_response(lambda response: response.request.method == "POST") as bought:
        page.locator("#prompt").press_sequentially("What is a heron?", delay=20)
    assert bought.value.status == 200
    page.click("button.button-main")
    page.wait_for_url(BATTLE)
    assert visit.complaints == []


def test_a_prompt_that_is_sent_at_once_waits_for_the_proof_and_goes_on_by_itself(visit):
    page = visit()
    page.fill("#prompt", "What is a heron?")
    page.click("button.button-main")
    shot(page, "solving")
    page.wait_for_url(BATTLE)
    assert visit.complaints == []


def test_where_the_proof_cannot_be_had_the_prompt_is_held_and_sent_after_a_wait(visit):
    page = visit()
    page.route("**/proof/?key=*", lambda route: route.abort())
    page.fill("#prompt", "A kept draft")
    page.click("button.button-main")
    page.wait_for_selector("[data-step]")
    assert page.input_value("#prompt") == "A kept draft"
    page.wait_for_url(BATTLE)
    assert "A kept draft" in page.inner_text("main")


def test_without_javascript_the_page_goes_on_by_itself(visit):
    page = visit("/zh-hant/", java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.fill("#prompt", "一則提示詞")
    page.click("button.button-main")
    page.wait_for_selector("[data-step]")
    shot(page, "waiting-phone")
    page.wait_for_url(BATTLE)
    assert "一則提示詞" in page.inner_text("main")


def test_a_warning_is_passed_by_a_second_press_and_the_keyboard_reaches_everything(visit):
    page = visit()
    page.fill("#prompt", "Is 4111 1111 1111 1111 a card?")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-step]")
    shot(page, "warning")
    page.focus("#prompt")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(BATTLE)
