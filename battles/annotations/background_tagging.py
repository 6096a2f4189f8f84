"""Jobs of the timetable about prompts: judge them, and find those that come far too often."""

import logging

from battles.annotations.deduplication import deduplicate
from battles.annotations.judge_backlog import judge_some
from battles.annotations.judge_client import JudgeUnusable, configured_judge
from battles.models import Arena

logger = logging.getLogger(__name__)


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
