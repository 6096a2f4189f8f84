"""The price of a vote: `python -m tests.benchmarks.proof [--passes N] [--browser]`.

Measures, in one run, what a pass costs a program (native solver), the site (issue and verify) and, with
--browser, a visitor's Chromium; and adds up by the price rules what 1,000 battles cost a bot whose voters
are in one address, in one /24, or in one /48. The peer is a vote's bare HTTP work on the bot's side: the
2.7 ms of processor time that a vote cost a bot before there was a proof.
"""

import argparse
import json
import os
import shutil
import statistics
import time
import uuid

import django

BARE_VOTE_MS = 2.7
BATTLES = 1000
HOUR = 3600.0

SOLVE_IN_BROWSER = """async ({parameters, code}) => {
  const url = URL.createObjectURL(new Blob([code], {type: "text/javascript"}));
  const worker = new Worker(url, {type: "module"});
  const start = performance.now();
  await new Promise((resolve, reject) => {
    worker.onerror = reject;
    worker.onmessage = ({data}) => data.error ? reject(data.error) : resolve(data);
    worker.postMessage({parameters, start: 0, step: 1});
  });
  worker.terminate();
  return performance.now() - start;
}"""


def cpu_ms(call, *arguments):
    """Milliseconds of processor time and the result of a call."""
    start = time.process_time()
    result = call(*arguments)
    return (time.process_time() - start) * 1000, result


def measure(passes: int) -> dict[str, list[float]]:
    """Milliseconds for each pass: issue, solve, verify; and the challenges."""
    from battles.addresses import list_prefixes  # noqa: PLC0415 - needs Django set up
    from moderation.proof.challenges import Buyer, issue_challenge, redeem_solution  # noqa: PLC0415
    from tests.proof_solver import solve  # noqa: PLC0415

    taken: dict[str, list[float]] = {"issue": [], "solve": [], "verify": []}
    challenges = []
    for number in range(passes):
        buyer = Buyer(uuid.uuid4(), list_prefixes(f"198.51.{number % 250}.9"), time.time())
        spent, challenge = cpu_ms(issue_challenge, buyer)
        taken["issue"].append(spent)
        challenges.append(challenge)
        spent, payload = cpu_ms(solve, challenge)
        taken["solve"].append(spent)
        spent, _value = cpu_ms(redeem_solution, buyer, payload)
        taken["verify"].append(spent)
    taken["challenges"] = challenges
    return taken


def solve_in_browser(challenges: list[dict]) -> list[float]:
    """Milliseconds that one worker of Chromium takes for each challenge."""
    from pathlib import Path  # noqa: PLC0415

    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only with --browser

    code = Path("moderation/static/moderation/proof_worker.js").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<html></html>", content_type="text/html"))
        page.goto("http://localhost:9/")
        return [
            page.evaluate(SOLVE_IN_BROWSER, {"parameters": each["parameters"], "code": code})
            for each in challenges
        ]


def price_of_attack(addresses: list[str], voters: int, solve_ms: float, battles_of_pass: int) -> float:
    """Milliseconds of solving for BATTLES battles within an hour, by the price rules.

    Passes are bought in turn by `voters` voters from `addresses`, evenly over the hour.
    """
    from battles.addresses import list_prefixes  # noqa: PLC0415
    from battles.rate_limits import clear_process, count  # noqa: PLC0415
    from moderation.proof.price import build_pass_counters, get_level  # noqa: PLC0415

    clear_process()
    keys = [uuid.uuid4() for _ in range(voters)]
    begin = (time.time() // (24 * HOUR) + 2 + price_of_attack.days) * 24 * HOUR
    price_of_attack.days += 3
    passes = -(-BATTLES // battles_of_pass)
    total = 0.0
    for number in range(passes):
        moment = begin + HOUR * number / passes
        prefixes = list_prefixes(addresses[number % len(addresses)])
        level = get_level(keys[number % voters], prefixes, moment=moment)
        total += solve_ms * 2**level
        count(build_pass_counters(keys[number % voters], prefixes), now=moment)
    return total


price_of_attack.days = 0


def report(passes: int, *, in_browser: bool) -> dict:
    from django.conf import settings  # noqa: PLC0415

    taken = measure(passes)
    challenges = taken.pop("challenges")
    medians = {name: statistics.median(values) for name, values in taken.items()}
    solve_ms = statistics.mean(taken["solve"])
    result = {
        "work": settings.PROOF_WORK,
        "battles of a pass": settings.PROOF_BATTLES,
        "native solve, ms of processor time a pass": round(solve_ms, 1),
        "native solve, ms a battle": round(solve_ms / settings.PROOF_BATTLES, 1),
        "times a bare vote": round((BARE_VOTE_MS + solve_ms / settings.PROOF_BATTLES) / BARE_VOTE_MS, 1),
        "site: issue, ms": round(medians["issue"], 2),
        "site: verify, ms": round(medians["verify"], 2),
        "bot's work over the site's, a pass": round(solve_ms / (medians["issue"] + medians["verify"]), 1),
    }
    if in_browser:
        walls = sorted(solve_in_browser(challenges[: min(passes, 20)]))
        result["browser, one worker: median ms a pass"] = round(statistics.median(walls), 1)
        result["browser over native"] = round(statistics.mean(walls) / solve_ms, 2)
    attackers = {
        "one address, one voter each battle": (["203.0.113.7"], BATTLES),
        "one /24, 1,000 voters": ([f"203.0.113.{last}" for last in range(256)], BATTLES),
        "one /48, 1,000 voters": ([f"2001:db8:7:{group:x}::1" for group in range(1000)], BATTLES),
        "one voter, one address": (["203.0.114.7"], 1),
    }
    for name, (addresses, voters) in attackers.items():
        whole = price_of_attack(
            addresses, voters, solve_ms, 1 if voters == BATTLES else settings.PROOF_BATTLES
        )
        result[f"{BATTLES:,} battles in an hour, {name}: s"] = round(whole / 1000, 1)
        result[f"{BATTLES:,} battles in an hour, {name}: times a bare vote"] = round(
            (whole / BATTLES + BARE_VOTE_MS) / BARE_VOTE_MS
        )
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=30)
    parser.add_argument("--browser", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arenasite.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(json.dumps(report(options.passes, in_browser=options.browser), indent=2))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
