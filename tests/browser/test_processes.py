"""The site as processes: stopped cleanly, killed in mid-stream, started twice."""

import re
import shutil
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Site
from tests.browser.test_battle import ANSWERS, answers, ask

pytestmark = pytest.mark.browser


@pytest.fixture
def slow_site(first_start, tmp_path):
    shutil.copytree(first_start, tmp_path, dirs_exist_ok=True)
    site = Site(tmp_path, speed=0.15, patience=0)
    site.start()
    yield site
    if site.process.poll() is None:
        site.stop()


def start_battle(chromium, site):
    page = chromium.new_context(base_url=site.url).new_page()
    page.goto("/")
    # As fast as they come: paced, an answer may be complete before the other one begins to be shown.
    page.locator("[name=free]").evaluate("box => { box.checked = true; }")
    ask(page, "Explain in detail how a bicycle stays upright.")
    # Both, for one that shows nothing yet is begun again; some seconds' text, for the last is not stored.
    begun = page.locator(f"{ANSWERS} .answer-text", has_text=re.compile(r"[\s\S]{80,}"))
    expect(begun).to_have_count(2)
    return page


def test_ctrl_c_stops_everything_at_once_and_the_battle_is_marked(chromium, slow_site):
    page = start_battle(chromium, slow_site)
    assert slow_site.stop(signal.SIGINT) == 0
    assert slow_site.log.read_text().rstrip().endswith("Stopped.")
    assert "Traceback" not in slow_site.log.read_text()
    slow_site.start()
    page.reload()
    page.wait_for_selector("#ballot[data-phase=broken]")
    expect(page.locator("#ballot")).to_contain_text("new models")
    assert page.locator("#ballot button[name=outcome]").count() == 0


def test_what_a_killed_process_has_shown_stays_on_the_page(chromium, slow_site):
    page = start_battle(chromium, slow_site)
    shown = answers(page)
    slow_site.stop(signal.SIGKILL)
    slow_site.start()
    page.wait_for_selector("#ballot[data-phase=broken]")
    assert page.locator(".answer[data-state=interrupted] .answer-note[data-for=interrupted]:visible").count()
    for before, after in zip(shown, answers(page), strict=True):
        assert after.startswith(before.rstrip("…"))
    seen = answers(page)
    page.reload()
    page.wait_for_selector("#ballot[data-phase=broken]")
    for before, after in zip(seen, answers(page), strict=True):  # all but the last second is stored
        assert after
        assert before.lstrip("#*-> ").startswith(after[:20])  # a block that was open is rendered now


def test_a_second_start_on_the_same_port_says_so(site):
    second = subprocess.run(
        [sys.executable, "manage.py", "demo", "--port", str(site.port)],
        cwd=ROOT,
        env={"ARENA_DATA_DIR": str(site.data), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert f"Port {site.port} cannot be used" in second.stderr
