"""The site's processes as in compose.yaml, on this machine and without containers.

    python ops/processes.py [--env-file .env]

Migrates the database, then runs a web process, a Celery worker and its timetable, and starts each again when
it ends. PostgreSQL, Redis and a proxy in front must be there already. Ctrl-C or SIGTERM stops all of them.
Standard library only; a service manager such as systemd does the same with the commands below.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 20.0
"""Seconds that processes have to end, as `stop_grace_period` in compose.yaml."""
PAUSE = 1.0
"""Seconds before a process that ended is started again; doubled while it ends at once, up to a minute."""
MAX_PAUSE = 60.0

PREPARATIONS = [
    ["manage.py", "migrate"],
    ["manage.py", "collectstatic", "--noinput", "-v0"],
]


def list_commands(port: str) -> dict[str, list[str]]:
    """Return the arguments of Python for each process that runs all the time."""
    return {
        "web": [
            *["-m", "uvicorn", "arenasite.asgi:application", "--host", "127.0.0.1", "--port", port],
            *["--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "15"],
            *["--limit-concurrency", "4000"],
        ],
        "worker": ["-m", "celery", "-A", "arenasite", "worker", "--concurrency", "1", "--loglevel", "INFO"],
        "timetable": ["-m", "celery", "-A", "arenasite", "beat", "--loglevel", "INFO"],
    }


def read_env_file(path: Path) -> dict[str, str]:
    """Return the variables of a file of NAME=value lines; lines with # are comments."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _separator, value in pairs}


def keep_running(name: str, arguments: list[str], env: dict[str, str], stop: threading.Event) -> None:
    """Run a process, again and again, until `stop` is set."""
    pause = PAUSE
    while not stop.is_set():
        started_at = time.monotonic()
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=env)
        print(f"{name}: process {process.pid}", flush=True)
        while process.poll() is None and not stop.wait(0.1):
            pass
        if stop.is_set():
            end(process)
            return
        pause = PAUSE if time.monotonic() - started_at > MAX_PAUSE else min(2 * pause, MAX_PAUSE)
        print(f"{name}: ended with {process.returncode}; starting again", flush=True)
        stop.wait(pause)


def end(process: subprocess.Popen) -> None:
    """Ask a process to end, and kill it after PATIENCE."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--env-file", type=Path, help="variables, as for compose.yaml")
    options = parser.parse_args()
    env = os.environ | (read_env_file(options.env_file) if options.env_file else {})
    for arguments in PREPARATIONS:
        if subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, check=False).returncode:
            return 1
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    threads = [
        threading.Thread(target=keep_running, args=(name, arguments, env, stop))
        for name, arguments in list_commands(env.get("PORT") or "8000").items()
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):  # join() would not let signals through
        time.sleep(0.2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
