"""What a voter sees and does from a prompt to the next prompt, in a real browser."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_battle import PHONE, answers, ask, overflow, vote, wait_for_end

pytestmark = pytest.mark.browser


def test_on_a_phone_the_answers_have_more_room_than_the_head_and_nothing_is_cut(browse, shoot):
    page = browse("/", **PHONE | {"viewport": {"width": 360, "height": 844}})
    ask(page, "Hello there, how are you?\n" + "This is one more line of a prompt.\n" * 6 + "The end.")
    wait_for_end(page)
    page.evaluate("scrollTo(0, 0)")
    top = page.locator(".pair").bounding_box()["y"]
    bottom = page.locator("#ballot").bounding_box()["y"]
    shoot(page, "phone-room")
    assert top < 250
    assert bottom - top > 2 * top
    heights = [each.bounding_box()["height"] for each in page.locator(".answer").all()]
    assert heights[0] == heights[1]
    assert overflow(page) <= 0
    cut = "links => links.filter(each => each.getBoundingClientRect().right > innerWidth).length"
    assert page.locator(".site-head a").evaluate_all(cut) == 0
    nav = page.locator(".site-nav")
    assert nav.evaluate("nav => nav.scrollWidth - nav.clientWidth") <= 0
    prompt = page.locator(".prompt")
    hidden = "prompt => prompt.scrollHeight - prompt.clientHeight"
    assert prompt.evaluate(hidden) > 40
    page.get_by_role("button", name="Show the whole prompt").click()
    assert prompt.evaluate(hidden) <= 1
    page.get_by_role("button", name="Show less").click()
    assert prompt.evaluate(hidden) > 40


def test_a_vote_on_a_battle_that_is_no_longer_the_browser_s_says_so(browse):
    page = browse("/")
    ask(page)
    wait_for_end(page)
    page.context.clear_cookies()
    page.locator("#ballot button[value=a]").first.click()
    expect(page.locator("[data-refused]")).to_be_visible()
    expect(page.locator("[data-trouble]")).to_be_hidden()
    expect(page.locator("#ballot button[value=a]").first).to_be_enabled()


def test_the_bar_that_opens_a_long_prompt_is_as_wide_as_the_prompt(browse, shoot):
    page = browse("/", viewport={"width": 1280, "height": 900})
    ask(page, "This is one line of a prompt.\n" * 30 + "The end.")
    bar = page.get_by_role("button", name="Show the whole prompt").bounding_box()
    prompt = page.locator(".prompt").bounding_box()
    shoot(page, "long-prompt")
    assert (bar["x"], bar["width"]) == (prompt["x"], prompt["width"])
    assert prompt["width"] < 400
    wait_for_end(page)


def test_a_phone_shows_the_answer_that_was_not_in_view_at_the_first_click_and_does_not_insist(browse, shoot):
    page = browse("/", reduced_motion="reduce", **PHONE)
    ask(page)
    wait_for_end(page)
    page.locator("#ballot button[value=a]").first.tap()
    expect(page.locator("[data-unseen=b]")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    expect(page.locator(".sides a[data-side=b]")).to_have_attribute("aria-current", "true")
    shoot(page, "phone-unseen")
    page.locator("#ballot button[value=a]").first.tap()
    page.wait_for_selector("#ballot[data-phase=grace]")


class Stranger:
    """A visitor with a fresh phone, who counts what a visitor does: typing a prompt, and each tap.

    Reading is no action: waiting, scrolling, swiping from one answer to the other.
    """

    def __init__(self, page: Page):
        self.page, self.actions = page, 0

    def type(self, prompt: str) -> None:
        self.actions += 1
        self.page.get_by_role("textbox").fill(prompt)

    def tap(self, selector: str) -> None:
        self.actions += 1
        self.page.locator(selector).first.tap()

    def swipe(self) -> None:
        box = self.page.locator(".pair").bounding_box()
        self.page.context.new_cdp_session(self.page).send(
            "Input.synthesizeScrollGesture",
            {"x": box["x"] + 200, "y": box["y"] + 40, "xDistance": -300, "yDistance": 0, "speed": 2000},
        )
        expect(self.page.locator(".sides a[data-side=b]")).to_have_attribute("aria-current", "true")


def test_a_stranger_reaches_the_reveal_in_four_actions_and_the_next_vote_in_three(browse):
    page = browse("/", **PHONE)
    stranger = Stranger(page)
    stranger.type("Name three birds.")
    stranger.tap("form[action*='/battles/'] .button-main")
    page.wait_for_url(re.compile("/battles/[0-9a-f-]{36}/"))
    wait_for_end(page)
    stranger.tap(".sides a[data-side=b]")
    expect(page.locator(".sides a[data-side=b]")).to_have_attribute("aria-current", "true")
    page.wait_for_timeout(300)
    stranger.tap("#ballot button[value=b]")
    page.wait_for_selector("#ballot[data-phase=voted]")  # the names show themselves when the grace ends
    assert stranger.actions == 4
    before = page.url.split("#")[0]
    stranger.actions = 0
    stranger.type("And three fish?")
    stranger.tap("[data-next] .button-main")
    page.wait_for_function("before => location.href.split('#')[0] !== before", arg=before)
    wait_for_end(page)
    stranger.swipe()
    page.wait_for_timeout(300)
    stranger.tap("#ballot button[value=a]")
    page.wait_for_selector("#ballot[data-phase=grace]")
    assert stranger.actions == 3


@pytest.mark.parametrize(("width", "columns"), [(700, 2), (699, 1)])
def test_two_columns_begin_at_700_pixels(browse, width, columns):
    page = browse("/", viewport={"width": width, "height": 900})
    ask(page, "Hello")
    wait_for_end(page)
    a, b = (each.bounding_box() for each in page.locator(".answer").all())
    assert (b["x"] + b["width"] <= width) is (columns == 2)
    assert a["y"] == b["y"]


def test_from_the_reveal_to_the_next_vote_in_three_steps(browse, shoot):
    page = browse("/", viewport={"width": 1280, "height": 900})
    ask(page)
    wait_for_end(page)
    vote(page)
    before = page.url
    shoot(page, "reveal-facts")
    expect(page.locator("#ballot textarea")).to_be_focused()
    page.keyboard.type("And why is it red in the evening?")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("before => location.href.split('#')[0] !== before", arg=before.split("#")[0])
    wait_for_end(page)
    page.keyboard.press("4")
    page.wait_for_selector("#ballot[data-phase=grace]")


def test_the_next_challengers_answer_the_same_prompt(browse):
    page = browse("/")
    ask(page, "Name three birds.")
    wait_for_end(page)
    prompt = page.locator(".prompt").first.inner_text()
    vote(page)
    names = set(page.locator(".card h3").all_inner_texts())
    before = page.url.split("#")[0]
    page.get_by_role("button", name="Next challengers").click()
    page.wait_for_function("before => location.href.split('#')[0] !== before", arg=before)
    assert page.locator(".prompt").first.inner_text() == prompt
    wait_for_end(page)
    vote(page, "b")
    assert not names & set(page.locator(".card h3").all_inner_texts())


def test_what_was_better_is_kept(browse):
    page = browse("/")
    ask(page)
    wait_for_end(page)
    vote(page)
    with page.expect_response(re.compile("/aspects/")):
        page.locator(".aspect", has_text="Clear").click()
    page.reload()
    assert page.locator(".aspect input:checked").count() == 1


def test_a_follow_up_draft_survives_the_vote_and_a_step_back(browse):
    page = browse("/")
    ask(page)
    wait_for_end(page)
    page.locator("textarea[name=prompt]").fill("A thought that is not finished")
    vote(page)
    assert page.locator("textarea[name=prompt]").input_value() == "A thought that is not finished"
    page.goto("/leaderboard/")
    page.go_back()
    page.wait_for_selector("#ballot[data-phase=voted]")
    assert page.locator("textarea[name=prompt]").input_value() == "A thought that is not finished"


def test_a_link_brings_a_prompt_and_a_sent_prompt_is_no_draft_any_more(browse):
    page = browse("/?prompt=Only%20once")
    assert page.locator("textarea[name=prompt]").input_value() == "Only once"
    page.locator("form[action*='/battles/'] .button-main").click()
    wait_for_end(page)
    page.goto("/")
    assert page.locator("textarea[name=prompt]").input_value() == ""


def test_a_link_chooses_two_models_side_by_side(browse):
    page = browse("/?vs=jade-inkstone-72,twin-umbrellas&prompt=Hello")
    page.wait_for_url("**/side-by-side/**")
    assert page.get_by_label("Model A").input_value() == "Jade Inkstone 72"
    assert page.get_by_label("Model B").input_value() == "Twin Umbrellas"
    assert page.locator("textarea[name=prompt]").input_value() == "Hello"


def test_an_answer_and_a_prompt_can_be_copied(browse):
    page = browse("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "Copy this prompt.")
    wait_for_end(page)
    page.get_by_role("button", name="Copy the prompt").click()
    assert page.evaluate("navigator.clipboard.readText()") == "Copy this prompt."
    page.get_by_role("button", name="Copy answer A").click()
    expect(page.locator(".answer .copy.is-copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == answers(page)[0].strip()


def test_colours_and_text_size_stay(browse, shoot):
    page = browse("/", color_scheme="light")
    page.locator("[data-appearance=theme]").select_option("dark")
    page.locator("[data-appearance=text]").select_option("larger")
    page.goto("/leaderboard/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 19, 24)"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "23px"
    shoot(page, "appearance-dark-larger")


def test_a_battle_that_ends_while_scripts_still_load_can_be_voted_on(chromium, site):
    page = chromium.new_context(base_url=site.url).new_page()
    page.route(re.compile(r"/copying\b[^/]*\.js"), lambda route: (time.sleep(4), route.continue_()))
    page.goto("/")
    ask(page, "Hello")
    wait_for_end(page)
    page.context.close()


def test_a_vote_without_a_connection_says_so_and_can_be_sent_again(chromium, site):
    page = chromium.new_context(base_url=site.url).new_page()  # whose console may complain
    page.goto("/")
    ask(page, "Hello")
    wait_for_end(page)
    page.context.set_offline(True)
    page.locator("#ballot button[value=tie]").first.click()
    expect(page.locator("[data-trouble]")).to_be_visible()
    page.context.set_offline(False)
    page.locator("#ballot button[value=tie]").first.click()
    page.wait_for_selector("#ballot[data-phase=grace]")
    page.context.close()


def test_focus_returns_after_a_report(browse):
    page = browse("/")
    ask(page)
    wait_for_end(page)
    page.locator("#report-a-1 a").click()
    page.locator(".report input[type=radio]").first.check()
    page.locator(".report button").click()
    expect(page.locator(".report-done")).to_be_focused()


def test_targets_are_at_least_24_pixels(browse):
    page = browse("/", **PHONE)
    ask(page)
    wait_for_end(page)
    small = page.evaluate("""
      [...document.querySelectorAll("main :is(a, button, textarea, select), .appearance select")]
        .filter((each) => each.checkVisibility() && !each.closest(".answer-text"))
        .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
        .filter(([_, box]) => box.width > 1 && (box.height < 24 || box.width < 24))
        .map(([words, box]) => `${words} ${box.width} × ${box.height}`)
    """)
    assert small == []
