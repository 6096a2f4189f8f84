"""What every test starts from: models that answer at once, plain static files, no limits, clean caches."""

import math
import os

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, connections
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from arenasite.cache import forget_outage
from arenasite.status.heartbeats import forget_heartbeats
from battles.database import recent_facts
from battles.endpoints import retries as retrying
from battles.gates import forget_outcomes
from battles.generation import redis_relay as mirror
from battles.generation.runner import RUNNER
from battles.generation.storage import call_records
from battles.markdown import PROCESS
from battles.process import collect_nothing, collect_rarely
from battles.providers import close_all
from battles.rate_limits import clear_process
from moderation.screening import BREAKER, forget_policy
from ratings.rebuild import run
from tests import emptying, world
from tests.kept import number_as_at_first, postgresql, uses_the_database
from tests.missing_packages import pytest_runtest_makereport  # noqa: F401 - a hook
from tests.template_database import prepare_database

# A busy machine makes any test slow: nothing is judged by the clock.
hypothesis_settings.register_profile("arena", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("arena")


async def _no_sleep(_seconds):
    """Before another try: the pauses are tested where they are computed."""


def own_redis(location: str) -> str:
    """The address of a Redis database that only this process of the test run uses; other text stays as it is.

    A process that clears its cache clears the whole database, and a test that looks for a text in Redis must
    not find what another process has written.
    """
    if not location.startswith("redis://"):
        return location
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    server, _, number = location.rpartition("/")
    return f"{server}/{(int(number) - int(worker)) % 16}"


def own_caches(caches: dict) -> dict:
    """The caches, in this process' own Redis database if they are in Redis."""
    return {"default": caches["default"] | {"LOCATION": own_redis(caches["default"].get("LOCATION", ""))}}


def quick_commits(databases: dict) -> None:
    """A database of tests need not survive a power cut: PostgreSQL does not wait for its disk."""
    if databases["default"]["ENGINE"].endswith("postgresql"):
        databases["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"


def pytest_addoption(parser):
    what = "run only tests that use the database, and those marked `independent`"
    parser.addoption("--database-only", action="store_true", help=what)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Thousands of collected tests stay until the end: the garbage collector need not walk them again.

    Afterwards it runs as rarely as in a server.
    """
    collect_nothing()
    try:
        return (yield)
    finally:
        collect_rarely()


def pytest_collection_modifyitems(config, items):
    """With --database-only, leave out what another database cannot change: text, arithmetic, files.

    Tests of other projects' programs stay, since CI has their packages when it runs these tests.
    """
    if not config.getoption("--database-only"):
        return
    kept, left_out = [], []
    for item in items:
        stays = uses_the_database(item) or item.get_closest_marker("independent")
        (kept if stays else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


quick_commits(django_settings.DATABASES)
django_settings.CACHES = own_caches(django_settings.CACHES)
django_settings.REDIS_URL = own_redis(django_settings.REDIS_URL)
emptying.install()


@pytest.fixture(scope="session")
def django_db_keepdb(request) -> bool:
    """Django finds the copied database and migrates nothing; --create-db migrates from nothing as ever."""
    return not request.config.getvalue("create_db")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_keepdb, django_db_blocker
):
    """Runs once a process, before its test database is opened."""
    if django_db_keepdb:
        with django_db_blocker.unblock():
            prepare_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            postgresql.remember_first_numbering()


@pytest.fixture(autouse=True)
def _numbering(request):
    number_as_at_first(request)


@pytest.fixture(scope="session")
def static_root(tmp_path_factory):
    """An empty directory: tests serve no files that a run of the site has collected."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _quick_and_plain(settings, monkeypatch, static_root):
    settings.STATIC_ROOT = static_root
    monkeypatch.setattr(retrying, "sleep", _no_sleep)
    monkeypatch.setattr(run, "STORED_TOGETHER", 100)  # boards of tests are small
    monkeypatch.setattr(recent_facts, "FRESH_SECONDS", 0)  # each request sees what the test has just changed
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.DEMO_SPEED = math.inf
    settings.BATTLES_PER_MINUTE = 0
    settings.READS_PER_MINUTE = 0
    settings.BATTLES_PER_DAY = 0
    settings.BATTLES_PER_ADDRESS_PER_DAY = 0
    settings.BOOTSTRAP_ROUNDS = 50
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    forget_outage()  # or the next line may clear nothing
    cache.clear()
    clear_process()
    forget_heartbeats()
    forget_outcomes()
    forget_policy()
    BREAKER.reset()
    with translation.override("en"):  # a page in another language must not colour the next test
        yield


@pytest.fixture
async def runner(monkeypatch):
    """The turns this process runs; whatever a test left running is ended with it."""
    monkeypatch.setattr(mirror, "BATCH_SECONDS", 0.02)  # the end waits for the batch under way
    monkeypatch.setattr(RUNNER, "is_stopping", False)
    monkeypatch.setattr(call_records, "COLLECT_SECONDS", 0.0)
    RUNNER.bind()
    await PROCESS.render_async("*")  # a turn's end does not wait for the start of the renderer
    yield RUNNER
    await RUNNER.shutdown(patience=0)
    await close_all()
    await sync_to_async(connections.close_all)()  # a test's own, or the database could not be dropped


@pytest.fixture
def arena(db):
    return world.make_arena()


@pytest.fixture
def pool(arena):
    """Two demo contenders that never fail, refuse or leak."""
    return world.make_pool(arena)
