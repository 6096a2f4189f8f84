"""Configuration by environment: safe defaults, clear refusals, every variable in the README."""

import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from arenasite.configuration.local_key import make_secret_key

ROOT = Path(__file__).resolve().parents[2]
READ_BY_UVICORN = {"FORWARDED_ALLOW_IPS", "WEB_CONCURRENCY"}


def load(tmp_path, wanted: str, **env) -> subprocess.CompletedProcess:
    """Load the settings in a fresh process with just these variables, and print one expression of them."""
    code = f"import json; from django.conf import settings; print(json.dumps({wanted}, default=str))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "arenasite.settings",
            "ARENA_DATA_DIR": str(tmp_path),
            **env,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def value(tmp_path, wanted: str, **env):
    loaded = load(tmp_path, wanted, **env)
    assert loaded.returncode == 0, loaded.stderr
    return json.loads(loaded.stdout)


def test_without_any_variable_the_site_is_local_and_keeps_its_key(tmp_path):
    wanted = (
        "[settings.ALLOWED_HOSTS, settings.DEBUG, settings.SECRET_KEY, settings.CACHES['default']['BACKEND']]"
    )
    hosts, debug, key, cache = value(tmp_path, wanted)
    assert hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert not debug
    assert len(key) >= 60
    assert value(tmp_path, "settings.SECRET_KEY") == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert "locmem" in cache


def test_a_data_directory_that_cannot_be_used_is_named(tmp_path):
    def refusal(directory) -> str:
        refused = load(tmp_path, "settings.SECRET_KEY", ARENA_DATA_DIR=str(directory))
        assert refused.returncode != 0
        return refused.stderr

    (tmp_path / "file").touch()
    assert f"ARENA_DATA_DIR: {tmp_path}/file/data cannot be made: Not a directory." in refusal(
        tmp_path / "file" / "data"
    )
    (tmp_path / "data" / "secret_key").mkdir(parents=True)
    assert "secret_key cannot be written or read: Is a directory." in refusal(tmp_path / "data")
    (tmp_path / "emptied").mkdir()
    (tmp_path / "emptied" / "secret_key").touch()
    assert "secret_key is empty: delete it" in refusal(tmp_path / "emptied")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full")
def test_a_full_disk_leaves_no_empty_key_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "open", partial(open_full, os.open))
    with pytest.raises(OSError, match="No space left"):
        make_secret_key(tmp_path / "secret_key")
    assert not (tmp_path / "secret_key").exists()


def open_full(opening, path, *arguments, **options) -> int:
    """Make the file, and open one that takes no byte in its place."""
    if Path(path).name != "secret_key":
        return opening(path, *arguments, **options)
    os.close(opening(path, *arguments, **options))
    return opening("/dev/full", os.O_WRONLY)


def test_public_hosts_need_a_key_from_the_environment(tmp_path):
    refused = load(tmp_path, "settings.SECRET_KEY", ARENA_HOSTS="arena.example")
    assert refused.returncode != 0
    assert "SECRET_KEY is required" in refused.stderr
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("ARENA_REBUILD_THREADS", "many", "ARENA_REBUILD_THREADS must be a whole number, not 'many'."),
        ("ARENA_REBUILD_THREADS", "0", "ARENA_REBUILD_THREADS must be 1 or more, not '0'."),
        ("ARENA_BATTLES_PER_DAY", "-1", "ARENA_BATTLES_PER_DAY must be 0 or more, not '-1'."),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_by_name(tmp_path, name, given, words):
    refused = load(tmp_path, "settings.SECRET_KEY", **{name: given})
    assert refused.returncode != 0
    assert words in refused.stderr


def test_public_hosts_turn_https_on(tmp_path):
    wanted = "[settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT]"
    env = {"ARENA_HOSTS": "arena.example", "SECRET_KEY": "k" * 60}
    assert value(tmp_path, wanted, **env) == [True, True, True]
    assert value(tmp_path, wanted, **env, ARENA_HTTPS="0") == [False, False, False]


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        ("PORT", "eight"),
        ("ARENA_HTTPS", "perhaps"),
        ("DATABASE_POOL_SIZE", "1.5"),
        ("ARENA_DEMO_SPEED", "fast"),
    ],
)
def test_a_value_that_is_none_is_refused_by_name(tmp_path, variable, given):
    refused = load(tmp_path, "settings.PORT", **{variable: given})
    if variable == "DATABASE_POOL_SIZE":
        refused = load(tmp_path, "settings.PORT", DATABASE_URL="postgres://localhost/x", **{variable: given})
    assert refused.returncode != 0
    assert variable in refused.stderr.strip().splitlines()[-1]


def test_a_database_and_redis_come_by_url(tmp_path):
    names = ("DATABASES['default']['ENGINE']", "CACHES['default']['BACKEND']", "CELERY_BROKER_URL")
    wanted = f"[{', '.join(f'settings.{name}' for name in names)}]"
    env = {"DATABASE_URL": "postgres://u:p@db.example:5433/arena", "REDIS_URL": "redis://r.example/3"}
    engine, cache, broker = value(tmp_path, wanted, **env)
    assert engine.endswith("postgresql")
    assert cache.endswith("RedisCache")
    assert broker == env["REDIS_URL"]


def test_every_variable_is_in_the_readme_and_the_readme_names_no_other():
    source = "".join(
        path.read_text() for path in [ROOT / "arenasite/settings.py", ROOT / "arenasite/checks.py"]
    )
    read = set(
        re.findall(
            r'(?:env|env_list|env_flag|env_int|env_float|env_secret|environ\.get)\(\s*"([A-Z_]+)"', source
        )
    )
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert read | READ_BY_UVICORN == table


def test_secrets_come_from_files_as_well_and_never_from_both(tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    (tmp_path / "fallbacks").write_text("older\noldest\n")
    files = {
        "SECRET_KEY_FILE": str(tmp_path / "key"),
        "SECRET_KEY_FALLBACKS_FILE": str(tmp_path / "fallbacks"),
    }
    wanted = "[settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS]"
    assert value(tmp_path, wanted, **files) == ["from a file", ["older", "oldest"]]
    for env, words in [
        ({**files, "SECRET_KEY": "a secret"}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
        ({"SECRET_KEY_FILE": str(tmp_path / "absent")}, "cannot be read: No such file"),
    ]:
        refused = load(tmp_path, wanted, **env)
        assert refused.returncode != 0
        assert words in refused.stderr
        assert "a secret" not in refused.stderr


def test_a_damaged_retired_key_is_refused_without_being_shown(tmp_path):
    refused = load(tmp_path, "settings.RETIRED_KEYS", ARENA_RETIRED_KEYS="receipts:abcdef")
    assert refused.returncode != 0
    assert "ARENA_RETIRED_KEYS: entry 1 is not purpose:hex" in refused.stderr
    assert "abcdef" not in refused.stderr
