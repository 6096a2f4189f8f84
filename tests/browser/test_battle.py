"""A visitor's way through the site in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BOTH_THEMES
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ANSWERS = "article[data-side]"


def ask(page: Page, prompt: str = "Explain why the sky is blue.") -> None:
    page.get_by_role("textbox").fill(prompt)
    page.locator(
        "form[action*='/battles/'] button[type=submit], form[action*='/battles/'] button:not([type])"
    ).last.click()
    page.wait_for_url(re.compile(r"/battles/[0-9a-f-]{36}/"))


def writing(page: Page, characters: int) -> None:
    """Wait until an answer shows that many characters."""
    long_enough = re.compile(rf"[\s\S]{{{characters},}}")
    expect(page.locator(".answer-text", has_text=long_enough).first).to_be_visible()


def wait_for_end(page: Page) -> None:
    """Wait for the vote buttons; a demo model may fail, then start again with new models."""
    for _ in range(6):
        page.wait_for_selector("#ballot[data-phase=vote], #ballot[data-phase=broken]")
        if page.locator("#ballot[data-phase=vote]").count():
            return
        page.get_by_role("button", name=re.compile("new models|換一組")).click()
    raise AssertionError("six pairs failed in a row")


def look_at_both(page: Page) -> None:
    """On a narrow screen, bring the other answer into view: the page asks for that before a vote."""
    other = page.locator(".sides a[data-side=b]")
    if other.is_visible():
        other.click()
        expect(other).to_have_attribute("aria-current", "true")
        page.wait_for_timeout(300)


def vote(page: Page, outcome: str = "a") -> None:
    look_at_both(page)
    page.locator(f"#ballot button[name=outcome][value={outcome}]").first.click()
    # The button, unless the grace has ended meanwhile.
    page.locator("#ballot form[action*='/reveal/'] button, #ballot[data-phase=voted] h2").first.click()
    page.wait_for_selector("#ballot[data-phase=voted]")


def answers(page: Page) -> list[str]:
    return page.locator(f"{ANSWERS} .answer-text").all_inner_texts()


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@BOTH_THEMES
def test_prompt_streaming_vote_reveal(browse, shoot, scheme):
    page = browse("/", color_scheme=scheme, viewport={"width": 1280, "height": 900})
    shoot(page, f"new-{scheme}")
    ask(page)
    writing(page, 20)
    shoot(page, f"streaming-{scheme}")
    assert "/models/" not in page.content()
    wait_for_end(page)
    shoot(page, f"vote-{scheme}")
    vote(page)
    shoot(page, f"reveal-{scheme}")
    assert page.locator("#ballot a[href*='/models/']").count() == 2


def test_a_misclick_can_be_taken_back_before_the_names(browse):
    page = browse("/")
    ask(page)
    wait_for_end(page)
    page.locator("#ballot button[value=a]").first.click()
    page.wait_for_selector("#ballot[data-phase=grace]")
    page.locator("#ballot button[value=tie]").first.click()
    expect(page.locator("#ballot h2")).to_contain_text("Tie")
    page.wait_for_selector("#ballot[data-phase=voted]")  # by itself, when the grace ends
    expect(page.locator("#ballot h2")).to_contain_text("You voted for a tie")


def test_a_reload_in_mid_stream_loses_nothing(browse):
    page = browse("/")
    ask(page, "Explain in detail how a bicycle stays upright.")
    writing(page, 40)
    page.reload()
    wait_for_end(page)
    page.reload()
    page.wait_for_selector("#ballot[data-phase=vote]")
    assert all(len(text) > 20 for text in answers(page))


def test_two_tabs_show_the_same(browse):
    first = browse("/")
    ask(first)
    second = browse(first.url, context=first.context)
    wait_for_end(first)
    if first.url != second.url:  # a failed side led to new models
        second.goto(first.url)
    wait_for_end(second)
    assert answers(first) == answers(second)
    vote(first, "b")
    second.locator("#ballot button[value=a]").first.click()
    second.wait_for_selector("#ballot[data-phase=voted]")
    assert second.locator("#ballot h2").inner_text() == first.locator("#ballot h2").inner_text()


def test_without_javascript(browse, shoot):
    page = browse("/", java_script_enabled=False)
    ask(page, "What is 12 * 13?")
    for _ in range(2 * PATIENCE_SECONDS):
        if page.locator("#ballot[data-phase=vote], #ballot[data-phase=broken]").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    if page.locator("#ballot[data-phase=broken]").count():
        pytest.skip("a demo model failed, as some do; the flow after a failure has its own test")
    shoot(page, "no-javascript-vote")
    page.locator("#ballot button[value=both_bad]").click()
    page.locator("#ballot form[action*='/reveal/'] button").click()
    expect(page.locator("#ballot")).to_contain_text("You found both bad")
    assert page.locator("#ballot a[href*='/models/']").count() == 2


@BOTH_THEMES
def test_on_a_phone_nothing_is_wider_than_the_screen(browse, shoot, scheme):
    page = browse("/", color_scheme=scheme, **PHONE)
    shoot(page, f"phone-new-{scheme}")
    assert overflow(page) <= 0
    ask(page, "Make a table comparing tea and coffee, and write a Python function with a long line of code.")
    wait_for_end(page)
    shoot(page, f"phone-vote-{scheme}")
    assert overflow(page) <= 0
    vote(page, "tie")
    shoot(page, f"phone-reveal-{scheme}")
    assert overflow(page) <= 0
    page.goto("/leaderboard/")
    shoot(page, f"phone-leaderboard-{scheme}")
    assert overflow(page) <= 0


def test_in_traditional_chinese(browse, shoot):
    page = browse("/zh-hant/", locale="zh-TW")
    assert page.locator("html").get_attribute("lang") == "zh-hant"
    shoot(page, "zh-new")
    ask(page, "請用繁體中文介紹台北。")
    assert "/zh-hant/battles/" in page.url
    wait_for_end(page)
    shoot(page, "zh-vote")
    vote(page)
    shoot(page, "zh-reveal")
    expect(page.locator("body")).not_to_contain_text("A is better")


def test_by_keyboard_alone(browse):
    page = browse("/")
    page.get_by_role("textbox").focus()
    page.keyboard.type("What is 2 + 2?")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/battles/"))
    wait_for_end(page)
    page.keyboard.press("1")
    page.wait_for_selector("#ballot[data-phase=grace]")
    expect(page.locator("#ballot [data-focus]")).to_be_focused()
    expect(page.locator("#ballot [data-focus]")).to_contain_text("A is better")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show the names now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#ballot textarea")).to_be_focused()  # the next prompt
    following = page.get_by_role("button", name="Next challengers")
    for _ in range(6):
        if not following.evaluate("button => button === document.activeElement"):
            page.keyboard.press("Tab")
    expect(following).to_be_focused()
    before = page.url.split("#")[0]
    page.keyboard.press("Enter")
    page.wait_for_function("before => location.href.split('#')[0] !== before", arg=before)


def test_a_double_click_is_one_battle(browse):
    page = browse("/")
    page.get_by_role("textbox").fill("Hello")
    page.locator("form[action*='/battles/'] button").last.dblclick()
    page.wait_for_url(re.compile(r"/battles/"))
    wait_for_end(page)
    vote(page)


def test_side_by_side_names_the_models_and_does_not_count(browse, shoot):
    page = browse("/side-by-side/")
    shoot(page, "side-by-side")
    page.get_by_label("Model A").fill("Jade Inkstone 72")
    page.get_by_label("Model B").fill("umbrella")  # a part of the name
    ask(page, "Hello")
    page.wait_for_selector("#ballot[data-phase=vote], #ballot[data-phase=broken]")
    if page.locator("#ballot[data-phase=vote]").count():
        vote(page)
        expect(page.locator("#ballot")).to_contain_text("only blind battles count")


def test_the_conversation_goes_on(browse):
    page = browse("/")
    ask(page, "Hello")
    wait_for_end(page)
    page.locator("textarea[name=prompt]").fill("And now in one sentence.")
    page.locator("form[action*='/prompts/'] button").last.click()
    page.wait_for_selector("#turn-2")
    page.wait_for_selector("#ballot[data-phase=vote], #ballot[data-phase=broken]")
    assert page.locator("section.turn").count() == 2


def test_a_vote_from_an_expired_page_counts_at_the_first_click(browse, shoot):
    page = browse("/")
    ask(page)
    wait_for_end(page)
    page.context.clear_cookies(name="csrftoken")
    page.locator("#ballot button[value=a]").first.click()
    page.wait_for_selector("#ballot[data-phase=grace]")
    assert page.locator("[data-trouble]:visible").count() == 0
    vote_stands = page.context.new_page()  # the same battle in a second tab
    vote_stands.goto(page.url)
    page.locator("#ballot form[action*='/reveal/'] button").click()
    page.wait_for_selector("#ballot[data-phase=voted]")
    vote_stands.locator("#ballot button[value=tie]").first.click()
    expect(vote_stands.locator("#ballot .notice").first).to_contain_text("that vote stands")
    shoot(vote_stands, "late-vote")


def test_a_prompt_from_an_expired_page_keeps_its_draft(browse, shoot):
    page = browse("/")
    page.context.clear_cookies()
    page.get_by_role("textbox").fill("A draft of many words.")
    page.locator("form[action*='/battles/'] button:not([type])").last.click()
    expect(page.locator(".notice").first).to_contain_text("had expired")
    assert page.get_by_role("textbox").input_value().strip() == "A draft of many words."
    shoot(page, "expired")
    page.locator("form[action*='/battles/'] button:not([type])").last.click()
    page.wait_for_url(re.compile(r"/battles/[0-9a-f-]{36}/"))
