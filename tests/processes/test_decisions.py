"""A bulk decision whose process is killed before it ends has not happened; the next one is taken whole."""

import subprocess
import sys

import pytest

from tests.real_site import ROOT

pytestmark = pytest.mark.processes

BATTLES = 10_000
COUNTS = {
    "decisions": "SELECT count(*) FROM moderation_decision",
    "covered": "SELECT count(*) FROM moderation_decision_battles",
    "held": "SELECT count(*) FROM battles_exclusion",
    "lifted": "SELECT count(*) FROM battles_exclusionlift",
    "dirty": "SELECT count(*) FROM battles_dirtyday",
    "proposed": "SELECT count(*) FROM moderation_proposal_battles",
    "answers": "SELECT count(*) FROM moderation_proposalanswer",
}


def counts(site) -> dict[str, int]:
    return {name: site.rows(query)[0][0] for name, query in COUNTS.items()}


def start(site, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.processes.halfway", what]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=site.env, stdin=pipe, stdout=pipe, text=True)


def kill_halfway(site, what: str) -> None:
    """Start a decision, and end its process without a word when all is written and nothing committed."""
    process = start(site, what)
    assert process.stdout.readline() == "halfway\n"
    process.kill()
    process.communicate()


def carry_through(site, what: str) -> None:
    process = start(site, what)
    process.communicate("go on\n")
    assert process.returncode == 0


def test_a_killed_decision_leaves_nothing_and_one_carried_through_leaves_all(site):
    carry_through(site, f"make:{BATTLES}")
    steps = {
        "set_aside": {"decisions": 1, "covered": BATTLES, "held": BATTLES},
        "undo": {"decisions": 1, "lifted": BATTLES},
        "propose": {"proposed": BATTLES},
        "confirm": {"decisions": 1, "covered": BATTLES, "held": BATTLES, "answers": 1},
    }
    before = counts(site)
    for what, added in steps.items():
        kill_halfway(site, what)
        assert counts(site) == before, what
        carry_through(site, what)
        after = counts(site)
        grown = {name: after[name] - before[name] for name in COUNTS if after[name] != before[name]}
        assert {name: number for name, number in grown.items() if name != "dirty"} == added, what
        assert ("dirty" in grown) == (what != "propose"), what
        before = after
