"""Tags that nobody waits for: frequent prompts are found, and prompts are judged, again and again.

For a site without a broker; with one, battles.tasks does the same by the timetable.
"""

import logging
import threading
import time

from django.db import close_old_connections, connections

from battles.annotations.deduplication import deduplicate
from battles.annotations.judge_backlog import judge_some
from battles.annotations.judge_client import JudgeUnusable, configured_judge
from battles.models import Arena

logger = logging.getLogger(__name__)

JUDGE_SECONDS = 60.0
DEDUPLICATE_SECONDS = 600.0


def judge_prompts() -> int:
    """Have the site's judge look at prompts without a verdict; returns how many battles were written.

    0 where no judge is named. One that cannot be asked is logged.
    """
    try:
        judge = configured_judge()
    except JudgeUnusable as problem:
        logger.warning("no prompt is judged: %s", problem)
        return 0
    return 0 if judge is None else judge_some(judge)


def find_frequent_prompts() -> int:
    """Bring the dedup facts of every arena up to date; returns how many battles changed."""
    return deduplicate(Arena.objects.order_by("pk"))


class Tagging(threading.Thread):
    """Does both in a thread of its own until `stop` is set: no rebuild waits for a judge.

    What it was at when the process ends is lost, and nothing else.
    """

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="tagging", daemon=True)
        self._stop_asked = stop

    def run(self) -> None:
        try:
            keep_tagging(self._stop_asked)
        finally:
            connections.close_all()


def keep_tagging(stop: threading.Event) -> None:
    """Do both at their intervals until `stop` is set; what fails is logged and tried again."""
    due = {judge_prompts: 0.0, find_frequent_prompts: 0.0}
    seconds = {judge_prompts: JUDGE_SECONDS, find_frequent_prompts: DEDUPLICATE_SECONDS}
    while not stop.is_set():
        for work in due:
            if time.monotonic() >= due[work] and not stop.is_set():
                due[work] = time.monotonic() + seconds[work]
                close_old_connections()
                try:
                    work()
                except Exception:
                    logger.exception("%s failed; trying again", work.__name__)
        stop.wait(1.0)
