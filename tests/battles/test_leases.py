"""The one lock between processes, and a walk that finds home-made ones and home-made counters."""

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone

from battles import leases
from battles.leases import LeaseTaken, fenced, hold, is_free, job_lease, release, take

ROOT = Path(__file__).parents[2]
SOURCE = ("arenasite", "battles", "moderation", "ratings")
HOME_MADE = {
    "a lock or counter in the cache": r"\bcache\.(a?add|a?incr|a?decr|a?delete|a?touch|a?get_or_set)\(",
    "a lock in Redis": r"nx=True|\bsetnx\b|\.lock\(|\bSETNX\b",
    "a lock in the database's memory": r"pg_(try_)?advisory",
    "a lock in a file": r"\bflock\(|\blockf\(|O_EXCL",
    "a lock or counter in this process": r"(threading|multiprocessing)\.(R?Lock|(Bounded)?Semaphore)\(",
    "a counter in Redis": r"\.incr\(|'INCR'",
}
KNOWN = {
    "arenasite/configuration/local_key.py": "makes the file of the secret key once",
    "battles/counting/vote_evidence.py": "a prefix has no row to lock; the lock ends with the transaction",
    "battles/counting/vote_statements.py": "the same, as part of a statement",
    "battles/gates/outcome_counts.py": "figures of one process until they are added to the database",
    "battles/generation/storage/process_files.py": "the operating system frees it with a killed process",
    "battles/markdown/worker.py": "threads of one process share a pool",
    "battles/rate_limits/memory.py": "the limits engine",
    "battles/rate_limits/redis_store.py": "the limits engine",
    "moderation/screening/backends.py": "threads of one process share what they know of a backend",
    "moderation/screening/policy.py": "threads of one process share the policy that was read",
    "ratings/history/compute_once.py": "one computation at a time in a process, between its threads",
    "ratings/partner_keys/uses.py": "figures of one process until they are added to the database",
}
"""Files that may, and why."""


def sources() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *SOURCE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split() if name.endswith(".py") and (ROOT / name).exists()]


def home_made(text: str) -> set[str]:
    return {what for what, pattern in HOME_MADE.items() if re.search(pattern, text)}


def test_nobody_makes_a_lock_or_a_counter_at_home():
    found = {}
    for path in sources():
        name = str(path.relative_to(ROOT))
        if what := home_made(path.read_text()):
            found[name] = what
    assert set(found) == set(KNOWN), found


@pytest.mark.parametrize(
    "line",
    [
        'if cache.add("job", 1, 60):',
        'cache.incr("judge")',
        'client.set("x", 1, nx=True)',
        "LOCK = threading.Lock()",
        'cursor.execute("SELECT pg_try_advisory_lock(1)")',
    ],
)
def test_the_walk_sees_one(line):
    assert home_made(line)


@pytest.fixture
def lease(db):
    return job_lease("job")


def test_one_at_a_time_and_free_after_the_block(lease):
    with hold(lease):
        assert not is_free(lease)
        with pytest.raises(LeaseTaken), hold(lease):
            raise AssertionError("not reached")
    assert is_free(lease)


def test_it_is_free_after_an_error(lease):
    with pytest.raises(ZeroDivisionError), hold(lease):
        _ = 1 / 0
    assert is_free(lease)


def test_who_finishes_late_frees_nobody_elses(lease):
    first = take(lease)
    lease.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    second = take(lease)
    release(lease, first)
    assert not is_free(lease)
    with pytest.raises(LeaseTaken), fenced(lease, first):
        raise AssertionError("not reached")
    release(lease, second)
    assert is_free(lease)


def test_its_number_only_rises(lease):
    numbers = [take(lease, take_over=True).rsplit(":")[-1] for _ in range(3)]
    assert numbers == ["1", "2", "3"]


def test_signs_of_life_keep_it(lease, monkeypatch):
    beats = []
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.001)
    monkeypatch.setattr(leases, "renew", lambda row, holder: beats.append(holder))
    with hold(lease) as holder:
        while not beats:
            pass
    assert beats[0] == holder
