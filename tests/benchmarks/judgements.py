"""How long a member of staff waits from a key to the next case: `python -m tests.benchmarks.judgements`.

In Chromium, on PostgreSQL (DATABASE_URL), with the site of tests.benchmarks.desk at the full number of
battles and its boards published. `--reuse` takes the database as `tests.benchmarks.desk --keep` left it. The
wait is from the key that upholds until another finding is shown with the focus on its first judgement. The
aim: less than three seconds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import django

from tests.benchmarks import desk
from tests.browser.conftest import CHROMIUM, FLAGS, START_SECONDS, free_port

PASSWORD = "correct horse battery"
READING = 1_500
"""Milliseconds that a case is looked at: the next page is loaded ahead meanwhile."""

IS_NEXT = """before => new URL(location.href).searchParams.get("finding") !== before
    && document.activeElement?.getAttribute("aria-keyshortcuts") === "u" """


def make_site(number: int, *, is_reused: bool) -> None:
    """The battles, unless they are there, published boards and a superuser with a password."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs Django set up
    from django.core.management import call_command  # noqa: PLC0415

    if not is_reused:
        call_command("flush", interactive=False, verbosity=0)
        desk.grow(desk.make_templates(), 10_000, 10_000 + number)
    root = User.objects.get(username="root")
    root.set_password(PASSWORD)
    root.save()
    call_command("rebuild_boards", arena="text", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def serve(port: int, database: str) -> subprocess.Popen:
    """The site in a process of its own, once it answers."""
    command = [sys.executable, "-m", "uvicorn", "arenasite.asgi:application", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--log-level", "warning"], env={**os.environ, "DATABASE_URL": database}
    )
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return process
    process.kill()
    raise SystemExit("the site did not start")


def read_processor(process: subprocess.Popen) -> float:
    """The processor seconds of the site's process, of all its threads."""
    times = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def judge(url: str, judgements: int) -> list[float]:
    """The seconds of each wait."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an optional package

    waits = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(base_url=url)
        page.set_default_timeout(60_000)
        page.goto("/admin/")
        page.fill("[name=username]", "root")
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_selector("#user-tools")
        page.goto("/admin/moderation/review/?kind__exact=report")
        page.locator("button[aria-keyshortcuts=n]").click()
        page.wait_for_selector(".desk-review")
        for _ in range(judgements):
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(READING)
            before = page.evaluate("new URL(location.href).searchParams.get('finding')")
            begin = time.perf_counter()
            page.keyboard.press("u")
            page.wait_for_function(IS_NEXT, arg=before)
            waits.append(time.perf_counter() - begin)
        browser.close()
    return waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--battles", type=int, default=500_000)
    parser.add_argument("--judgements", type=int, default=40)
    parser.add_argument("--reuse", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    os.environ.setdefault("ARENA_BATTLES_PER_MINUTE", "0")
    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=True, serialize=False)
    make_site(options.battles, is_reused=options.reuse)
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    port = free_port()
    process = serve(port, database)
    try:
        before = read_processor(process)
        waits = judge(f"http://localhost:{port}", options.judgements)
        processor = read_processor(process) - before
    finally:
        process.terminate()
        process.wait(60)
        connection.creation.destroy_test_db(usual, verbosity=0, keepdb=True)
    hundredths, load = statistics.quantiles(waits, n=100), os.getloadavg()[0]
    print(f"{len(waits)} judgements, seconds from the key to the next case, at a load of {load:.1f}:")
    print(f"p50 {hundredths[49]:.2f}, p95 {hundredths[94]:.2f}, max {max(waits):.2f}")
    print(f"processor of the site: {processor / len(waits):.2f} a judgement, with the pages loaded meanwhile")


if __name__ == "__main__":
    main()
